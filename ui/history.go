package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// history is the overlay that lists the versions of a key, newest first, as a
// walk finds them.
type history struct {
	look  *look
	hints string
	show  func(at int) tea.Cmd             // one of the versions, in the value pane
	diff  func(older, newer int64) tea.Cmd // of two, by their mod revisions
	under func() model.Row                 // what the value pane is on now
	walk  walk

	row model.Row // of the tree, when it was opened
	box frame
	list
	marked [2]int64 // the mod revisions of the versions that were marked, the one marked last first; 0: none
	seek   int64    // to be chosen when it is found; 0: none
	said   string   // why there is nothing to do; until the next key
}

// open walks back from a key of the tree, with the cursor on the version that
// is shown, if it is an old one.
func (h *history) open(row model.Row, shown int64) tea.Cmd {
	h.row, h.list, h.marked, h.seek, h.said = row, list{}, [2]int64{}, shown, ""
	if row.Mark == model.Deleted {
		return h.walk.begin(row.Path, row.ModRev)
	}
	return h.walk.begin(row.Path, 0)
}

// walked takes what the walk has found.
func (h *history) walked(msg walkedMsg) tea.Cmd {
	next := h.walk.walked(msg)
	if h.seek == 0 {
		return next
	}
	if at := slices.IndexFunc(h.walk.found, func(v model.Version) bool { return v.ModRevision == h.seek }); at >= 0 {
		h.chosen, h.seek = at, 0
	}
	return next
}

func (h *history) shut() { h.walk.stop() }

func (h *history) place() keymap.Place { return keymap.InHistory }

func (h *history) fit(box frame, _ time.Time) {
	h.box = box
	h.box.focused, h.box.foot = true, h.hints
	h.move(0)
}

func (h *history) do(a keymap.Action) tea.Cmd {
	h.said = ""
	switch a {
	case keymap.Accept:
		return h.accept()
	case keymap.Mark:
		h.mark()
	case keymap.Diff:
		return h.compare()
	case keymap.More:
		if h.walk.end.State != model.HistoryOpen {
			h.said = "there is no more: " + ending(h.walk.found, h.walk.end)
		}
		return h.walk.on()
	default:
		if by := stride(a, h.rows(), len(h.walk.found)); by != 0 {
			h.seek = 0 // who moves must not be carried off
			h.move(by)
		}
	}
	return nil
}

func (h *history) move(by int) {
	n := len(h.walk.found)
	h.list.move(by, n)
	h.list.fit(h.rows(), n)
}

// at is the version under the cursor; false if there is none that has a value.
func (h *history) at() (v model.Version, ok bool) {
	if h.chosen >= len(h.walk.found) {
		return v, false
	}
	if v = h.walk.found[h.chosen]; v.Deleted {
		h.said = "a delete has no value: choose an older version"
	}
	return v, !v.Deleted
}

func (h *history) accept() tea.Cmd {
	if _, ok := h.at(); !ok {
		return nil
	}
	return h.show(h.chosen)
}

// mark marks the version under the cursor to be compared with another one, or
// unmarks it. A third mark takes the first one away.
func (h *history) mark() {
	v, ok := h.at()
	switch {
	case !ok:
	case v.ModRevision == h.marked[0]:
		h.marked = [2]int64{h.marked[1]}
	case v.ModRevision == h.marked[1]:
		h.marked[1] = 0
	default:
		h.marked = [2]int64{v.ModRevision, h.marked[0]}
	}
}

// compare shows what differs between the two marked versions, the marked one and
// this one, or this one and the one before.
func (h *history) compare() tea.Cmd {
	one, other := h.marked[0], h.marked[1]
	if other == 0 {
		v, ok := h.at()
		if !ok {
			return nil
		}
		if other = v.ModRevision; one == 0 || one == other {
			if h.chosen+1 >= len(h.walk.found) {
				h.said = "the version before this one isn't known: mark another one with space"
				return nil
			}
			one = h.walk.found[h.chosen+1].ModRevision
		}
	}
	return h.diff(min(one, other), max(one, other))
}
