package ui

import (
	"slices"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// cell is a grapheme of a line of display text, which is not cut or coloured in
// parts: it would be wider in two.
type cell struct {
	at    int // in the text
	width int
	found bool
}

// cells makes display text of a key, with what was found of it: places are the
// offsets in the key of the characters.
func (k *look) cells(key string, places []int) (text string, cells []cell) {
	text = k.key(key)
	cells = make([]cell, 0, len(text))
	if k.ascii || len(text) == len(key) && isASCII(text) {
		for i := range len(text) {
			cells = append(cells, cell{at: i, width: 1})
		}
	} else {
		for g, at := displaywidth.StringGraphemes(text), 0; g.Next(); at += len(g.Value()) {
			cells = append(cells, cell{at: at, width: g.Width()})
		}
	}
	n := 0
	for i, at := 0, 0; i < len(key) && at < len(text) && len(places) > 0; {
		r, size := utf8.DecodeRuneInString(key[i:])
		end := at + spelled(text[at:], r, size)
		for n < len(cells)-1 && cells[n+1].at <= at {
			n++
		}
		found := false
		for i += size; len(places) > 0 && places[0] < i; places = places[1:] {
			found = true
		}
		for c := n; found && c < len(cells) && cells[c].at < end; c++ {
			cells[c].found = true
		}
		at = end
	}
	return text, cells
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// spelled is how many bytes of display text the character r of a key takes, of
// size bytes there: itself, one picture, or the longer spelling that begins with
// a backslash.
func spelled(text string, r rune, size int) int {
	switch {
	case text[0] != '\\':
		_, n := utf8.DecodeRuneInString(text)
		return n
	case r == '\\':
		return len(`\\`)
	case size == 1:
		return len(`\xff`)
	case r <= 0xffff:
		return len(`\u202e`)
	}
	return len(`\U000e0041`)
}

// cut chooses which cells a text leaves out to fit into width, as model.Middle
// does, but as few as possible of those that were found, and then of its end, which
// tells it from its neighbours. None if from is to; ok is false if there isn't even
// room for the ellipsis.
func cut(cells []cell, ellipsis, width int) (from, to int, ok bool) {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	if total <= width {
		return 0, 0, true
	}
	if width -= ellipsis; width < 0 {
		return 0, 0, false
	}
	end := min(len("-x2x9z"), (width+1)/2)
	wanted := width - max(width/3, end) // where the middle is
	best := [3]int{len(cells) + 1}
	before, hidden, lost := 0, 0, 0
	for i, j := 0, 0; i < len(cells); i++ {
		for ; j < len(cells) && hidden < total-width; j++ {
			hidden += cells[j].width
			lost += lit(cells[j])
		}
		if hidden < total-width {
			break
		}
		cost := [...]int{lost, max(0, j-(len(cells)-end)), max(before-wanted, wanted-before)}
		if slices.Compare(cost[:], best[:]) < 0 {
			best, from, to = cost, i, j
		}
		before += cells[i].width
		hidden -= cells[i].width
		lost -= lit(cells[i])
	}
	return from, to, true
}

func lit(c cell) int {
	if c.found {
		return 1
	}
	return 0
}

// found puts a key in at most width cells, with what was found of it.
func (l *line) found(plain, found themes.Style, key string, places []int, width int) {
	k := l.look
	text, cells := k.cells(key, places)
	from, to, ok := cut(cells, model.Width(k.ellipsis()), width)
	if !ok {
		l.put(plain, k.clip(text, width))
		return
	}
	l.run(plain, found, text, cells, 0, from)
	if from < to {
		l.put(plain, k.ellipsis())
	}
	l.run(plain, found, text, cells, to, len(cells))
}

// run puts the cells from one to before another, in as few pieces as there are.
func (l *line) run(plain, found themes.Style, text string, cells []cell, from, to int) {
	end := func(i int) int {
		if i < len(cells) {
			return cells[i].at
		}
		return len(text)
	}
	for i := from; i < to; {
		j := i
		for j < to && cells[j].found == cells[i].found {
			j++
		}
		style := plain
		if cells[i].found {
			style = found
		}
		l.put(style, text[cells[i].at:end(j)])
		i = j
	}
}
