package ui

import (
	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// soughtLeast is the room that a text is to have that is looked for.
const soughtLeast = 12

// place is where keys are pressed while the pane has the focus.
func (p *valuePane) place() keymap.Place {
	switch find := &p.page.find; {
	case find.typing:
		return keymap.InFind
	case find.text != "":
		return keymap.InFound
	}
	return keymap.InValue
}

// lookedFor is the text that is looked for and what came of it, in a room that
// long, and the cell where the next character will be typed.
func (p *valuePane) lookedFor(room int) (text string, cursor int) {
	find := &p.page.find
	if !find.typing && find.text == "" {
		return "", 0
	}
	came := p.came()
	if round := p.round(); model.Width(came+round)+soughtLeast <= room {
		came += round
	}
	if came != "" {
		came = "  " + came
	}
	if !find.typing {
		return "/" + p.look.middle(find.text, max(1, min(room/2, room-1-model.Width(came)))) + came, 0
	}
	const slash = 1
	typed, at := find.typed.view(p.look, max(1, room-slash-1-model.Width(came)))
	if at >= model.Width(typed) {
		typed += " " // under the cursor
	}
	return "/" + typed + came, slash + at
}

// came says what came of looking for a text: 3 of 12.
func (p *valuePane) came() string {
	k, f := p.look, &p.page.find
	total := k.count(f.total, f.counted())
	switch {
	case f.text == "" || f.doc == nil:
		return ""
	case f.counted() && f.total == 0:
		return "not found"
	case f.want != 0:
		return "looking " + k.glyphs.Arriving
	case !f.on || f.nth == 0 || f.at.line != p.page.cursor:
		return total + " found"
	}
	return model.Count(int64(f.nth)) + " of " + total
}

// round says that the last step went past an end of the value.
func (p *valuePane) round() string {
	f := &p.page.find
	switch {
	case !f.on || f.outcome != wrapped || f.at.line != p.page.cursor:
		return ""
	case f.by > 0:
		return ", from the top"
	}
	return ", from the end"
}

// caret is the cell of the pane where the next character will be typed, if the
// prompt is open.
func (p *valuePane) caret() (x, y int, ok bool) {
	if !p.page.find.typing {
		return 0, 0, false
	}
	_, at := p.lookedFor(p.footRoom())
	if p.box.bare() {
		return min(at, p.box.width-1), p.box.height - 1, true
	}
	return min(at+2, p.box.width-1), p.box.height - 1, true
}
