package value

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

const (
	sidesLeast = 60  // cells for two columns
	sidesUsual = 120 // until the width is known
	sidesGap   = 3   // cells between them
	blankSign  = "  "
)

// sides is a diff with the older document on the left and the newer one on
// the right. Where there is no room for that, it is a unified one.
//
// Its lines are made of rows that are exactly as wide as the pane, so that
// each is broken where a row of it ends.
type sides struct {
	*difference
	rows  []diffRow
	width int

	narrow *unified // instead, if not nil
}

func newSides(d *difference) *sides {
	s := &sides{difference: d, width: sidesUsual}
	s.rows = d.rows(func(rows []diffRow, e edit) []diffRow {
		for i := range max(e.End-e.Start, e.ReplEnd-e.ReplStart) {
			row := diffRow{sign: changed, old: -1, new: -1}
			if e.Start+i < e.End {
				row.old = int32(e.Start + i)
			}
			if e.ReplStart+i < e.ReplEnd {
				row.new = int32(e.ReplStart + i)
			}
			rows = append(rows, row)
		}
		return rows
	})
	return s
}

func (s *sides) fit(width int) (fitted body, other bool) {
	if width == s.width {
		return s, false
	}
	f := *s
	f.width, f.narrow = width, nil
	if width < sidesLeast {
		d := *s.difference
		d.notes = nil
		d.note("Two columns need %d cells: unified instead.", sidesLeast)
		d.notes = append(d.notes, s.notes...)
		f.narrow = newUnified(&d)
	}
	return &f, true
}

func (s *sides) len() int {
	if s.narrow != nil {
		return s.narrow.len()
	}
	return len(s.rows)
}

func (*sides) continued(int) bool { return false }

func (s *sides) line(i int, safe func(string) string) []Span {
	if s.narrow != nil {
		return s.narrow.line(i, safe)
	}
	r := s.rows[i]
	if r.sign == gap || r.sign == note {
		return s.own(r, safe)
	}
	left := (s.width - sidesGap) / 2
	right := s.width - sidesGap - left
	was, is := s.half(r, true, left, safe), s.half(r, false, right, safe)
	between := Span{Text: " " + either(safe, "│", "|") + " ", Token: Faint}
	var spans []Span
	for row := range max(len(was), len(is)) {
		spans = append(append(spans, cell(was, row, left)...), between)
		spans = append(spans, cell(is, row, right)...)
	}
	return spans
}

// half is one side of a row, in as many rows as it needs.
func (s *sides) half(r diffRow, old bool, width int, safe func(string) string) (rows [][]Span) {
	line, b, sign, token := r.new, s.newer, "+ ", Added
	if old {
		line, b, sign, token = r.old, s.older, "- ", Removed
	}
	if line < 0 {
		return nil
	}
	first := Span{Text: blankSign}
	text := b.line(int(line), safe)
	if r.sign == changed {
		first = Span{Text: sign, Token: token}
		text = s.part(r, old, safe)
	}
	for i, row := range Wrap(text, width-len(blankSign)) {
		if i > 0 {
			first = Span{Text: blankSign}
		}
		rows = append(rows, append([]Span{first}, row...))
	}
	return rows
}

// cell is a row of a side, filled up to its width.
func cell(rows [][]Span, i, width int) (spans []Span) {
	if i < len(rows) {
		spans = rows[i]
	}
	for _, s := range spans {
		width -= model.Width(s.Text)
	}
	if width > 0 {
		spans = append(spans, Span{Text: strings.Repeat(" ", width)})
	}
	return spans
}
