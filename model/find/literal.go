package find

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// ungrouped reads an expression and leaves out that it has groups, which matter
// only to where they match.
func ungrouped(expr string) (*syntax.Regexp, error) {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return syntax.Parse(without(tree).String(), syntax.Perl) // again: texts that were apart are now one
}

func without(tree *syntax.Regexp) *syntax.Regexp {
	for i, sub := range tree.Sub {
		tree.Sub[i] = without(sub)
	}
	if tree.Op == syntax.OpCapture {
		return tree.Sub[0]
	}
	return tree
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
