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
	expr  *regexp.Regexp
	quick *regexp.Regexp // the same without groups, which cost a fifth; nil if what it needs is all of it
	needs []*needle      // texts without which no key matches: looking for one costs a twentieth
	glob  bool           // the groups are what of the key the person wrote
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
	flags := "(?si)"
	if cased {
		flags = "(?s)"
	}
	expr = flags + expr
	p := &pattern{}
	var err error
	if p.expr, err = regexp.Compile(expr); err != nil {
		return nil, err
	}
	bare := groupless(expr)
	tree, err := syntax.Parse(bare, syntax.Perl)
	if err != nil {
		return nil, err
	}
	p.needs = required(tree)
	if tree.Op == syntax.OpLiteral && len(p.needs) == 1 && p.needs[0].text == string(tree.Rune) {
		return p, nil
	}
	if p.quick = p.expr; bare != expr {
		p.quick, err = regexp.Compile(bare)
	}
	return p, err
}

// match says whether the pattern is in a key. There is a memory for each text
// that it needs.
func (p *pattern) match(key []byte, memories []memory) bool {
	for i, n := range p.needs {
		if _, ok := n.match(key, &memories[i]); !ok {
			return false
		}
	}
	return p.quick == nil || p.quick.Match(key)
}

// places are the offsets of the characters of the first match, of a glob only
// those that stand for themselves in it.
func (p *pattern) places(key []byte) []int {
	found := p.expr.FindSubmatchIndex(key)
	if p.glob {
		found = found[2:]
	} else {
		found = found[:2]
	}
	places := []int{}
	for ; len(found) > 0; found = found[2:] {
		if found[0] < found[1] {
			places = span{found[0], found[1]}.places(places, string(key))
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
		return min(4, len(expr)) // after \Q it may be less
	}
	return 3
}
