package ui

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// The smallest frame: less than this is shown without one.
const (
	frameLeastWidth  = 8
	frameLeastHeight = 3
)

// frame is the box around a pane or an overlay.
type frame struct {
	width, height int // with the border
	focused       bool
	past          bool   // what is in it is old
	title         []part // in the upper border
	aside         string // there, on the right; display text
	foot          string // in the lower border, on the left
	place         string // in the lower border, on the right
	scroll        scroll
}

// scroll says which part of something longer is in view.
type scroll struct{ offset, shown, of int }

// bare says that there is no room for a border.
func (f frame) bare() bool { return f.width < frameLeastWidth || f.height < frameLeastHeight }

// inner is the room within the border.
func (f frame) inner() (width, height int) {
	if f.bare() {
		return max(0, f.width), max(0, f.height)
	}
	return f.width - 2, f.height - 2
}

// draw puts the border around lines that are exactly as wide as the inner
// room.
func (f frame) draw(k *look, body []string) []string {
	if f.bare() {
		return body
	}
	edge, title := k.border(f.focused)
	if f.past {
		edge, title = k.pastBorder(f.focused)
	}
	out := make([]string, 0, f.height)
	out = append(out, f.top(k, edge, title))
	from, to := f.scroll.thumb(len(body))
	side, thumb := edge.Render(k.glyphs.Vertical), edge.Render(k.glyphs.Thumb)
	for i, text := range body {
		right := side
		if i >= from && i < to {
			right = thumb
		}
		out = append(out, side+text+right)
	}
	return append(out, f.bottom(k, edge))
}

func (f frame) top(k *look, edge, title themes.Style) string {
	l := k.line(f.width)
	l.put(edge, k.glyphs.TopLeft)
	keep := model.Width(k.glyphs.TopRight) + 1
	aside := ""
	if f.aside != "" {
		aside = " " + f.aside + " "
		keep += model.Width(aside) + 1
	}
	l.put(title, " ")
	for i, p := range f.title {
		style := p.style
		if i == 0 {
			style = title
		}
		l.put(style, k.middle(p.text, l.room-keep))
	}
	l.put(title, " ")
	l.rule(edge, l.room-keep+1)
	if aside != "" {
		l.put(k.Plain.Muted, aside)
		l.rule(edge, 1)
	}
	l.put(edge, k.glyphs.TopRight)
	return l.end(edge)
}

func (f frame) bottom(k *look, edge themes.Style) string {
	l := k.line(f.width)
	l.put(edge, k.glyphs.BottomLeft)
	right := ""
	if f.place != "" && model.Width(f.place)+6 <= l.room {
		right = " " + f.place + " "
	}
	if f.foot != "" {
		l.put(k.Plain.Muted, k.clip(" "+f.foot+" ", l.room-model.Width(right)-2))
	}
	l.rule(edge, l.room-model.Width(right)-2)
	if right != "" {
		l.put(k.Plain.Muted, right)
	}
	l.rule(edge, l.room-1)
	l.put(edge, k.glyphs.BottomRight)
	return l.end(edge)
}

// rule draws n cells of horizontal line.
func (l *line) rule(s themes.Style, n int) {
	if n = min(n, l.room); n > 0 {
		l.put(s, strings.Repeat(l.look.glyphs.Horizontal, n))
	}
}

// thumb is the part [from, to) of a border n cells long that the view covers;
// empty if everything is in view.
func (s scroll) thumb(n int) (from, to int) {
	if n < 3 || s.of <= s.shown || s.shown <= 0 {
		return 0, 0
	}
	size := max(1, n*s.shown/s.of)
	last := s.of - s.shown
	from = min(s.offset, last) * (n - size) / last
	return from, from + size
}
