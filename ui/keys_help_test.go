package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// state is what a key can change.
type state struct {
	path             string
	open             bool // what the cursor is on
	rows, index      int
	focus            side
	place            keymap.Place
	split            int
	zoom, nowrap     bool
	line, left, help int
	typed            string
	at, chosen       int
	stops            int
	looking          string
	paused, reads    int
	opened           int
	stopped          string
	message          string
	picked, usage    int
	context          string
	member, compared int
	pinned           string
	view             string
	masked, numbered bool
	frozen           bool
	folded, match    int
	found            string
	copied, paged    int
	files            int
	savesShown       bool
	version          int
	marked, shown    int64
	inValues         int
	searched         int
	mayRead          int
	wide             bool
	said             string
	walks            int
	hit              int
	under, led       string
	bookmark         int
	bookmarks        int
}

func (s *screen) state() state {
	m := s.m
	row, _ := m.treePane.row()
	chosen := m.destination.chosen
	if m.over == &m.journey {
		chosen = m.journey.chosen
	}
	return state{
		copied: len(s.outlet.copied), paged: len(s.outlet.paged), files: len(s.outlet.files), savesShown: m.saver.shown,
		path: m.treePane.cursor.Path(), index: m.treePane.cursor.Index(), rows: m.tree.Len(), open: row.Expanded,
		focus: m.focus, place: m.place(), split: m.split, zoom: m.zoom,
		nowrap: m.value.page.nowrap, line: m.value.page.cursor, folded: len(m.value.page.folds.closed), numbered: m.value.page.numbered(),
		found: m.value.page.find.text, match: m.value.page.find.nth, left: m.value.page.left, help: m.help.offset,
		typed: typedInto(m).String(), at: typedInto(m).at, chosen: chosen, stops: len(m.journey.stops),
		looking: m.footer.looking, opened: len(s.feed.opened),
		paused: len(s.feed.paused), reads: len(s.feed.read),
		stopped: strings.Join(s.stopped, " "), message: m.footer.message.text,
		picked: m.picker.chosen, usage: m.usage.offset, context: m.header.context,
		member: m.status.at(), compared: len(s.feed.compared), pinned: strings.Join(s.feed.pinned, " "),
		version: m.history.chosen, marked: m.history.marked[0], shown: m.value.stepping.shown.mod, walks: len(s.feed.walked),
		hit: m.search.chosen, under: m.search.under, led: s.led,
		bookmark: m.bookmarks.chosen, bookmarks: len(m.memory.Remembered().Bookmarks),
		inValues: m.grep.chosen, searched: len(s.feed.valuesRead), wide: m.grep.wide, mayRead: m.grep.search.mayBe.keys, said: m.grep.said,
		view: shownView(m), frozen: m.value.frozen(), masked: m.value.page.doc != nil && m.value.page.doc.Masked(),
	}
}

// typedInto is the line of the prompt that is open, or was last.
func typedInto(m *Model) *input {
	switch m.place() {
	case keymap.InFind:
		return &m.value.page.find.typed
	case keymap.InSave:
		return &m.saver.line.typed
	case keymap.InSearch:
		return &m.search.line.typed
	case keymap.InTravel:
		return &m.journey.line.typed
	case keymap.InGrep:
		return &m.grep.line.typed
	}
	return &m.destination.line.typed
}

func shownView(m *Model) string {
	if m.value.page.doc == nil {
		return ""
	}
	return m.value.page.doc.View()
}

