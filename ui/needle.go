package ui

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model/value"
)

// needle is text to be found. Written in small letters it is found in capitals
// too.
type needle struct {
	text    string
	anyCase bool
}

func newNeedle(text string) needle {
	return needle{text: text, anyCase: lowered(text) == text}
}

// in gives the places of the needle in a text, none of which overlap.
func (n needle) in(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if n.text == "" {
			return
		}
		if n.anyCase {
			text = lowered(text)
		}
		for at := 0; ; {
			i := strings.Index(text[at:], n.text)
			if i < 0 || !yield(at+i) {
				return
			}
			at += i + len(n.text)
		}
	}
}

// lowered is s in small letters, each in its place: those that take another
// number of bytes stay as they are.
func lowered(s string) string {
	return strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); utf8.RuneLen(small) == utf8.RuneLen(r) {
			return small
		}
		return r
	}, s)
}

// places are those of the needle in what is shown of a line.
func (n needle) places(doc *value.Document, line int) iter.Seq[int] {
	return n.in(joined(doc.Line(line)))
}

// count is how often the needle is in the lines from one to before another.
func (n needle) count(doc *value.Document, from, to int) (found int32) {
	for line := from; line < to; line++ {
		for range n.places(doc, line) {
			found++
		}
	}
	return found
}
