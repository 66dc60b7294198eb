package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model/find"
)

func TestEveryDefaultKeyDoesWhatTheHelpSays(t *testing.T) {
	want := effects()
	places := map[keymap.Place]string{
		keymap.InTree: "tree", keymap.InValue: "value", keymap.InGoTo: "go to", keymap.InHelp: "help", keymap.InContexts: "contexts", keymap.InUsage: "usage", keymap.InStatus: "status",
		keymap.InFind: "find", keymap.InFound: "found", keymap.InCopy: "copy", keymap.InSave: "save", keymap.InHistory: "history", keymap.InTravel: "travel", keymap.InSearch: "search", keymap.InGrep: "grep", keymap.InHits: "hits", keymap.InBookmarks: "bookmarks",
	}
	for _, b := range keymap.Default().Bindings() {
		for place, name := range places {
			if b.In&place == 0 {
				continue
			}
			for _, k := range b.Keys() {
				t.Run(name+"/"+string(b.Action)+"/"+k, func(t *testing.T) {
					s := inTheMiddle(t, place)
					s.m.search.filter = func(find.Query, string, string) tea.Cmd { s.led = "filter"; return nil }
					s.m.search.fetch = func(string) { s.led = "fetch" }
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
	s.press("ctrl+x", "alt+y", "alt+j")
	if s.text() != was {
		t.Errorf("the screen changed:\n%s", s.text())
	}
}
