package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// openHistory lists the versions of the key that the value pane is on.
func (m *Model) openHistory() tea.Cmd {
	if m.value.reading.key == "" {
		m.tell("the cursor is on no key: only keys have a history")
		return nil
	}
	m.over = &m.history
	return m.history.open(m.value.row, m.value.stepping.shown.mod)
}

// showVersion shows one of the versions that the history lists.
func (m *Model) showVersion(at int) tea.Cmd {
	run := m.history.walk.found
	m.toVersions()
	if newest := m.value.row; at == 0 && newest.Mark != model.Deleted && newest.ModRev == run[0].ModRevision {
		return m.told(m.value.toLive())
	}
	if !m.value.inPast() {
		m.tell("p goes to older versions, n to newer ones, esc to " + m.value.newest())
	}
	return m.value.showVersion(run, at)
}

// diffVersions shows what differs between two of them, in the place of the
// value.
func (m *Model) diffVersions(older, newer int64) tea.Cmd {
	run := m.history.walk.found
	m.toVersions()
	if !m.value.entry.Found {
		m.tell("show one of the versions first: H, then enter")
		return nil
	}
	in := func(mod int64) sought {
		at := slices.IndexFunc(run, func(v model.Version) bool { return v.ModRevision == mod })
		return soughtOf(run, at, m.value.row.ModRev)
	}
	return m.value.showDiff(in(older), in(newer))
}

// toVersions leaves the history for the value pane, which stays on its key.
func (m *Model) toVersions() {
	row := m.history.row
	m.closeOverlay()
	m.focus = valueSide
	m.value.hold(row, m.keys().cursor.Path())
}

func (m *Model) underCursor() model.Row { return m.value.row }

// resetHistory forgets what was found elsewhere, and what was to be copied.
func (m *Model) resetHistory() {
	m.history.walk.stop()
	m.history.walk.ctx, m.history.walk.source = m.ctx, m.source
	if m.over == &m.history || m.over == &m.copyMenu {
		m.closeOverlay()
	}
}
