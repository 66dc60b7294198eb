package ui

import (
	"fmt"
	"strconv"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/themes"
)

// view draws the rows in view, all muted if the value is an old one, and says
// where in the document they are, as a bar and in numbers.
func (p *page) view(focused, old bool) (body []string, bar scroll, place string) {
	last := p.line
	for at, row := range p.visible {
		last = at.line
		body = append(body, p.drawn(at, row, focused, old))
	}
	if p.doc == nil || p.spot == (spot{}) && len(body) < p.height {
		return body, scroll{}, "" // all of it is in view
	}
	last = p.next(last) - 1 // what is folded away there is seen as far as it can be
	bar = scroll{offset: p.line, shown: last - p.line + 1, of: p.doc.Len()}
	return body, bar, fmt.Sprintf("%s/%s", model.Count(int64(last+1)), model.Count(int64(p.doc.Len())))
}

// drawn is one row: the line's number, whether a block begins there, the text.
func (p *page) drawn(at spot, row []value.Span, focused, old bool) string {
	k := p.look
	ink := k.Plain
	if focused && p.lit(at) {
		ink = k.Row
	}
	l := k.line(p.width + 1)
	p.number(l, at, ink)
	l.put(p.margin(at, focused, ink))
	for _, span := range row {
		style := tokenStyle(ink, span.Token)
		if old && span.Token&(found|foundHere) == 0 {
			style = ink.Muted
		}
		l.put(style, span.Text)
	}
	return l.end(ink.Text)
}

// lit says whether a row shows the cursor: all rows of its line do, but of one
// that fills half of the view only the first in sight.
func (p *page) lit(at spot) bool {
	if at.line != p.cursor {
		return false
	}
	first := at.row == 0 || at == p.spot
	return first || len(p.rows(at.line)) <= max(1, p.height/2)
}

// number writes the number of a line before its first row. A piece of a very
// long line has none of its own.
func (p *page) number(l *line, at spot, ink themes.Ink) {
	width := p.gutter()
	if width == 0 {
		return
	}
	if at.row > 0 || p.doc.Continued(at.line) {
		l.skip(ink.Text, width)
		return
	}
	number := strconv.Itoa(at.line + 1)
	l.skip(ink.Text, width-len(number))
	l.put(ink.Faint, number)
}

// margin is the cell before the text: whether a block begins there, in the ink
// of what has just changed on the line or in the closed block, or the mark of that.
func (p *page) margin(at spot, focused bool, ink themes.Ink) (themes.Style, string) {
	style, mark := ink.Text, " "
	if p.beside != nil {
		style, mark = p.beside(ink, at.line, p.next(at.line))
	}
	glyph := p.glyph(at, focused)
	switch {
	case glyph == "":
		return style, mark
	case mark == " ":
		return ink.Muted, glyph
	}
	return style, glyph
}

// glyph says that a block is closed; of open ones it marks that under the
// cursor only, the others can be seen.
func (p *page) glyph(at spot, focused bool) string {
	if at.row > 0 {
		return ""
	}
	if _, closed := p.folds.at(at.line); closed {
		return p.look.glyphs.Closed
	}
	if focused && at.line == p.cursor && p.begins(at.line) {
		return p.look.glyphs.Open
	}
	return ""
}

func tokenStyle(ink themes.Ink, t value.Token) themes.Style {
	switch {
	case t&foundHere != 0:
		return ink.FoundHere
	case t&found != 0:
		return ink.Found
	}
	switch t {
	case value.Muted:
		return ink.Muted
	case value.Faint:
		return ink.Faint
	case value.Key:
		return ink.Key
	case value.String:
		return ink.String
	case value.Number:
		return ink.Number
	case value.Literal:
		return ink.Literal
	case value.Bad:
		return ink.Bad
	case value.Added:
		return ink.Created
	case value.Removed:
		return ink.Deleted
	}
	return ink.Text
}
