package ui

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// pathLeast is the least room in which a path says anything.
const pathLeast = 12

// path is that of the line under the cursor, as display text:
// .spec.containers[0].image; "" if the value has no structure.
func (p *valuePane) path() string {
	if p.page.doc == nil {
		return ""
	}
	return p.page.doc.Path(p.page.cursor)
}

// foot is what the focused pane says in its lower border: what is looked for,
// and where in the value the cursor is.
func (p *valuePane) foot() string {
	room := p.footRoom()
	said, _ := p.lookedFor(room)
	if p.page.find.typing || !p.shows() {
		return said
	}
	if said != "" {
		said += "  "
	}
	if left := room - model.Width(said); left >= pathLeast {
		said += p.look.middle(p.path(), left)
	}
	return strings.TrimRight(said, " ")
}

// footRoom is what the border's corners and what stands on its right leave.
func (p *valuePane) footRoom() int {
	room := p.box.width - 6 // corners, a bit of line, a blank on both sides
	if p.box.place != "" {
		room -= model.Width(p.box.place) + 2
	}
	return max(0, room)
}

// shows says whether the value is on the screen.
func (p *valuePane) shows() bool { return p.isRow && p.entry.Found && p.page.doc != nil }
