package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// Whatever goes from under an open prompt: what is typed on must not become
// commands, of which q is one.
func TestAFindIsTypedOnOverNothing(t *testing.T) {
	const pod = "/registry/pods/payments/ledger-1"
	typesOn := func(s *screen, value string) {
		s.t.Helper()
		s.typed("qd")
		s.wants("/neqd")
		if s.m.place() != keymap.InFind || len(s.stopped) > 0 || s.m.View().Cursor == nil {
			s.t.Fatalf("place %v, stopped %q", s.m.place(), s.stopped)
		}
		s.press("backspace", "backspace", "e")
		s.feed.entries[ledger], s.feed.entries[pod] = entry(value, 109), entry(value, 109)
		s.news(cluster())
		s.m.arrive(ledger)
		s.send(nil)
		s.pass(time.Second)
		s.wantsLit("need")
		s.wants("/nee   1 of 1")
		s.press("esc")
		s.lacks("/nee")
		if s.m.place() != keymap.InValue {
			s.t.Errorf("place %v", s.m.place())
		}
	}
	t.Run("its row is gone", func(t *testing.T) {
		s := onValue(t, 120, 20, "one\nneed")
		s.news(change(model.Deleted, ledger, 200))
		s.press("/")
		s.typed("ne")
		s.pass(model.Moment + time.Second)
		typesOn(s, "one\nneed")
	})
	t.Run("another revision comes", func(t *testing.T) {
		s, _ := traveller(t, 120, 24)
		s.feed.entries[ledger] = entry("one", 109)
		s.m.goTo(ledger)
		s.send(nil)
		s.pass(time.Second)
		s.press("tab")
		cmd := s.m.travel(100)
		s.press("/")
		s.typed("ne")
		s.run(cmd)
		typesOn(s, "one\nneed")
	})
	t.Run("another cluster comes", func(t *testing.T) {
		var c clusters
		s := onDev(t, &c, 120, 24)
		s.feed.entries[ledger] = entry("one", 109)
		s.m.goTo(ledger)
		s.send(nil)
		s.pass(time.Second)
		s.press("tab")
		cmd := s.m.switchTo(1)
		s.press("/")
		s.typed("ne")
		s.run(cmd)
		s.feed = c.feeds[1]
		typesOn(s, "one\nneed")
	})
	t.Run("an older version comes in the place of a diff", func(t *testing.T) {
		s := onVersions(t, 120, 24, Options{}, "first", "two", "need")
		s.press("d")
		s.run(s.m.told(nil, s.m.value.page.seek(keymap.Find)))
		s.typed("ne")
		s.run(s.m.value.showVersion([]model.Version{{ModRevision: 200}}, 0))
		s.wants("first", "/ne   not found")
		s.typed("q")
		s.wants("/neq")
	})
}

func TestAFindOverNothingIsKeptOrLeft(t *testing.T) {
	s := onValue(t, 120, 20, "one\nneed")
	s.news(change(model.Deleted, ledger, 200))
	s.press("/")
	s.typed("ne")
	s.pass(model.Moment + time.Second)
	s.press("enter", "n", "N")
	s.wants("/ne ")
	s.press("esc")
	s.lacks("/ne ")
	if s.m.place() != keymap.InValue {
		t.Errorf("place %v", s.m.place())
	}
}

// What was counted in another cluster is of no use, and may be more than there
// is to count.
func TestCountsOfAnotherClusterAreDropped(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 120, 24)
	s.feed.entries[ledger] = entry(strings.Repeat("needle\n", 3*tallyLines*tallySlices), 109)
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("tab", "/")
	s.m.value.page.typeFind("n")
	first := s.m.value.page.search()
	s.m.value.page.tallied(first().(talliedMsg))
	stale := s.m.value.page.search()()
	s.m.value.page.endFind()
	s.run(s.m.switchTo(1))
	s.feed = c.feeds[1]
	s.feed.entries[ledger] = entry("needle", 109)
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("tab")
	for range 5 { // as many as were typed before
		s.press("/")
		s.m.Update(keyPress(t, "n")) // being counted
		s.send(stale)
		s.press("esc")
	}
}
