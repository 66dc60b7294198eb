package ui

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// line builds one line of the screen, of exactly the width it was made for.
// Everything put into it must be display text.
type line struct {
	look *look
	text strings.Builder
	room int // cells left
}

// line is small enough to be inlined: then what it returns stays off the heap.
func (k *look) line(width int) *line { return &line{look: k, room: max(0, width)} }

// put appends text, or as much of it as there is room for.
func (l *line) put(s themes.Style, text string) {
	width := model.Width(text)
	if width > l.room {
		text = l.look.clip(text, l.room)
		width = model.Width(text)
	}
	if text == "" {
		return
	}
	l.grow()
	s.Write(&l.text, text)
	l.room -= width
}

// skip appends n blank cells.
func (l *line) skip(s themes.Style, n int) {
	if n = min(n, l.room); n > 0 {
		l.grow()
		s.Write(&l.text, blank(n))
		l.room -= n
	}
}

// grow makes room for the whole line when its first part is written.
func (l *line) grow() {
	if l.text.Cap() == 0 {
		l.text.Grow(2*l.room + 32)
	}
}

// end fills the line up and returns it.
func (l *line) end(s themes.Style) string {
	l.skip(s, l.room)
	return l.text.String()
}

const blanks = "                                                                                                    "

// blank is n spaces.
func blank(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// lines fills n lines of the width with texts, one a line.
func (k *look) lines(width, n int, texts []string) []string {
	all := make([]string, max(0, n))
	for i := range all {
		if i < len(texts) {
			all[i] = texts[i]
			continue
		}
		all[i] = blank(width)
	}
	return all
}
