package ui

import (
	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

const (
	asideGap   = 4 // blanks and rule around what the border says on the right
	asideLeast = 8 // left for the text beside it
)

// prompt is a line into which text is typed, in the upper border of an
// overlay, or all of that where there is no room for a border.
type prompt struct {
	look   *look
	name   string
	box    frame // the overlay's
	typed  input
	recall recall   // of what was typed at other times; has none where that isn't kept
	aside  []string // what else the border says, on the right: the longest first, each less
}

// begin starts with a text, and what was typed at other times, the newest first.
func (p *prompt) begin(text string, before []string) {
	p.typed.set(text)
	p.recall.begin(before)
}

// do carries out an editing action, or brings back what was typed at another time;
// false if it is neither.
func (p *prompt) do(a keymap.Action, separator string) bool {
	var text string
	var ok bool
	switch a {
	case keymap.OlderQuery:
		text, ok = p.recall.before(p.typed.String())
	case keymap.NewerQuery:
		text, ok = p.recall.after()
	default:
		return p.typed.do(a, separator)
	}
	if ok {
		p.typed.set(model.Legible(text))
	}
	return true
}

func (p *prompt) label() string { return p.name + " " + p.look.glyphs.Prompt + " " }

// room is what there is for the text: between the border's corners, a blank at
// both ends and one for a cursor at the end of it.
func (p *prompt) room() int {
	room := p.whole()
	if aside := p.beside(); aside != "" {
		room -= model.Width(aside) + asideGap
	}
	return room
}

// whole is the room if there is nothing else in the border.
func (p *prompt) whole() int {
	width, _ := p.box.inner()
	room := width - model.Width(p.label())
	if p.box.bare() {
		return room
	}
	return room - 3
}

// beside is as much as the border can say on the right beside what is typed; a text
// that is longer than the border anyway leaves room for the least of it.
func (p *prompt) beside() string {
	if p.box.bare() {
		return ""
	}
	room, typed := p.whole(), inputMost
	if len(p.typed.text) < room {
		typed = model.Width(p.look.safe(p.typed.String())) + 1
	}
	for i, aside := range p.aside {
		left := room - model.Width(aside) - asideGap
		if left >= max(typed, asideLeast) || i == len(p.aside)-1 && left >= room/2 {
			return aside
		}
	}
	return ""
}

// cursor is the column where the next character will be.
func (p *prompt) cursor() int {
	_, at := p.typed.view(p.look, p.room())
	at += model.Width(p.label())
	if p.box.bare() {
		return at
	}
	return at + 2
}

// draw puts the line on top of the overlay's body.
func (p *prompt) draw(body []string) []string {
	k := p.look
	text, _ := p.typed.view(k, p.room())
	if p.box.bare() {
		l := k.line(p.box.width)
		l.put(k.Plain.Accent, p.label())
		l.put(k.Plain.Text, text)
		return []string{l.end(k.Plain.Text)}
	}
	p.box.title = []part{{k.Plain.Accent, p.label()}, {k.Plain.Text, text}}
	p.box.aside = p.beside()
	width, height := p.box.inner()
	return p.box.draw(k, k.lines(width, height, body))
}
