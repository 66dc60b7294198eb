package find

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model"
)

// special is what a backslash makes mean itself in a glob.
const special = `*?[]{},!-^ `

// globbing is a glob that is being made a regular expression.
type globbing struct {
	glob      string
	at        int
	separator string
	other     string // what is not the separator, in brackets
	out       strings.Builder
	plain     strings.Builder // characters that stand for themselves, not in out yet
	braces    []int           // where the open ones are
	cased     bool
}

// parseGlob reads a glob, nil if it asks for nothing yet.
func parseGlob(glob, separator string) (*pattern, error) {
	if glob == "" {
		return nil, nil
	}
	g := globbing{glob: glob, separator: separator, other: "."}
	if separator != "" {
		first, _ := utf8.DecodeRuneInString(separator)
		g.other = "[^" + character(first) + "]"
	}
	for g.at < len(glob) {
		if err := g.next(); err != nil {
			return nil, err
		}
	}
	if n := len(g.braces); n > 0 {
		return nil, at(g.glob, g.braces[n-1], `{ is not closed: write } after it, or \{ for the character`)
	}
	g.flush()
	begin := "^"
	if separator != "" && !strings.HasPrefix(glob, separator) {
		begin = "^(?:.*" + regexp.QuoteMeta(separator) + ")?"
	}
	p, err := compile(begin+"(?:"+g.out.String()+")$", g.cased)
	if err != nil {
		return nil, fmt.Errorf("the glob is too big: fewer or shorter alternatives may do")
	}
	p.glob = true
	return p, nil
}

// next reads what is at the current place.
func (g *globbing) next() error {
	rest := g.glob[g.at:]
	switch c := rest[0]; {
	case c == '*':
		g.stars(rest)
	case c == '?':
		g.write(g.other, 1)
	case c == '{':
		g.braces = append(g.braces, g.at)
		g.write("(?:", 1)
	case c == ',' && len(g.braces) > 0:
		g.write("|", 1)
	case c == '}' && len(g.braces) > 0:
		g.braces = g.braces[:len(g.braces)-1]
		g.write(")", 1)
	case c == '[':
		return g.class()
	default:
		r, err := g.character()
		if err == nil {
			g.plain.WriteRune(r)
		}
		return err
	}
	return nil
}

// stars reads one * or more. Prefixes that may be there or not have their last
// separator with them.
func (g *globbing) stars(rest string) {
	n := len(rest) - len(strings.TrimLeft(rest, "*"))
	before := g.glob[:g.at]
	switch {
	case n == 1:
		g.write(g.other+"*", 1)
	case g.separator != "" && strings.HasPrefix(rest[n:], g.separator) &&
		(before == "" || strings.HasSuffix(before, g.separator)):
		g.write("(?:.*"+regexp.QuoteMeta(g.separator)+")?", n+len(g.separator))
	default:
		g.write(".*", n)
	}
}

// class reads [a-z].
func (g *globbing) class() error {
	start := g.at
	g.at++
	var set strings.Builder
	set.WriteByte('[')
	if rest := g.glob[g.at:]; rest != "" && (rest[0] == '!' || rest[0] == '^') {
		g.at++
		set.WriteByte('^')
		if g.separator != "" {
			set.WriteString(g.other[2 : len(g.other)-1])
		}
	}
	for first := true; ; first = false {
		switch {
		case g.at == len(g.glob):
			return at(g.glob, start, `[ is not closed: write ] after it, or \[ for the character`)
		case g.glob[g.at] == ']' && !first:
			set.WriteByte(']')
			g.write(set.String(), 1)
			return nil
		}
		if err := g.member(&set); err != nil {
			return err
		}
	}
}

// member reads a character of a class, or a range.
func (g *globbing) member(set *strings.Builder) error {
	start := g.at
	from, err := g.character()
	if err != nil {
		return err
	}
	set.WriteString(character(from))
	if rest := g.glob[g.at:]; len(rest) < 2 || rest[0] != '-' || rest[1] == ']' {
		return nil
	}
	g.at++
	to, err := g.character()
	if err != nil {
		return err
	}
	if to < from {
		return at(g.glob, start, model.Safe(g.glob[start:g.at])+" goes backwards: the smaller character comes first")
	}
	set.WriteString("-" + character(to))
	return nil
}

// character reads one, which may be escaped.
func (g *globbing) character() (rune, error) {
	rest := g.glob[g.at:]
	r, size := utf8.DecodeRuneInString(rest)
	if r == '\\' {
		if len(rest) > 1 && strings.IndexByte(special, rest[1]) >= 0 {
			r, size = rune(rest[1]), 2
		} else {
			c, isText, after, err := strconv.UnquoteChar(rest, 0)
			if err != nil {
				_, err := model.Unescape(rest)
				return 0, at(g.glob, g.at, err.Error())
			}
			if r, size = c, len(rest)-len(after); !isText && c >= utf8.RuneSelf {
				r = utf8.RuneError // to an expression all bytes that aren't text are alike
			}
		}
	}
	g.at += size
	g.cased = g.cased || unicode.IsUpper(r)
	return r, nil
}

// write adds to the expression, for so many bytes of the glob.
func (g *globbing) write(expr string, size int) {
	g.flush()
	g.out.WriteString(expr)
	g.at += size
}

// flush writes what stands for itself, as a group: these are the places of the
// match.
func (g *globbing) flush() {
	if g.plain.Len() > 0 {
		g.out.WriteString("(" + regexp.QuoteMeta(g.plain.String()) + ")")
		g.plain.Reset()
	}
}

// character writes one for a regular expression's brackets.
func character(r rune) string { return fmt.Sprintf(`\x{%x}`, r) }
