package find

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model"
)

// explain says what is wrong with a regular expression, where, and what may be
// meant.
func explain(expr string, err error) error {
	var wrong *syntax.Error
	if !errors.As(err, &wrong) {
		return errors.New(model.Safe(err.Error()))
	}
	part := wrong.Expr
	var what string
	switch wrong.Code {
	case syntax.ErrMissingParen:
		return at(expr, unpaired(expr), `( is not closed: write ) after it, or \( for the character`)
	case syntax.ErrUnexpectedParen:
		return at(expr, unpaired(expr), `) closes nothing: write ( before it, or \) for the character`)
	case syntax.ErrMissingBracket:
		return at(expr, strings.LastIndex(expr, part), `[ is not closed: write ] after it, or \[ for the character`)
	case syntax.ErrTrailingBackslash:
		return at(expr, len(expr)-1, `\ escapes nothing: write what follows, or \\ for a backslash`)
	case syntax.ErrMissingRepeatArgument:
		what = ` repeats nothing: write what before it, or \` + part + ` for the character`
	case syntax.ErrInvalidRepeatOp:
		what = " repeats twice: once is enough, or write the first in (?:…)"
	case syntax.ErrInvalidRepeatSize:
		what = " repeats too often: 1,000 times is the most, also of repeats in each other"
		if backwards(part) {
			what = " ends before it begins: the smaller number comes first"
		}
	case syntax.ErrInvalidCharRange:
		what = " is not a range: the smaller character comes first"
		if strings.HasPrefix(strings.ToLower(part), `\p`) || strings.HasPrefix(part, "[:") {
			what = ` is no class: \pL and \p{Greek} are, [[:alpha:]] is`
		}
	case syntax.ErrInvalidEscape:
		what = ` is not an escape: write \\ for a backslash, \x{e9} for a character`
	case syntax.ErrInvalidNamedCapture:
		what = " is not the name of a group: it is written (?P<name>…), each name once"
	case syntax.ErrInvalidPerlOp:
		what = " is no group of RE2: (?:…) and (?i) are, looking ahead or behind is not"
	case syntax.ErrInvalidUTF8:
		return errors.New(`the expression is not text: \x{fffd} stands for a byte that isn't`)
	case syntax.ErrNestingDepth, syntax.ErrLarge:
		return errors.New("the expression is too big: fewer or smaller repeats may do")
	default:
		return errors.New(model.Safe(wrong.Code.String() + ": " + part))
	}
	return at(expr, strings.Index(expr, part), model.Middle(model.Safe(part), model.Ellipsis, 24)+what)
}

// backwards says that a {least,most} has them the wrong way round.
func backwards(repeat string) bool {
	var least, most int
	n, _ := fmt.Sscanf(repeat, "{%d,%d}", &least, &most)
	return n == 2 && least > most
}

// at says what is wrong at an offset, as a person counts.
func at(text string, offset int, what string) error {
	return fmt.Errorf("at %d: %s", utf8.RuneCountInString(text[:max(offset, 0)])+1, what)
}

// unpaired is where the first ) is that closes nothing, or else the last ( that
// nothing closes.
func unpaired(expr string) int {
	var open []int
	for i := 0; i < len(expr); {
		switch expr[i] {
		case '\\':
			i += escaped(expr[i:])
			continue
		case '[':
			i += class(expr[i:])
			continue
		case '(':
			open = append(open, i)
		case ')':
			if len(open) == 0 {
				return i
			}
			open = open[:len(open)-1]
		}
		i++
	}
	if len(open) == 0 {
		return 0
	}
	return open[len(open)-1]
}

// escaped is how many bytes the escape has that a text begins with.
func escaped(text string) int {
	if strings.HasPrefix(text, `\Q`) {
		if end := strings.Index(text, `\E`); end > 0 {
			return end + len(`\E`)
		}
		return len(text)
	}
	return min(2, len(text))
}

// class is how many bytes the brackets have that a text begins with.
func class(text string) int {
	i := 1
	if strings.HasPrefix(text, "[^") {
		i++
	}
	for first := true; i < len(text); first = false {
		name, named := strings.CutPrefix(text[i:], "[:")
		switch end := strings.Index(name, ":]"); {
		case text[i] == ']' && !first:
			return i + 1
		case named && end >= 0:
			i += len("[:") + end + len(":]")
		case text[i] == '\\':
			i += escaped(text[i:])
		default:
			i++
		}
	}
	return len(text)
}
