package value

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Wrap breaks a line into rows of at most width cells, between graphemes. An
// empty line is one empty row. There are no rows for less than the two cells
// that the widest character needs.
func Wrap(line []Span, width int) [][]Span {
	if width < 2 {
		return nil
	}
	rows := [][]Span{nil}
	column := 0
	for _, span := range line {
		start, at := 0, 0
		for g := displaywidth.StringGraphemes(span.Text); g.Next(); {
			if column+g.Width() > width {
				last := len(rows) - 1
				rows[last] = appendSpan(rows[last], span, start, at)
				rows = append(rows, nil)
				start, column = at, 0
			}
			at += len(g.Value())
			column += g.Width()
		}
		last := len(rows) - 1
		rows[last] = appendSpan(rows[last], span, start, at)
	}
	return rows
}

// Cut is what is seen of a line through a window of width cells that starts
// at cell from. Of a wide character that is half in the window a space is
// seen.
func Cut(line []Span, from, width int) []Span {
	if width < 1 {
		return nil
	}
	var seen []Span
	from = max(from, 0)
	to := from + width
	column := 0
	for _, span := range line {
		if column >= to {
			break
		}
		var b strings.Builder
		for g := displaywidth.StringGraphemes(span.Text); column < to && g.Next(); {
			end := column + g.Width()
			if column >= from && end <= to {
				b.WriteString(g.Value())
			} else if end > from {
				b.WriteByte(' ')
			}
			column = end
		}
		seen = appendSpan(seen, Span{Text: b.String(), Token: span.Token}, 0, b.Len())
	}
	return seen
}

// appendSpan appends what span has from one byte to another, if anything.
func appendSpan(row []Span, span Span, from, to int) []Span {
	if from == to {
		return row
	}
	return append(row, Span{Text: span.Text[from:to], Token: span.Token})
}
