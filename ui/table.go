package ui

import (
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// column is one column of a table: all its cells are display text.
type column struct {
	title string
	rank  int  // the columns of the greatest rank go first where there is no room
	right bool // aligned to the right, as numbers are
	least int  // its width doesn't shrink below, so that changing numbers don't make it jump
	cells []part
}

func (c column) width() int {
	w := max(c.least, model.Width(c.title))
	for _, cell := range c.cells {
		w = max(w, model.Width(cell.text))
	}
	return w
}

// fitting leaves out columns until the rest fits. Those of rank 0 stay: what has
// no room of the last one is cut off.
func fitting(columns []column, width int) []column {
	for {
		sum, worst := 0, 0
		for i, c := range columns {
			sum += c.width() + pieceGap
			if c.rank > columns[worst].rank {
				worst = i
			}
		}
		if sum-pieceGap <= width || columns[worst].rank == 0 {
			return columns
		}
		columns = append(columns[:worst:worst], columns[worst+1:]...)
	}
}

// heading draws the columns' titles, after so much of a margin.
func (k *look) heading(width, margin int, columns []column) string {
	l := k.line(width)
	l.skip(k.Plain.Text, margin)
	l.cells(k.Plain.Text, columns, func(c column) part { return part{k.Plain.Faint, c.title} })
	return l.end(k.Plain.Text)
}

// cells draws one cell of each column.
func (l *line) cells(gap themes.Style, columns []column, of func(column) part) {
	for i, c := range columns {
		if i > 0 {
			l.skip(gap, pieceGap)
		}
		c.put(l, of(c), c.width())
	}
}

// put draws one cell.
func (c column) put(l *line, cell part, width int) {
	pad := width - model.Width(cell.text)
	if c.right {
		l.skip(cell.style, pad)
	}
	l.put(cell.style, l.look.clip(cell.text, min(width, l.room)))
	if !c.right {
		l.skip(cell.style, pad)
	}
}
