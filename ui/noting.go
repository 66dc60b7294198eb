package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// noting is what the root model knows of the cluster's memory.
type noting struct {
	Memory
	said string // the trouble that was told last, "" for none
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

// note takes a change of what is remembered. The command writes it down.
func (m *Model) note(kind model.NoteKind, text string) (tea.Cmd, error) {
	if err := m.memory.Note(model.Note{Kind: kind, Text: text}); err != nil {
		return nil, err
	}
	memory := m.memory.Memory
	return func() tea.Msg { return writtenMsg{memory, memory.Write()} }, nil
}

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
func (m *Model) mark() tea.Cmd {
	row, ok := m.treePane.row()
	if !ok || row.Path == "" {
		m.tell(noRow)
		return nil
	}
	if m.memory.Remembered().Marked(row.Path) {
		return m.unmark(row.Path)
	}
	write, err := m.note(model.NoteMark, row.Path)
	if err != nil {
		m.footer.tell(m.look.Plain.Warn, "cannot bookmark it: "+err.Error()+" (b lists them)")
		return nil
	}
	m.tellOf("bookmarked ", row.Path, ": b lists the bookmarks")
	return write
}

// unmark makes a path no bookmark any more.
func (m *Model) unmark(path string) tea.Cmd {
	write, err := m.note(model.NoteUnmark, path)
	if err != nil {
		return m.told(nil, err.Error())
	}
	m.tellOf("removed the bookmark ", path, ": m there brings it back")
	return write
}

// tellOf says something of a path, which gives way to the words.
func (m *Model) tellOf(before, path, after string) {
	const least = 12
	room := m.width - model.Width(before) - model.Width(after) - 2
	m.tell(before + m.look.middle(m.look.key(path), max(least, room)) + after)
}
