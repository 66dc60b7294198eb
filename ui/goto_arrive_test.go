package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// goTo types a path into the prompt and accepts it.
func (s *screen) goTo(path string) {
	s.t.Helper()
	s.press(":")
	s.typed(path)
	s.press("enter")
}

func (s *screen) wantsCursor(path string) {
	s.t.Helper()
	if got := s.m.treePane.cursor.Path(); got != path {
		s.t.Errorf("the cursor is on %q, not on %q:\n%s", got, path, s.text())
	}
}

func TestGoToAKnownKeyOpensTheWay(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo("/registry/pods/payments/ledger-0")
	s.wantsCursor("/registry/pods/payments/ledger-0")
	s.wants("▾ pods/", "▾ payments/")
	if s.m.over != nil || len(s.feed.located) > 0 {
		t.Errorf("overlay %T, asked the source for %q", s.m.over, s.feed.located)
	}
}

func TestGoToAPrefixOpensItWithOrWithoutItsSeparator(t *testing.T) {
	for _, path := range []string{"/registry/pods/payments/", "/registry/pods/payments", "/registry/configmaps/default"} {
		s := newScreen(t, 100, 30, Options{})
		s.news(cluster())
		s.goTo(path)
		s.wantsCursor(strings.TrimSuffix(path, "/") + "/")
		if row, _ := s.m.treePane.row(); !row.Expanded {
			t.Errorf("%s isn't open", path)
		}
	}
}

func TestGoToWhatIsNotKnownYetAsksAndWaits(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/configmaps/", clusterKeys()...)}})
	s.goTo(ledger)
	s.wants("looking for " + ledger + " ⋯")
	if !slices.Equal(s.feed.located, []string{ledger}) {
		t.Errorf("asked the source for %q", s.feed.located)
	}
	s.news(model.Batch{Status: live()}) // other news
	s.wants("looking for")
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/payments/", clusterKeys()...)},
		Located: []model.Located{{Asked: ledger, Path: ledger}}})
	s.wantsCursor(ledger)
	s.lacks("looking for")
}

func TestGoToWhatIsNotThereSaysSo(t *testing.T) {
	const path = "/registry/nothing"
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo(path)
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path}}})
	s.wants("no key begins with " + path)
	s.wantsCursor("/registry/")

	s.goTo(path)
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path, Cause: "permission denied\x1b[m"}}})
	s.wants("cannot look for " + path + ": permission denied␛[m")

	s.goTo("/registry/pods/pay")
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/registry/pods/pay", Path: "/registry/pods/payments/"}}})
	s.wants("no key /registry/pods/pay: this is the first that begins with it")
	s.wantsCursor("/registry/pods/payments/")
}

func TestWhatWasFoundButLostOnTheWayIsAskedForOnceMore(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/configmaps/", clusterKeys()...)}})
	found := model.Batch{Status: live(), Located: []model.Located{{Asked: ledger, Path: ledger}}}
	s.goTo(ledger)
	s.news(found) // its keys were of the time before a gap
	s.wants("looking for " + ledger)
	s.lacks("no key begins")
	s.news(found)
	s.wants(ledger + " is there but couldn't be read in time")
	if !slices.Equal(s.feed.located, []string{ledger, ledger}) {
		t.Errorf("asked the source for %q", s.feed.located)
	}

	s.goTo(ledger) // another search may ask twice again
	s.news(found)
	found.Listed = []model.Listed{listed("/registry/pods/payments/", clusterKeys()...)}
	s.news(found)
	s.wantsCursor(ledger)
}

func TestAMistypedPathOpensNothing(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	before := s.m.tree.Len()
	const path = "/registry/pods/payments/chekcout"
	s.goTo(path)
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path}}})
	s.wants("no key begins with " + path)
	if s.m.tree.Len() != before {
		t.Errorf("there are %d rows, there were %d:\n%s", s.m.tree.Len(), before, s.text())
	}
}

// Whoever moves while a search is under way must not be carried off by its
// answer.
func TestMovingEndsASearch(t *testing.T) {
	const path = "/zebra"
	for _, keys := range [][]string{{"j"}, {"J"}, {"K"}, {"C"}, {"l"}, {"pgdown"}, {"tab", "j"}, {"tab", "J"}, {"tab", "G"}, {"tab", "l"}, {"tab", "h"}} {
		s := pods(t, 100, 30, Options{})
		s.feed.entries[ledger] = entry(strings.Repeat("line\n", 99), 109)
		s.goTo(ledger)
		s.goTo(path)
		s.press(keys...)
		was := s.m.treePane.cursor.Path()
		s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path, Path: "/registry/configmaps/"}}})
		if is := s.m.treePane.cursor.Path(); is != was {
			t.Errorf("after %v the answer moved the cursor from %q to %q", keys, was, is)
		}
	}
	s := pods(t, 100, 30, Options{})
	s.goTo(ledger)
	s.press("h")
	s.goTo(path)
	s.press("j", "enter") // on a key: to its value
	s.lacks("looking for")
	for _, keys := range [][]string{{">"}, {"w"}, {"P"}, {"r"}, {"?", "esc"}} {
		s := pods(t, 100, 30, Options{})
		s.goTo(path)
		s.press(keys...)
		s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path, Path: "/registry/configmaps/"}}})
		s.wantsCursor("/registry/configmaps/")
	}
}

func TestAnAnswerToAnEarlierSearchIsDropped(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo("/zebra")
	s.goTo("/yak")
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/zebra", Path: "/registry/pods/"}}})
	s.wantsCursor("/registry/")
	s.wants("looking for /yak")
	s.press("j") // whoever moves doesn't want to be carried off any more
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/yak", Path: "/registry/pods/"}}})
	s.wantsCursor("/registry/configmaps/")
}

func TestGoToOutsideOfTheScope(t *testing.T) {
	s := newScreen(t, 110, 30, Options{Scope: "/registry/pods/"})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/", clusterKeys()...)}})
	s.goTo("/registry/configmaps/x")
	s.wants("/registry/configmaps/x is outside of /registry/pods/: start etcdscope without a PREFIX to reach it")
	s.press("j", "j")
	s.goTo("/registry/")
	s.wantsCursor("/registry/pods/")
}
