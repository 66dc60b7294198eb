package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// place is where a key is pressed now.
func (m *Model) place() keymap.Place {
	if m.over != nil {
		return m.over.place()
	}
	if m.focus == valueSide {
		return m.value.place()
	}
	return keymap.InTree
}

// hinted is where the hints in the footer are for.
func (m *Model) hinted() keymap.Place {
	place := m.place()
	switch {
	case place&keymap.InPanes == 0:
	case m.value.diff.on():
		return keymap.InDiff
	case m.value.old():
		return keymap.InVersion
	case place == keymap.InValue && m.atHit():
		return keymap.InHit
	case place == keymap.InTree && m.filtered != nil:
		return keymap.InFiltered
	}
	return place
}

func (m *Model) press(key tea.KeyPressMsg) tea.Cmd {
	action, ok := m.bindings.Action(m.place(), key)
	if !ok {
		if key.Text != "" {
			m.insert(key.Text)
		}
		return nil
	}
	m.footer.clear()
	switch action {
	case keymap.Quit:
		return m.quit()
	case keymap.Suspend:
		return tea.Suspend
	case keymap.Redraw:
		return tea.ClearScreen
	case keymap.Close:
		if m.place() == keymap.InFind {
			m.value.page.endFind()
		}
		m.leaveOverlay()
		return nil
	}
	switch {
	case m.over != nil:
		return m.over.do(action)
	case m.place() == keymap.InFind:
		return m.told(nil, m.value.page.seek(action))
	}
	return m.pressInPanes(action)
}

func (m *Model) pressInPanes(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Help:
		m.over = &m.help
		m.help.open()
	case keymap.Context:
		m.over = &m.picker
		m.picker.open()
	case keymap.Usage:
		m.over = &m.usage
		m.usage.open()
	case keymap.Status:
		m.over = &m.status
		m.status.open(m.header.status.Pinned)
	case keymap.History:
		return m.openHistory()
	case keymap.Newer:
		return m.told(m.value.newerVersion())
	case keymap.Older:
		return m.told(m.value.olderVersion())
	case keymap.GoTo:
		m.over = &m.destination
		m.destination.open()
	case keymap.Search:
		m.openSearch()
	case keymap.Bookmark:
		m.mark()
	case keymap.Bookmarks:
		m.over = &m.bookmarks
		m.bookmarks.open(m.keys().cursor.Path())
	case keymap.Travel:
		return m.ask()
	case keymap.Present:
		return m.travel(0)
	case keymap.FocusNext, keymap.FocusPrev:
		m.focus = treeSide + valueSide - m.focus
	case keymap.Back:
		return m.back()
	case keymap.Leave:
		switch {
		case m.value.aside():
			return m.back()
		case m.filtered != nil:
			m.unfilter()
			return nil
		}
		return m.quit()
	case keymap.Wider:
		m.split = min(splitGreatest, m.split+splitStep)
	case keymap.Narrower:
		m.split = max(splitLeast, m.split-splitStep)
	case keymap.Zoom:
		m.zoom = !m.zoom
	case keymap.Pause:
		m.pause()
	case keymap.Again:
		m.source.Refresh()
		m.keys().retry()
		return m.value.again()
	case keymap.Wrap:
		m.wrap()
	case keymap.View:
		return m.told(m.value.nextView())
	case keymap.Fold, keymap.FoldAll, keymap.UnfoldAll, keymap.LineNumbers:
		return m.told(nil, m.value.page.shape(action))
	case keymap.Find, keymap.NextMatch, keymap.PrevMatch, keymap.EndFind:
		return m.told(nil, m.value.page.seek(action))
	case keymap.Reveal:
		return m.told(m.value.reveal())
	case keymap.Copy:
		m.openCopy()
	case keymap.Save:
		m.openSave()
	case keymap.Page:
		return m.openPager()
	case keymap.Diff:
		return m.told(m.value.showDiffBefore())
	case keymap.Freeze:
		return m.told(m.value.freeze())
	case keymap.NextSibling, keymap.PrevSibling:
		m.footer.looking = ""
		m.keys().do(action)
	default:
		m.footer.looking = "" // whoever moves must not be carried off any more
		m.pressInPane(action)
	}
	return nil
}

func (m *Model) quit() tea.Cmd {
	m.stop()
	return tea.Quit
}

// pressInPane is for actions that mean something else in each pane.
func (m *Model) pressInPane(action keymap.Action) {
	if m.focus == valueSide {
		if !m.value.do(action) && action == keymap.Left {
			m.focus = treeSide
		}
		return
	}
	row, ok := m.keys().row()
	reads := action == keymap.Toggle || action == keymap.In
	if ok && reads && !row.Prefix {
		m.focus = valueSide
		return
	}
	m.keys().do(action)
}

// back undoes the last step outwards: a change of cluster, a search, an old
// version, a hit, the focus, a filter, a zoom.
func (m *Model) back() tea.Cmd {
	switch {
	case m.footer.switching != "":
		m.stay()
	case m.footer.looking != "":
		m.footer.looking = ""
	case m.endFetch(): // and it says so
	case m.value.endDiff():
		return m.value.goOn()
	case m.value.inPast():
		return m.told(m.value.toLive())
	case m.atHit():
		return m.toHits()
	case m.focus == valueSide:
		m.focus = treeSide
	case m.filtered != nil:
		m.unfilter()
	default:
		m.zoom = false
	}
	return nil
}

// pause stops the background load, or lets it go on. One that has ended isn't
// paused, which would only be a surprise when it begins anew.
func (m *Model) pause() {
	ended := map[model.LoadState]string{
		model.LoadDone:   "everything is read: there is no background load to pause",
		model.LoadBudget: "key budget spent: there is no background load to pause",
		model.LoadFailed: "background load failed: there is nothing to pause",
	}[m.header.status.Load.State]
	if ended != "" && !m.paused {
		m.tell(ended)
		return
	}
	m.paused = !m.paused
	m.source.Pause(m.paused)
	switch {
	case ended != "":
		m.tell(ended)
	case m.paused:
		m.tell("background load paused: what you open is still read; P goes on")
	default:
		m.tell("background load goes on")
	}
}

func (m *Model) wrap() {
	m.value.do(keymap.Wrap)
	if m.value.page.nowrap {
		m.tell("long lines are cut off: l and h scroll to the side")
	} else {
		m.tell("long lines are wrapped")
	}
}

// told says why there is nothing to do, if so.
func (m *Model) told(cmd tea.Cmd, why string) tea.Cmd {
	if why != "" {
		m.tell(why)
	}
	return cmd
}

func (m *Model) tell(text string) { m.footer.tell(m.look.Plain.Text, text) }
