package find

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a regular expression that is searched in a key, or what a glob is
// as one.
type pattern struct {
	expr *regexp.Regexp
	need *needle // a text without which no key matches, nil if none is known: looking for it costs a tenth
	glob bool    // the groups are what of the key the person wrote
}

// parseRegexp reads a regular expression, nil if it asks for nothing yet.
func parseRegexp(expr string) (*pattern, error) {
	if expr == "" {
		return nil, nil
	}
	if _, err := syntax.Parse(expr, syntax.Perl); err != nil {
		return nil, explain(expr, err)
	}
	p, err := compile(expr, hasCapital(expr))
	if err != nil {
		return nil, explain(expr, err)
	}
	return p, nil
}

// compile makes a pattern of a regular expression that can be parsed.
func compile(expr string, cased bool) (*pattern, error) {
	flags := "(?si:"
	if cased {
		flags = "(?s:"
	}
	expr = flags + expr + ")"
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	compiled, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	p := &pattern{expr: compiled}
	if l := required(tree); l.text != "" {
		p.need = newNeedle(anywhere, l.text, !l.folded)
	}
	return p, nil
}

// match says whether the pattern is in a key.
func (p *pattern) match(key []byte, m *memory) bool {
	if p.need != nil {
		if _, ok := p.need.match(key, m); !ok {
			return false
		}
	}
	return p.expr.Match(key)
}

// places are the offsets of the characters of the first match, of a glob only
// those that stand for themselves in it.
func (p *pattern) places(key []byte) []int {
	at := p.expr.FindSubmatchIndex(key)
	if p.glob {
		at = at[2:]
	} else {
		at = at[:2]
	}
	places := []int{}
	for ; len(at) > 0; at = at[2:] {
		if at[0] < at[1] {
			places = span{at[0], at[1]}.places(places, string(key))
		}
	}
	return places
}

// hasCapital says whether there is a capital letter in a regular expression,
// other than in escapes (\S, \pL, \x{FF}) and the heads of groups ((?P<Name>).
func hasCapital(expr string) bool {
	for expr != "" {
		if skip := skipped(expr); skip > 0 {
			expr = expr[skip:]
			continue
		}
		r, size := utf8.DecodeRuneInString(expr)
		if unicode.IsUpper(r) {
			return true
		}
		expr = expr[size:]
	}
	return false
}

// skipped is how many bytes an escape has, or the head of a group, that the
// expression begins with.
func skipped(expr string) int {
	switch {
	case strings.HasPrefix(expr, "(?"):
		return 1 + strings.IndexAny(expr, ":)>")
	case len(expr) < 2 || expr[0] != '\\':
		return 0
	case !strings.ContainsRune("xpP", rune(expr[1])) || len(expr) == 2:
		return 2
	case expr[2] == '{':
		return 1 + strings.IndexByte(expr, '}')
	case expr[1] == 'x':
		return 4
	}
	return 3
}
