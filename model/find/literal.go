package find

import (
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// literal is a text that is in whatever matches an expression.
type literal struct {
	text   string
	folded bool // in whichever case
}

// required gives the longest such text that is easily seen. It is found as a
// needle is found, so it has nothing that means more to an expression.
func required(tree *syntax.Regexp) (best literal) {
	switch tree.Op {
	case syntax.OpLiteral:
		return plain(tree)
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			if l := required(sub); len(l.text) > len(best.text) {
				best = l
			}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return required(tree.Sub[0])
		}
	}
	return best
}

// plain gives the longest part of a literal that means the same to a needle.
func plain(tree *syntax.Regexp) (best literal) {
	folded := tree.Flags&syntax.FoldCase != 0
	rest := tree.Rune
	for len(rest) > 0 {
		n := 0
		for n < len(rest) && isPlain(rest[n], folded) {
			n++
		}
		if text := string(rest[:n]); len(text) > len(best.text) {
			best = literal{text, folded}
		}
		rest = rest[min(n+1, len(rest)):]
	}
	return best
}

// isPlain says no of what stands for bytes that aren't text, and where case
// doesn't matter of what has other cases than ASCII's: k is the kelvin sign, too.
func isPlain(r rune, folded bool) bool {
	if !folded {
		return r != utf8.RuneError
	}
	if r >= utf8.RuneSelf {
		return false
	}
	other := unicode.SimpleFold(r)
	return other < utf8.RuneSelf && unicode.SimpleFold(other) < utf8.RuneSelf
}
