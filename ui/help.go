package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// helpTwoWidth is the width from which on the help has two columns.
const helpTwoWidth = 96

// helpIndent is how far what works in an overlay only stands to the right.
const helpIndent = 2

// help lists every binding, as the keymap declares them.
type help struct {
	look     *look
	bindings keymap.Map
	hints    string
	box      frame
	offset   int
}

func (h *help) open() { h.offset = 0 }

func (h *help) place() keymap.Place { return keymap.InHelp }

func (h *help) fit(box frame, _ time.Time) {
	h.box = box
	h.scroll(0)
}

func (h *help) do(a keymap.Action) tea.Cmd {
	_, height := h.box.inner()
	h.scroll(stride(a, height, len(h.lines())))
	return nil
}

func (h *help) scroll(by int) {
	_, height := h.box.inner()
	h.offset = scrolled(h.offset+by, height, len(h.lines()))
}

func (h *help) view(time.Time) []string {
	all := h.lines()
	width, height := h.box.inner()
	h.box.focused = true
	h.box.title = []part{{h.look.Plain.Accent, "help"}}
	h.box.foot = h.hints
	h.box.scroll = scroll{offset: h.offset, shown: height, of: len(all)}
	return h.box.draw(h.look, h.look.lines(width, height, all[min(h.offset, len(all)):]))
}

// lines draws the groups, in two columns where there is room.
func (h *help) lines() []string {
	width, _ := h.box.inner()
	groups := keymap.Groups()
	if width < helpTwoWidth {
		return h.column(width, groups)
	}
	half := width / 2
	left, right := h.column(half, groups[:3]), h.column(width-half, groups[3:])
	n := max(len(left), len(right))
	left, right = h.look.lines(half, n, left), h.look.lines(width-half, n, right)
	for i := range left {
		left[i] += right[i]
	}
	return left
}

func (h *help) column(width int, groups []keymap.Group) (out []string) {
	k := h.look
	label := func(b keymap.Binding) string { return keymap.Label(b.Keys(), k.ascii) }
	labels := 0
	for _, b := range h.bindings.Bindings() {
		labels = max(labels, model.Width(label(b)))
	}
	for i, g := range groups {
		if i > 0 {
			out = append(out, blank(width))
		}
		title := k.line(width)
		title.skip(k.Plain.Text, 1)
		title.put(k.Plain.Accent, strings.ToUpper(string(g)))
		out = append(out, title.end(k.Plain.Text))
		row := func(indent int, label, desc string) {
			l := k.line(width)
			l.skip(k.Plain.Text, 1+indent)
			l.put(k.Plain.Text, label)
			l.skip(k.Plain.Text, labels-model.Width(label)+2)
			l.put(k.Plain.Muted, desc)
			out = append(out, l.end(k.Plain.Text))
		}
		var before keymap.Place
		for _, b := range h.bindings.In(g) {
			if typed, desc := keymap.Lead(b.In); typed != "" && b.In != before {
				row(0, typed, desc)
			}
			before = b.In
			indent := 0
			if g != keymap.Typing && b.In&keymap.InPanes == 0 { // it is of what the key above opens
				indent = helpIndent
			}
			row(indent, label(b), b.Help().Desc)
		}
	}
	return out
}
