package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// A person who is faster than the search means what is typed, not what was found
// of less of it.
func TestEnterWaitsForWhatIsTyped(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.press("/")
	var later []tea.Cmd
	for _, r := range "ledger-0" {
		_, cmd := s.m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		later = append(later, cmd)
	}
	s.press("enter")
	if s.m.place() != keymap.InSearch {
		t.Fatal("it jumped before there was an answer")
	}
	for _, cmd := range later {
		s.run(cmd)
	}
	s.wantsCursor(ledger)

	s.press("/")
	_, cmd := s.m.Update(tea.KeyPressMsg{Code: 'z', Text: "z"})
	s.press("enter")
	s.press("backspace") // not meant any more
	s.run(cmd)
	if s.m.place() != keymap.InSearch {
		t.Error("it jumped though another key was pressed")
	}
}

// Answers to what isn't asked any more are dropped, and what made them is ended.
func TestStaleAnswersAreDropped(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.press("/")
	_, first := s.m.Update(tea.KeyPressMsg{Code: 'l', Text: "l"})
	ctx, gen := s.m.search.ctx, s.m.search.gen
	s.typed("edger")
	if ctx.Err() == nil {
		t.Error("the search for less goes on")
	}
	s.run(first)
	s.send(answerMsg{gen: gen, answer: find.Answer{Best: []find.Match{{Key: "stale"}}, Found: 1, Done: true}})
	s.wantsHits(ledger)
	s.typed("x")
	ctx = s.m.search.ctx
	s.press("esc")
	if ctx.Err() == nil {
		t.Error("the search goes on though it was closed")
	}
}

// While keys arrive it is asked again, but not at each batch, and not while it is
// being answered; of a quiet tree nothing is asked, and nothing waits.
func TestAsksAgainOnlyAsOftenAsItHelps(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.searches("pod")
	s.pass(time.Minute)
	gen := s.m.search.gen
	asked := func() int { n := s.m.search.gen - gen; gen = s.m.search.gen; return n }
	for i := range 10 {
		s.news(change(model.Created, fmt.Sprint("/registry/pods/new-", i), int64(500+i)))
		s.pass(time.Millisecond)
	}
	if n := asked(); n != 1 {
		t.Errorf("asked %d times in 10 ms, want once", n)
	}
	s.pass(searchPause)
	if n := asked(); n != 1 {
		t.Errorf("asked %d times when it had waited, want once", n)
	}
	s.wants("of 22 keys")
	s.news(change(model.Changed, ledger, 600))
	s.news(model.Batch{Status: live()})
	s.pass(time.Minute)
	if n := asked(); n != 0 {
		t.Errorf("asked %d times though there are no other keys", n)
	}
	s.press("ctrl+u")
	s.typed("coredns") // which doesn't get older
	if wait := s.m.search.next(s.now); wait > 0 {
		t.Errorf("with nothing to do it wakes up in %v", wait)
	}
}

// Of a tree with very many directories a snapshot takes longer than a letter may:
// while keys arrive none is taken for each letter, but when nobody types.
func TestSnapshotIsKeptBetweenLetters(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.press("/")
	first := s.m.search.snapshot
	s.typed("pods")
	s.press("backspace", "backspace")
	for i, r := range "ds/n" {
		s.news(change(model.Created, fmt.Sprint("/registry/pods/new-", i), int64(500+i)))
		s.typed(string(r))
		s.pass(searchPause / 2)
		if s.m.search.snapshot != first {
			t.Fatalf("another snapshot was taken at %q", r)
		}
	}
	s.pass(searchPause)
	if s.m.search.snapshot == first {
		t.Error("it looks among old keys")
	}
	s.wantsChosen("/registry/pods/new-0")
	s.wants("of 16 keys")
}

// What was in a store that was replaced, or what may not be read any more, is not found.
func TestNoSnapshotIsKeptOfAnotherStore(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.searches("pods")
	b := cluster()
	b.Reset = true
	b.Listed[0] = listed("", "/registry/pods/other", "/registry/other")
	s.news(b)
	s.typed("/")
	s.wantsHits("/registry/pods/other")
}

func TestMarksAndAgesAreThoseOfTheTree(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.news(change(model.Changed, ledger, 500))
	s.pass(2 * time.Second)
	s.searches("ledger")
	if l := s.line("▌" + ledger); !strings.HasSuffix(strings.TrimRight(l, " │"), "●  2s") {
		t.Errorf("its line is %q", l)
	}
	s.pass(time.Second)
	if l := s.line("▌" + ledger); !strings.Contains(l, "3s") {
		t.Errorf("it doesn't get older: %q", l)
	}
}

// Whatever goes from under the search: what is typed on must not become commands.
func TestSearchGoesOnOverAnotherTree(t *testing.T) {
	reset := func(s *screen) {
		b := cluster()
		b.Reset = true
		b.Listed[0] = listed("", "/registry/pods/other", "/registry/other")
		s.news(b)
	}
	typesOn := func(s *screen, want ...string) {
		s.t.Helper()
		s.typed("q")
		s.press("backspace")
		if s.m.place() != keymap.InSearch || len(s.stopped) > 0 || s.m.View().Cursor == nil {
			s.t.Fatalf("place %v, stopped %q", s.m.place(), s.stopped)
		}
		s.pass(searchPause)
		s.wants("find ▸ pods")
		s.wantsHits(want...)
	}
	t.Run("the store was replaced", func(t *testing.T) {
		s := newScreen(t, 100, 20, Options{})
		s.news(cluster())
		s.searches("pods")
		s.press("down")
		reset(s)
		typesOn(s, "/registry/pods/other")
	})
	t.Run("another revision comes", func(t *testing.T) {
		s, _ := traveller(t, 100, 20)
		s.m.goTo(ledger)
		cmd := s.m.travel(100)
		s.searches("pods")
		s.press("ctrl+o")
		s.run(cmd)
		s.lacks(ledger)
		s.news(past(100))
		typesOn(s, ledger, checkout, "/registry/pods/payments/checkout-7d9f4c-zk81p")
		s.wants("scope: /registry/pods/payments/")
	})
	t.Run("another cluster comes", func(t *testing.T) {
		var c clusters
		s := onDev(t, &c, 100, 20)
		s.m.goTo(ledger)
		cmd := s.m.switchTo(2)
		s.searches("pods")
		s.press("ctrl+o")
		s.run(cmd)
		s.feed = c.feeds[2]
		s.lacks(ledger)
		s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/payments/", clusterKeys()...)}})
		typesOn(s, ledger, checkout, "/registry/pods/payments/checkout-7d9f4c-zk81p")
		s.wants("scope: all of /registry/pods/payments/", "3 of 3 keys")
	})
}
