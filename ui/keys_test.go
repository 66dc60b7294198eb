package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
	masked           bool
}

func (s *screen) state() state {
	m := s.m
	row, _ := m.treePane.row()
	line, chosen := m.destination.line.typed, m.destination.chosen
	if m.over == &m.journey {
		line, chosen = m.journey.line.typed, m.journey.chosen
	}
	return state{
		path: m.treePane.cursor.Path(), index: m.treePane.cursor.Index(), rows: m.tree.Len(), open: row.Expanded,
		focus: m.focus, place: m.place(), split: m.split, zoom: m.zoom,
		nowrap: m.value.page.nowrap, line: m.value.page.line, left: m.value.page.left, help: m.help.offset,
		typed: line.String(), at: line.at, chosen: chosen, stops: len(m.journey.stops),
		looking: m.footer.looking, opened: len(s.feed.opened),
		paused: len(s.feed.paused), reads: len(s.feed.read),
		stopped: strings.Join(s.stopped, " "), message: m.footer.message.text,
		picked: m.picker.chosen, usage: m.usage.offset, context: m.header.context,
		member: m.status.at(), compared: len(s.feed.compared), pinned: strings.Join(s.feed.pinned, " "),
		view: shownView(m), masked: m.value.page.doc != nil && m.value.page.doc.Masked(),
	}
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
	s.feed.entries["/a/15/x"] = entry(strings.Repeat(strings.Repeat("word ", 60)+"\n", 50), 130)
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
	case keymap.InValue:
		s.press("j", "tab", "w")
		s.pass(time.Second)
		s.press("pgdown", "right")
	case keymap.InGoTo:
		s.press(":")
		s.typed("/a/1")
		s.press("left")
	case keymap.InTravel:
		s.press("j", "t")
		s.typed("/a/1") // which is no revision
		s.press("left")
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
	case keymap.InStatus:
		s.news(model.Batch{Status: live(), Members: manyMembers(40)})
		s.press("s")
		s.m.status.move(20 - s.m.status.at())
	}
	s.pass(time.Second)
	return s
}