// inTheMiddle is a screen with room to go in every direction: the cursor is on
// an open prefix among many, a long value is scrolled to its middle, half of
// a word is typed, the help doesn't fit.
func inTheMiddle(t *testing.T, in keymap.Place) *screen {
	var items []ContextItem
	for i := range 40 {
		items = append(items, ContextItem{Name: fmt.Sprint("cluster-", i), Endpoints: []string{"a:1"}})
	}
	var c clusters
	s := newScreen(t, 100, 16, Options{Contexts: c.contexts(items...)})
	var keys []string
	for i := range 30 {
		keys = append(keys, fmt.Sprintf("/a/%02d/x", i), fmt.Sprintf("/a/%02d/y", i))
	}
	s.feed.entries["/a/15/x"] = entry(strings.Repeat("- some:\n    text: "+strings.Repeat("word ", 60)+"\n", 25), 130)
	s.feed.past = map[string][]model.Version{"/a/15/x": versionsOf(130, 40)}
	b := model.Batch{Status: live(), Listed: []model.Listed{
		listedSpan(model.Span{To: "/a/15/y\x00"}, keys...), // the end of /a/15/ isn't known
		listedSpan(model.Span{From: "/a/16/"}, keys...),
	}}
	for _, p := range []string{"", "/", "/a/"} {
		b.Levels = append(b.Levels, model.Level{Prefix: p, State: model.LevelListed})
	}
	b.Levels = append(b.Levels, model.Level{Prefix: "/a/15/", State: model.LevelFailed, Cause: "timed out"})
	s.news(b)
	s.m.goTo("/a/15/")
	s.news(model.Batch{Status: live(), Levels: b.Levels[3:]})
	switch in {
	case keymap.InTree:
		s.m.goTo("/a/15/z") // which isn't known
	case keymap.InValue, keymap.InFind, keymap.InFound:
		s.press("j", "tab", "w")
		s.pass(time.Second)
		s.press("enter", "pgdown", "pgdown", "right")
		if in != keymap.InValue {
			s.press("/")
			s.typed("/a/1")
			s.press("left")
		}
		if in == keymap.InFound {
			s.press("ctrl+u", "ctrl+k")
			s.typed("some")
			s.press("enter")
		}
	case keymap.InGoTo:
		s.press(":")
		s.typed("/a/1")
		s.press("left")
	case keymap.InSearch:
		for _, query := range []string{"/a/2", "/a/1", "/a/3"} {
			s.m.asked(query)
		}
		s.press("/")
		s.send(tea.PasteMsg{Content: "typed"})
		s.press("ctrl+p", "ctrl+p")
		s.press("left", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down")
	case keymap.InCopy:
		s.press("j", "y") // the value comes later
	case keymap.InSave:
		s.press("j")
		s.pass(time.Second)
		s.press("ctrl+s", "ctrl+u")
		s.typed("/a/1")
		s.press("left")
	case keymap.InTravel:
		s.press("j", "t")
		s.typed("/a/1") // which is no revision
		s.press("left")
	case keymap.InGrep, keymap.InHits:
		for i := range 30 {
			s.feed.entries[fmt.Sprintf("/a/%02d/y", i)] = entry("of /a/1", 200)
		}
		s.m.openGrep("/a/")
		s.typed("of")
		s.press("enter", "pgdown", "pgdown")
		s.m.grep.search.mayBe.keys, s.m.grep.search.ended = 30, false
		if in == keymap.InGrep {
			for _, text := range []string{"/a/2", "/a/1", "/a/3"} {
				s.m.grep.remember(text)
			}
			s.press("esc")
			s.m.openGrep("/a/")
			s.press("ctrl+p", "ctrl+p", "left")
		}
	case keymap.InHelp:
		s.press("?", "j", "j", "j", "j", "j", "j", "j", "j", "j")
	case keymap.InContexts:
		s.m.picker.Current = 20
		s.press("X")
	case keymap.InUsage:
		for i := range 40 {
			s.feed.usage.Calls = append(s.feed.usage.Calls, model.Calls{Method: fmt.Sprintf("KV/Range%02d", i)})
		}
		s.press("u", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
	case keymap.InHistory:
		s.press("j")
		s.pass(time.Second)
		s.feed.faultAfter = 30
		s.press("H")
		s.m.history.move(15)
	case keymap.InBookmarks:
		for i := range 40 {
			s.bookmarked(fmt.Sprintf("/a/%02d/x", i))
		}
		s.press("b")
		s.m.bookmarks.move(20)
	case keymap.InStatus:
		s.news(model.Batch{Status: live(), Members: manyMembers(40)})
		s.press("s")
		s.m.status.move(20 - s.m.status.at())
	}
	s.pass(time.Second)
	return s
}
