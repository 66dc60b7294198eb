package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// pin has the member under the cursor read alone; again on it, any are.
func (m *Model) pin() {
	member, ok := m.status.member()
	k := m.look
	name := k.safe(member.Title())
	switch {
	case !ok:
		return
	case member.Endpoint == m.header.status.Pinned:
		member.Endpoint = ""
		m.tell("unpinned: any member that is well is read")
	case !member.Trusted:
		m.footer.tell(k.Plain.Warn, "cannot pin "+name+": only the cluster told of its address; name it with --endpoints")
		return
	case member.Role == model.RoleLearner:
		m.footer.tell(k.Plain.Warn, "cannot pin "+name+": a learner serves no watch; choose a voting member")
		return
	default:
		m.tell("pinned: all is read from " + name + " alone; enter on it unpins")
	}
	m.pinning = true
	m.source.Pin(member.Endpoint)
}

// compare asks about the row that the tree's cursor is on.
func (m *Model) compare() tea.Cmd {
	path, prefix := m.scope, true
	if row, ok := m.keys().row(); ok {
		path, prefix = row.Path, row.Prefix
	}
	return m.status.ask(m.ctx, m.clock.now(), path, prefix)
}

// replaced says why everything is read again: by the person's own wish, or
// because the store isn't what it was.
func (m *Model) replaced() tea.Cmd {
	if m.pinning {
		m.pinning = false // which was said
	} else {
		m.travels.forget()
		m.footer.tell(m.look.Plain.Warn, "the store was replaced (restored, or made anew): all is read again")
	}
	m.resetHistory() // its revisions mean nothing there
	m.value.bared = nil
	m.resetGrep("the keys were read anew: what was found before is gone")
	if !m.value.inPast() {
		return nil
	}
	cmd, _ := m.value.toLive()
	return cmd
}
