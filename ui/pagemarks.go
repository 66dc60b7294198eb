package ui

import (
	"slices"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/etcdscope/etcdscope/model/value"
)

// What is found has these in its token, beside what it is.
const (
	found     value.Token = 0x40
	foundHere value.Token = 0x80 // where the cursor was led to
)

// marked is a line with what is found in it marked.
func (p *page) marked(line int, spans []value.Span) []value.Span {
	f := &p.find
	if f.text == "" {
		return spans
	}
	m := marker{rest: slices.Clone(spans)}
	for at := range f.needle.in(joined(spans)) {
		mark := found
		if f.on && line == p.cursor && f.at == (match{line, at}) {
			mark = foundHere
		}
		m.take(at, 0)
		m.take(at+len(f.needle.text), mark)
	}
	return append(m.out, m.rest...)
}

// marker goes along a line and cuts its spans at the edges of what is marked,
// never within a grapheme: it would be wider in two.
type marker struct {
	rest, out []value.Span
	at        int // where rest begins in the line
}

// take goes on to a place of the line.
func (m *marker) take(to int, mark value.Token) {
	for len(m.rest) > 0 && m.at < to {
		span := m.rest[0]
		before, after := graphemeAround(span.Text, min(to-m.at, len(span.Text)))
		n := before // what is marked begins with the grapheme that it begins in
		if mark != 0 {
			n = after // and ends with the one that it ends in
		}
		if n == 0 {
			return
		}
		m.out = append(m.out, value.Span{Text: span.Text[:n], Token: span.Token | mark})
		m.at += n
		if n < len(span.Text) {
			m.rest[0].Text = span.Text[n:]
		} else {
			m.rest = m.rest[1:]
		}
	}
}

// graphemeAround is where the grapheme that place i of a text is in begins and
// ends; i itself twice if it is between two.
func graphemeAround(text string, i int) (start, end int) {
	if i == len(text) || text[i] < utf8.RuneSelf && (i == 0 || text[i-1] < utf8.RuneSelf) {
		return i, i
	}
	for g := displaywidth.StringGraphemes(text); g.Next(); start = end {
		if end = start + len(g.Value()); end == i {
			return i, i
		} else if end > i {
			return start, end
		}
	}
	return i, i
}
