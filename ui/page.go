package ui

import (
	"fmt"
	"slices"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/themes"
)

// leftStep is how far one press scrolls to the side.
const leftStep = 8

// page is the part of a document that is in view. Its place is a line and,
// where lines are wrapped, a row of it: so scrolling costs what is in view,
// however long the document is.
type page struct {
	doc           *value.Document // nil: nothing
	width, height int
	nowrap        bool

	line, row int // at the top of the view
	left      int // cells scrolled to the side, if not wrapped

	beside func(line int) (themes.Style, string) // the mark before a line; nil: none
}

// open shows another document from its start.
func (p *page) open(doc *value.Document) {
	p.line, p.row, p.left = 0, 0, 0
	p.replace(doc)
}

// replace shows a newer document at the place of the one before.
func (p *page) replace(doc *value.Document) {
	if doc != nil {
		doc = doc.Fit(p.width)
	}
	p.doc = doc
	p.clamp()
}

// fit takes over the room that there is. A page that isn't shown keeps its
// place for when it is.
func (p *page) fit(width, height int) {
	if height <= 0 || (p.width == width && p.height == height) {
		return
	}
	if width != p.width { // lines are wrapped at other places now
		p.row = 0
	}
	p.width, p.height = width, height
	p.replace(p.doc)
}

// wraps says whether lines are wrapped: a hex dump's never are, its columns
// would mean nothing, and those of two documents side by side always.
func (p *page) wraps() bool {
	return !p.nowrap && p.doc.Kind != value.KindHex || p.doc.View() == value.SideBySide
}

// rows are the rows that a line takes, at least one.
func (p *page) rows(line int) [][]value.Span {
	spans := p.doc.Line(line)
	if p.doc.Continued(line + 1) { // it is a piece of a very long line
		spans = append(slices.Clip(spans), value.Span{Text: model.Ellipsis, Token: value.Faint})
	}
	if !p.wraps() {
		return [][]value.Span{value.Cut(spans, p.left, p.width)}
	}
	if rows := value.Wrap(spans, p.width); len(rows) > 0 {
		return rows
	}
	return [][]value.Span{nil}
}

// do carries out an action; false if it isn't one of a page's, or there is
// nowhere to go.
func (p *page) do(a keymap.Action) bool {
	if a == keymap.Wrap {
		p.nowrap = !p.nowrap
		p.row, p.left = 0, 0
		p.clamp()
		return true
	}
	if p.doc == nil {
		return false
	}
	switch a {
	case keymap.Top:
		p.line, p.row = 0, 0
	case keymap.Bottom:
		p.line, p.row = p.last()
	case keymap.Left:
		before := p.left
		p.left = max(0, p.left-leftStep)
		return p.left != before
	case keymap.Right:
		p.left = min(p.left+leftStep, max(p.left, p.widest()-p.width))
	default:
		n := distance(a, p.height)
		if n > 0 {
			p.down(n)
		} else {
			p.up(-n)
		}
		return n != 0
	}
	return true
}

func (p *page) down(n int) {
	for have := len(p.rows(p.line)); n > 0; n-- {
		switch {
		case p.row+1 < have:
			p.row++
		case p.line+1 < p.doc.Len():
			p.line, p.row = p.line+1, 0
			have = len(p.rows(p.line))
		default:
			n = 0
		}
	}
	p.clamp()
}

func (p *page) up(n int) {
	for ; n > 0; n-- {
		switch {
		case p.row > 0:
			p.row--
		case p.line > 0:
			p.line--
			p.row = len(p.rows(p.line)) - 1
		default:
			return
		}
	}
}

// last is the place from which the end of the document is in view.
func (p *page) last() (line, row int) {
	line = p.doc.Len()
	for room := p.height; line > 0 && room > 0; {
		line--
		if room -= len(p.rows(line)); room < 0 {
			row = -room
		}
	}
	return line, row
}

// clamp keeps the view filled.
func (p *page) clamp() {
	if p.doc == nil || p.doc.Len() == 0 {
		p.line, p.row = 0, 0
		return
	}
	if line, row := p.last(); p.line > line || (p.line == line && p.row > row) {
		p.line, p.row = line, row
	}
	p.row = min(p.row, len(p.rows(p.line))-1) // the line may be a shorter one now
}

// widest is the width of the widest line in view, if lines aren't wrapped.
func (p *page) widest() (width int) {
	if p.wraps() {
		return 0
	}
	for i := range p.height {
		n := 0
		for _, span := range p.doc.Line(p.line + i) {
			n += model.Width(span.Text)
		}
		width = max(width, n)
	}
	return width
}

// visible gives the rows in view, each with its line.
func (p *page) visible(yield func(line int, row []value.Span) bool) {
	if p.doc == nil || p.height <= 0 {
		return
	}
	skip := p.row
	for line, n := p.line, 0; line < p.doc.Len(); line++ {
		for _, row := range p.rows(line)[skip:] {
			if n++; n > p.height || !yield(line, row) {
				return
			}
		}
		skip = 0
	}
}

// view draws the rows in view, all muted if the value is an old one, and says
// where in the document they are, as a bar and in numbers.
func (p *page) view(k *look, old bool) (body []string, bar scroll, place string) {
	last := p.line
	for line, row := range p.visible {
		last = line
		l := k.line(p.width + 1)
		if p.beside != nil {
			l.put(p.beside(line))
		} else {
			l.skip(k.Plain.Text, 1)
		}
		for _, span := range row {
			style := tokenStyle(k.Plain, span.Token)
			if old {
				style = k.Plain.Muted
			}
			l.put(style, span.Text)
		}
		body = append(body, l.end(k.Plain.Text))
	}
	if p.doc == nil || (p.line == 0 && p.row == 0 && len(body) < p.height) {
		return body, scroll{}, "" // all of it is in view
	}
	bar = scroll{offset: p.line, shown: last - p.line + 1, of: p.doc.Len()}
	return body, bar, fmt.Sprintf("%s/%s", model.Count(int64(last+1)), model.Count(int64(p.doc.Len())))
}

func tokenStyle(ink themes.Ink, t value.Token) themes.Style {
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
	case value.Added:
		return ink.Created
	case value.Removed:
		return ink.Deleted
	}
	return ink.Text
}
