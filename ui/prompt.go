package ui

import "github.com/etcdscope/etcdscope/model"

// prompt is a line into which text is typed, in the upper border of an
// overlay, or all of that where there is no room for a border.
type prompt struct {
	look  *look
	name  string
	box   frame // the overlay's
	typed input
}

func (p *prompt) label() string { return p.name + " " + p.look.glyphs.Prompt + " " }

// room is what there is for the text: between the border's corners, a blank at
// both ends and one for a cursor at the end of it.
func (p *prompt) room() int {
	width, _ := p.box.inner()
	room := width - model.Width(p.label())
	if p.box.bare() {
		return room
	}
	return room - 3
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
	width, height := p.box.inner()
	return p.box.draw(k, k.lines(width, height, body))
}
