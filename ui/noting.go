package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// noting is what the root model knows of the cluster's memory.
type noting struct {
	Memory
	said string // the trouble that was told last, "" for none
	due  bool   // there is something to be written
}

// writtenMsg says what became of writing down what was noted.
type writtenMsg struct {
	memory Memory
	err    error
}

// remember begins to use a cluster's memory, and says what is wrong with it.
func (m *Model) remember(memory Memory) {
	if memory == nil {
		memory = &fleeting{}
	}
	m.memory = noting{Memory: memory}
	m.troubled(memory.Trouble())
}

// note takes a change of what is remembered.
func (n *noting) note(kind model.NoteKind, text string) error {
	err := n.Note(model.Note{Kind: kind, Text: text})
	n.due = n.due || err == nil
	return err
}

// write is the command that writes down what was noted, nil if nothing was.
func (n *noting) write() tea.Cmd {
	if !n.due {
		return nil
	}
	n.due = false
	memory := n.Memory
	return func() tea.Msg { return writtenMsg{memory, memory.Write()} }
}

// asked notes a query by which keys were looked for.
func (m *Model) asked(query string) { _ = m.memory.note(model.NoteQuery, query) }

// lookedFor notes a text that was looked for in values.
func (m *Model) lookedFor(text string) { _ = m.memory.note(model.NoteText, text) }

// queries are those of other times, the newest first; texts those in values.
func (m *Model) queries() []string { return m.memory.Remembered().Queries }

func (m *Model) texts() []string { return m.memory.Remembered().Texts }

// written takes what became of writing.
func (m *Model) written(msg writtenMsg) {
	if msg.memory == m.memory.Memory {
		m.troubled(msg.err)
	}
}

// troubled tells, once, why nothing is kept.
func (m *Model) troubled(err error) {
	said := ""
	if err != nil {
		said = lostAfter(m.look, err)
	}
	if said != "" && said != m.memory.said {
		m.footer.tell(m.look.Plain.Warn, said)
	}
	m.memory.said = said
}

// lostAfter says that what is noted ends with the program.
func lostAfter(k *look, err error) string {
	return "bookmarks and queries are for this run only: " + k.safe(err.Error())
}

// mark makes the row under the cursor a bookmark, or no bookmark any more.
func (m *Model) mark() {
	row, ok := m.keys().row()
	switch {
	case !ok || row.Path == "":
		m.tell(noRow)
		return
	case m.memory.Remembered().Marked(row.Path):
		m.unmark(row.Path)
		return
	}
	if err := m.memory.note(model.NoteMark, row.Path); err != nil {
		m.footer.tell(m.look.Plain.Warn, "cannot bookmark it: "+m.look.safe(err.Error())+" (b lists them)")
		return
	}
	m.tellOf("bookmarked ", row.Path, ": b lists the bookmarks")
}

// unmark makes a path no bookmark any more.
func (m *Model) unmark(path string) {
	_ = m.memory.note(model.NoteUnmark, path) // which needs no room
	again := ""
	if m.tree.Standing(path) == model.Here {
		again = ": m there brings it back"
	}
	m.tellOf("removed the bookmark ", path, again)
}

// tellOf says something of a path, which gives way to the words.
func (m *Model) tellOf(before, path, after string) {
	const least = 12
	room := m.width - model.Width(before) - model.Width(after) - 2
	m.tell(before + m.look.middle(m.look.key(path), max(least, room)) + after)
}
