package ui

import tea "charm.land/bubbletea/v2"

// pagedMsg says how it went with the pager.
type pagedMsg struct{ err error }

// openPager shows the value, as it is shown, in the person's pager.
func (m *Model) openPager() tea.Cmd {
	t, ok := m.takenValue()
	if !ok {
		return nil
	}
	ctx, outlet := m.program, m.outlet
	return func() tea.Msg {
		return outlet.Page(ctx, t.shown(), func(err error) tea.Msg { return pagedMsg{err} })()
	}
}

func (m *Model) paged(msg pagedMsg) {
	if msg.err != nil {
		m.footer.tell(m.look.Plain.Bad, m.look.safe(msg.err.Error()))
	}
}
