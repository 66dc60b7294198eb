package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
)

// overlay lies over the panes and has the keyboard while it is open. What it
// leads to beyond itself it asks of the functions that it was given.
type overlay interface {
	// place is where its keys are declared.
	place() keymap.Place
	// do carries out an action of that place, but closing.
	do(a keymap.Action) tea.Cmd
	// fit takes over the room that there is.
	fit(box frame, now time.Time)
	view(now time.Time) []string
}

// typing is an overlay with a line into which text is typed, in its first line
// on the screen.
type typing interface {
	insert(text string)
	cursor() (column int)
}

// sometimes is one that has the line at times only.
type sometimes interface{ types() bool }

// typed is the overlay as one that is typed into now.
func typed(over overlay) (o typing, ok bool) {
	if s, at := over.(sometimes); at && !s.types() {
		return nil, false
	}
	o, ok = over.(typing)
	return o, ok
}

// ticking is an overlay that changes by itself.
type ticking interface {
	// next is how long it looks as it does now.
	next(now time.Time) time.Duration
}

// asking is an overlay that has things found out away from the screen.
type asking interface {
	// ask is the command that does so, nil if there is nothing to be asked now.
	ask(now time.Time) tea.Cmd
}

// pointing is an overlay in which a key or prefix is chosen.
type pointing interface {
	// pointsAt is which one; ok is false if none is.
	pointsAt() (path string, ok bool)
}

// shutting is an overlay with something to end when it is closed.
type shutting interface{ shut() }

// undoing is one with something to take back when a person leaves it and it has
// led nowhere.
type undoing interface{ undo() }

// leaveOverlay is what a person does who wants nothing of it.
func (m *Model) leaveOverlay() {
	if o, ok := m.over.(undoing); ok {
		o.undo()
	}
	m.closeOverlay()
}

// closeOverlay goes back to the panes.
func (m *Model) closeOverlay() {
	if o, ok := m.over.(shutting); ok {
		o.shut()
	}
	m.over = nil
}

// insert types text into the prompt that is open, if one is.
func (m *Model) insert(text string) {
	if o, ok := typed(m.over); ok {
		o.insert(text)
	} else if m.place() == keymap.InFind {
		m.value.page.typeFind(text)
	}
}
