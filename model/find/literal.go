package find

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// groupless is an expression without its groups, which matter only to where it
// matches. It is made of the text: to write a tree down takes two milliseconds for
// each class that excludes something.
func groupless(expr string) string {
	if strings.Contains(expr, "-[:") {
		return expr // in brackets, a range up to [ or what has a name: as it goes before
	}
	var b strings.Builder
	for i := 0; i < len(expr); {
		rest := expr[i:]
		size, group := 1, 0
		switch {
		case rest[0] == '\\':
			size = escaped(rest)
		case rest[0] == '[':
			size = class(rest)
		case strings.HasPrefix(rest, "(?P<"), strings.HasPrefix(rest, "(?<"):
			group = strings.IndexByte(rest, '>') + 1
		case rest[0] == '(' && !strings.HasPrefix(rest, "(?"):
			group = 1
		}
		if group > 0 {
			b.WriteString("(?:")
			i += group
			continue
		}
		b.WriteString(rest[:size])
		i += size
	}
	return b.String()
}

// required gives texts that are in whatever an expression matches: those that
// are easily seen.
func required(tree *syntax.Regexp) (needs []*needle) {
	switch tree.Op {
	case syntax.OpLiteral:
		return plain(tree, false, false)
	case syntax.OpConcat:
		for i, sub := range tree.Sub {
			if sub.Op != syntax.OpLiteral {
				needs = append(needs, required(sub)...)
				continue
			}
			begins := i > 0 && tree.Sub[i-1].Op == syntax.OpBeginText
			ends := i+1 < len(tree.Sub) && tree.Sub[i+1].Op == syntax.OpEndText
			needs = append(needs, plain(sub, begins, ends)...)
		}
	case syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return required(tree.Sub[0])
		}
	}
	return needs
}

// plain gives the parts of a literal between the characters that stand for
// bytes that aren't text. The key may have to begin or end with it.
func plain(tree *syntax.Regexp, begins, ends bool) (needs []*needle) {
	parts := strings.Split(string(tree.Rune), string(utf8.RuneError))
	for i, text := range parts {
		if text == "" {
			continue
		}
		k := kindOf(begins && i == 0, ends && i == len(parts)-1)
		folded := tree.Flags&syntax.FoldCase != 0
		n := newNeedle(k, text, !folded)
		if folded {
			n.all = true
			n.widen()
		}
		needs = append(needs, n)
	}
	return needs
}
