package ui

import (
	"slices"
	"strconv"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/themes"
)

// numbersWidth is the least width of a page that has line numbers without
// being asked for them. A narrower one is better filled with text.
const numbersWidth = 80

// page is the part of a document that is in view. Its place is a line and,
// where lines are wrapped, a row of it: so moving costs what is in view,
// however long the document is.
type page struct {
	look          *look
	doc           *value.Document // nil: nothing
	width, height int             // of the text and its line numbers
	nowrap        bool
	numbers       wish

	spot       // at the top of the view
	left   int // cells scrolled to the side, if not wrapped
	cursor int // a line that isn't folded away
	folds  folds
	find   finding

	beside func(ink themes.Ink, from, to int) (themes.Style, string) // the mark before lines [from, to); nil: none
}

// wish is what a person wants who may not have said so.
type wish uint8

const (
	unasked wish = iota
	wanted
	unwanted
)

// spot is a place in a document: a row of a line.
type spot struct{ line, row int }

func (s spot) before(o spot) bool { return s.line < o.line || s.line == o.line && s.row < o.row }

// open shows another document from its start.
func (p *page) open(doc *value.Document) {
	p.spot, p.left, p.cursor = spot{}, 0, 0
	p.folds = folds{}
	p.doc = nil
	p.replace(doc)
	p.find.on = false
	if p.find.typing {
		p.typeOn(p.find)
	} else if doc == nil {
		p.endFind()
	}
}

// replace shows another document at the place of the one before.
func (p *page) replace(doc *value.Document) { p.update(doc, nil) }

// update is the same where it is known which line of the one before is which
// now.
func (p *page) update(doc *value.Document, now func(line int) int) {
	was := p.doc
	p.doc = doc
	if doc != nil {
		p.doc = doc.Fit(p.textWidth())
	}
	if was != nil && p.doc != nil && was != p.doc {
		p.carry(was, now)
	}
	p.clamp()
	p.follow()
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

// numbered says whether lines have their numbers before them: a hex dump has
// offsets, a diff's lines are of two documents, and a single line is known to be
// the first.
func (p *page) numbered() bool {
	if p.doc == nil || p.doc.Kind == value.KindHex || p.doc.Kind == value.KindDiff || p.doc.Len() < 2 {
		return false
	}
	return p.numbers == wanted || p.numbers == unasked && p.width >= numbersWidth
}

// gutter is how wide the line numbers are, with a blank before them.
func (p *page) gutter() int {
	if !p.numbered() {
		return 0
	}
	return min(1+len(strconv.Itoa(p.doc.Len())), max(0, p.width-2))
}

// textWidth is the room for a line's own text.
func (p *page) textWidth() int { return max(0, p.width-p.gutter()) }

// wraps says whether lines are wrapped: a hex dump's never are, its columns
// would mean nothing, and those of two documents side by side always.
func (p *page) wraps() bool {
	return !p.nowrap && p.doc.Kind != value.KindHex || p.doc.View() == value.SideBySide
}

// rows are the rows that a line takes, at least one.
func (p *page) rows(line int) [][]value.Span {
	spans := p.spans(line)
	if !p.wraps() {
		return [][]value.Span{value.Cut(spans, p.left, p.textWidth())}
	}
	if rows := value.Wrap(spans, p.textWidth()); len(rows) > 0 {
		return rows
	}
	return [][]value.Span{nil}
}

// spans is a line as it is shown, before it is broken into rows.
func (p *page) spans(line int) []value.Span {
	spans := p.marked(line, p.doc.Line(line))
	switch f, closed := p.folds.at(line); {
	case closed:
		return append(slices.Clip(spans), p.summary(f)...)
	case p.doc.Continued(line + 1): // it is a piece of a very long line
		return append(slices.Clip(spans), value.Span{Text: model.Ellipsis, Token: value.Faint})
	}
	return spans
}

// next is the line below a line, prev the one above it, but for what is folded
// away.
func (p *page) next(line int) int {
	if f, folded := p.folds.over(line); folded {
		return f.last + 1
	}
	return line + 1
}

func (p *page) prev(line int) int {
	if f, folded := p.folds.over(line - 1); folded {
		return f.head
	}
	return line - 1
}

// down is the place n rows further down, or as many as there are.
func (p *page) down(s spot, n int) spot {
	for have := 0; n > 0; n-- {
		if have == 0 {
			have = len(p.rows(s.line))
		}
		if s.row+1 < have {
			s.row++
			continue
		}
		next := p.next(s.line)
		if next >= p.doc.Len() {
			break
		}
		s, have = spot{line: next}, 0
	}
	return s
}

// up is the place n rows further up, or as many as there are.
func (p *page) up(s spot, n int) (to spot, moved int) {
	for ; moved < n; moved++ {
		switch {
		case s.row > 0:
			s.row--
		case s.line > 0:
			s.line = p.prev(s.line)
			s.row = len(p.rows(s.line)) - 1
		default:
			return s, moved
		}
	}
	return s, moved
}

// lastLine is the last line that isn't folded away.
func (p *page) lastLine() int { return max(0, p.prev(p.doc.Len())) }

// last is the place from which the end of the document is in view.
func (p *page) last() spot {
	line := p.lastLine()
	s, _ := p.up(spot{line, len(p.rows(line)) - 1}, p.height-1)
	return s
}

// clamp keeps the view filled, and its places in the document.
func (p *page) clamp() {
	if p.doc == nil || p.doc.Len() == 0 {
		p.spot, p.cursor = spot{}, 0
		return
	}
	p.cursor = p.folds.shown(max(0, min(p.cursor, p.doc.Len()-1)))
	if line := p.folds.shown(max(0, min(p.line, p.doc.Len()-1))); line != p.line {
		p.spot = spot{line: line}
	}
	if last := p.last(); last.before(p.spot) {
		p.spot = last
	}
	p.row = min(p.row, len(p.rows(p.line))-1) // the line may be a shorter one now
}

// widest is the width of the widest line in view, if lines aren't wrapped.
func (p *page) widest() (width int) {
	if p.wraps() {
		return 0
	}
	line := p.line
	for range p.height {
		width = max(width, spansWidth(p.spans(line)))
		line = p.next(line)
	}
	return width
}

func spansWidth(spans []value.Span) (width int) {
	for _, span := range spans {
		width += model.Width(span.Text)
	}
	return width
}

// visible gives the rows in view, each with its place.
func (p *page) visible(yield func(at spot, row []value.Span) bool) {
	if p.doc == nil || p.height <= 0 {
		return
	}
	at := p.spot
	for n := 0; at.line < p.doc.Len(); at = (spot{line: p.next(at.line)}) {
		for _, row := range p.rows(at.line)[at.row:] {
			if n++; n > p.height || !yield(at, row) {
				return
			}
			at.row++
		}
	}
}
