package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// View draws the screen.
func (m *Model) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: m.title()}
	if m.width <= 0 || m.height <= 0 {
		return v
	}
	now := m.clock.now()
	lines := make([]string, 0, m.height)
	lines = append(lines, m.header.view(m.width, now))
	if m.layout.crumbs {
		lines = append(lines, m.look.crumbs(m.width, m.here(), m.separator))
	}
	switch {
	case m.over == nil:
		top := len(lines)
		lines = append(lines, m.panes()...)
		v.Cursor = m.caret(top)
	case m.layout.body() > 0:
		if o, ok := typed(m.over); ok {
			v.Cursor = tea.NewCursor(min(o.cursor(), m.width-1), len(lines))
		}
		lines = append(lines, m.over.view(now)...)
	}
	if m.layout.footer {
		var hints []keymap.Binding
		if m.over == nil { // an overlay has its own, in its border
			hints = m.bindings.Hints(m.hinted())
			if m.look.past {
				hints = m.bindings.PastHints(m.hinted())
			}
		}
		lines = append(lines, m.footer.view(m.width, m.header.status, hints))
	}
	v.Content = strings.Join(lines[:min(len(lines), m.height)], "\n")
	if m.look.ascii {
		v.Content = onlyASCII(v.Content)
	}
	return v
}

// pastAdvice is what to do about an old revision that can't be read: it may
// have been compacted, or be none that the store has come to yet.
const pastAdvice = backLong + ", t looks at another one"

// caret is where the next character is typed in the panes, which begin at line
// top; nil if none is.
func (m *Model) caret(top int) *tea.Cursor {
	x, y, ok := m.value.caret()
	if !ok || m.focus != valueSide || m.layout.valueHeight == 0 {
		return nil
	}
	if m.layout.beside {
		return tea.NewCursor(m.layout.treeWidth+x, top+y)
	}
	return tea.NewCursor(x, top+m.layout.treeHeight+y)
}

// panes draws the panes that there is room for.
func (m *Model) panes() []string {
	a, now := m.layout, m.clock.now()
	var keys, value []string
	if a.treeHeight > 0 {
		keys = m.keys().view(m.focus == treeSide, now, m.noKeys())
	}
	if a.valueHeight > 0 {
		value = m.value.view(m.focus == valueSide, now)
	}
	if !a.beside {
		return append(keys, value...)
	}
	for i := range keys {
		keys[i] += value[i]
	}
	return keys
}

// empty is what the tree pane says while it has no keys to show.
func (m *Model) empty() []part {
	k, s := m.look, m.header.status
	endpoint := k.safe(s.Endpoint)
	n, exact := m.tree.Keys()
	root := m.tree.Root()
	unread := func(cause string) string { return join("cannot read "+m.scopeName(), ": ", k.safe(cause)) }
	switch {
	case n > 0:
		return nil
	case s.Link == model.LinkDenied:
		return []part{{k.Plain.Bad, unread(s.Cause)}, {k.Plain.Muted, "It is tried again by itself; r tries now."}}
	case root.Level == model.LevelDenied:
		return []part{{k.Plain.Bad, unread(root.Cause)}, {k.Plain.Muted, "r tries again."}}
	case s.Link == model.LinkPast && root.Level == model.LevelFailed:
		return []part{
			{k.Plain.Warn, fmt.Sprintf("cannot read %s at revision %s: %s", m.scopeName(), model.Count(s.Revision), k.safe(root.Cause))},
			{k.Plain.Muted, pastAdvice + "."},
		}
	case s.Link == model.LinkConnecting || s.Link == model.LinkReconnecting:
		said := []part{{k.Plain.Faint, "connecting to " + endpoint + k.ellipsis()}}
		if s.Cause != "" { // whole, for which the header seldom has the room
			said = append(said, part{k.Plain.Warn, k.safe(s.Cause)})
		}
		return said
	case root.Level == model.LevelFailed:
		return []part{{k.Plain.Warn, unread(root.Cause)}, {k.Plain.Muted, "It is tried again by itself; r tries now."}}
	case !exact:
		return []part{{k.Plain.Faint, "reading the first keys" + k.ellipsis()}}
	case k.mayRead(m.tree.Access()) != "":
		return []part{{k.Plain.Muted, fmt.Sprintf("No keys at revision %s of %s in what may be read: %s.",
			model.Count(s.Revision), endpoint, k.mayRead(m.tree.Access()))}}
	case m.scope != "":
		return []part{{k.Plain.Muted, fmt.Sprintf("No keys under %s at revision %s of %s. Start etcdscope without a PREFIX to see the whole keyspace.",
			k.key(m.scope), model.Count(s.Revision), endpoint)}}
	}
	if m.look.past {
		return []part{{k.Plain.Muted, fmt.Sprintf("No keys at all at revision %s of %s: %s.", model.Count(s.Revision), endpoint, pastAdvice)}}
	}
	return []part{{k.Plain.Muted, fmt.Sprintf("No keys at all at revision %s of %s. What is written from now on appears here; --endpoints names another cluster.",
		model.Count(s.Revision), endpoint)}}
}

// noKeys is what the pane of the keys says while it has none.
func (m *Model) noKeys() []part {
	if said := m.empty(); m.filtered == nil || len(said) > 0 {
		return said
	}
	return m.filtered.empty()
}

func (m *Model) scopeName() string {
	if m.scope == "" {
		return "the keyspace"
	}
	return m.look.key(m.scope)
}

// title is the terminal's: it must hold nothing that a terminal would obey.
func (m *Model) title() string {
	separator := " · "
	if m.look.ascii {
		separator = " - "
	}
	title := "etcdscope"
	for _, name := range []string{m.header.context, m.header.status.Endpoint} {
		title = join(title, separator, m.look.safe(name))
	}
	return title
}