// effects says for each action what must be different after it, and how.
func effects() map[keymap.Action]func(place keymap.Place, was, is state) bool {
	type pl = keymap.Place
	scrolled := func(by int) func(in pl, was, is state) bool {
		return func(in pl, was, is state) bool {
			var d int
			switch in {
			case keymap.InTree:
				d = is.index - was.index
			case keymap.InValue:
				d = is.line - was.line
			case keymap.InHelp:
				d = is.help - was.help
			case keymap.InContexts:
				d = is.picked - was.picked
			case keymap.InUsage:
				d = is.usage - was.usage
			case keymap.InStatus:
				d = is.member - was.member
			}
			if by == 1 || by == -1 {
				return d == by
			}
			return d*by > 1
		}
	}
	typed := func(text string, at int) func(pl, state, state) bool {
		return func(_ pl, _, is state) bool { return is.typed == text && is.at == at }
	}
	moved := func(path string) func(pl, state, state) bool {
		return func(_ pl, was, is state) bool { return was.path != path && is.path == path }
	}
	return map[keymap.Action]func(keymap.Place, state, state) bool{
		keymap.Down: scrolled(1), keymap.Up: scrolled(-1),
		keymap.HalfDown: scrolled(5), keymap.HalfUp: scrolled(-5),
		keymap.PageDown: scrolled(10), keymap.PageUp: scrolled(-10),
		keymap.Top: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.index == 0, keymap.InValue: is.line == 0, keymap.InHelp: is.help == 0, keymap.InContexts: is.picked == 0, keymap.InUsage: is.usage == 0, keymap.InStatus: is.member == 0}[in] && was != is
		},
		keymap.Bottom: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.index == is.rows-1, keymap.InValue: is.line > 40, keymap.InHelp: is.help > was.help+9, keymap.InContexts: is.picked == 39, keymap.InUsage: is.usage > was.usage+20, keymap.InStatus: is.member == 39}[in]
		},

		keymap.Toggle:      func(_ pl, was, is state) bool { return was.open && !is.open && is.rows == was.rows-2 },
		keymap.In:          moved("/a/15/x"),
		keymap.Out:         func(_ pl, was, is state) bool { return was.open && !is.open && was.path == is.path },
		keymap.Parent:      moved("/a/"),
		keymap.CollapseAll: func(_ pl, _, is state) bool { return is.rows == 1 && is.index == 0 },
		keymap.NextSibling: func(in pl, _, is state) bool {
			return is.path == map[pl]string{keymap.InTree: "/a/16/", keymap.InValue: "/a/15/y"}[in]
		},
		keymap.PrevSibling: func(in pl, _, is state) bool {
			return is.path == map[pl]string{keymap.InTree: "/a/14/", keymap.InValue: "/a/15/x"}[in]
		},

		keymap.Right: func(_ pl, was, is state) bool { return is.left > was.left },
		keymap.Left:  func(_ pl, was, is state) bool { return is.left < was.left },
		keymap.View: func(in pl, was, is state) bool {
			return in == keymap.InTree && is.message == noValue || was.view == "text" && is.view == "hex"
		},
		keymap.Reveal: func(in pl, _, is state) bool { // what it does to a secret is tested elsewhere
			return in == keymap.InTree && is.message == noValue || is.message == "nothing is masked in this value"
		},
		keymap.Wrap: func(_ pl, was, is state) bool { return is.nowrap != was.nowrap && is.message != "" },
		keymap.Again: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.opened == was.opened+1, keymap.InValue: is.reads == was.reads+1}[in]
		},

		keymap.FocusNext: func(_ pl, was, is state) bool { return is.focus != was.focus },
		keymap.FocusPrev: func(_ pl, was, is state) bool { return is.focus != was.focus },
		keymap.Back: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: was.looking != "" && is.looking == "", keymap.InValue: is.focus == treeSide}[in]
		},
		keymap.Wider:    func(_ pl, was, is state) bool { return is.split == was.split+splitStep },
		keymap.Narrower: func(_ pl, was, is state) bool { return is.split == was.split-splitStep },
		keymap.Zoom:     func(_ pl, _, is state) bool { return is.zoom },

		keymap.Travel:  func(_ pl, _, is state) bool { return is.place == keymap.InTravel },
		keymap.Present: func(_ pl, _, is state) bool { return strings.Contains(is.message, "no other revision") },
		keymap.GoTo:    func(_ pl, _, is state) bool { return is.place == keymap.InGoTo },
		keymap.Context: func(_ pl, _, is state) bool { return is.place == keymap.InContexts },
		keymap.Usage:   func(_ pl, _, is state) bool { return is.place == keymap.InUsage },
		keymap.Status:  func(_ pl, _, is state) bool { return is.place == keymap.InStatus },
		keymap.Compare: func(_ pl, was, is state) bool { return is.compared == was.compared+1 },
		keymap.Help:    func(_ pl, _, is state) bool { return is.place == keymap.InHelp },
		keymap.Close:   func(_ pl, _, is state) bool { return is.place&keymap.InPanes != 0 },
		keymap.Pause:   func(_ pl, was, is state) bool { return is.paused == was.paused+1 },
		keymap.Redraw:  func(_ pl, _, is state) bool { return is.stopped == "clear" },
		keymap.Suspend: func(_ pl, _, is state) bool { return is.stopped == "suspend" },
		keymap.Quit:    func(_ pl, _, is state) bool { return is.stopped == "quit" },

		keymap.Accept: func(in pl, _, is state) bool {
			if in == keymap.InTravel { // where it leads is tested elsewhere
				return is.place == keymap.InTravel
			}
			if in == keymap.InStatus {
				return is.pinned == "https://10.0.0.20:2379" && is.place == keymap.InStatus
			}
			did := map[pl]bool{keymap.InGoTo: is.looking == "/a/1", keymap.InContexts: is.context == "cluster-20"}
			return is.place&keymap.InPanes != 0 && did[in]
		},
		keymap.Complete:      func(_ pl, was, is state) bool { return is.chosen == was.chosen+1 },
		keymap.NextCandidate: func(_ pl, was, is state) bool { return is.chosen == was.chosen+1 },
		keymap.PrevCandidate: func(in pl, _, is state) bool {
			return is.chosen == 9 || in == keymap.InTravel && is.stops > 1 && is.chosen == is.stops-1
		},
		keymap.CharLeft:     typed("/a/1", 2),
		keymap.CharRight:    typed("/a/1", 4),
		keymap.LineStart:    typed("/a/1", 0),
		keymap.LineEnd:      typed("/a/1", 4),
		keymap.EraseBack:    typed("/a1", 2),
		keymap.EraseForward: typed("/a/", 3),
		keymap.EraseWord: func(in pl, _, is state) bool {
			return is.typed == "/1" || in == keymap.InTravel && is.typed == "1"
		},
		keymap.EraseBefore: typed("1", 0),
		keymap.EraseAfter:  typed("/a/", 3),
	}
}

func TestEveryDefaultKeyDoesWhatTheHelpSays(t *testing.T) {
	want := effects()
	places := map[keymap.Place]string{
		keymap.InTree: "tree", keymap.InValue: "value", keymap.InGoTo: "go to", keymap.InTravel: "travel", keymap.InHelp: "help", keymap.InContexts: "contexts", keymap.InUsage: "usage", keymap.InStatus: "status",
	}
	for _, b := range keymap.Default().Bindings() {
		for place, name := range places {
			if b.In&place == 0 {
				continue
			}
			for _, k := range b.Keys() {
				t.Run(name+"/"+string(b.Action)+"/"+k, func(t *testing.T) {
					s := inTheMiddle(t, place)
					was := s.state()
					s.press(k)
					if is := s.state(); want[b.Action] == nil || !want[b.Action](place, was, is) {
						t.Errorf("%s: %q doesn't do it\n was %+v\n is  %+v", b.Help().Desc, k, was, is)
					}
				})
			}
		}
	}
}

func TestTextKeysAreTextInThePrompt(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.press(":", "q", "j", "?", "space", "G", ":")
	if got := s.m.destination.line.typed.String(); got != "qj? G:" {
		t.Errorf("typed %q", got)
	}
	if len(s.stopped) > 0 {
		t.Errorf("typing made it %v", s.stopped)
	}
}

func TestAnUnboundKeyChangesNothing(t *testing.T) {
	s := inTheMiddle(t, keymap.InTree)
	was := s.text()
	s.press("ctrl+x", "y", "alt+j")
	if s.text() != was {
		t.Errorf("the screen changed:\n%s", s.text())
	}
}
