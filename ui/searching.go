package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// searchPause is how long a query that was answered rests, at least, before it is
// asked again of a tree that has changed meanwhile.
const searchPause = 300 * time.Millisecond

// searching asks a query of the keys of a tree. A query is asked once it is
// typed, and again when there are other keys, but never while it is being
// answered.
//
//	ask ─► command: wait in Search.Next ─► answerMsg ─► take ─► command …
type searching struct {
	errand
	program context.Context
	clock   clock
	tree    *model.Tree
	search  *find.Search // under way, or the last one; nil: there is none to build on
	ctx     context.Context

	query find.Query
	under string // the prefix that is searched, "" for everything

	snapshot *model.Snapshot // nil: none is held
	exact    bool            // it has all keys that there are under the prefix
	keys     int             // that the tree had
	stale    bool            // it has others now

	asked  bool // what is wanted was
	again  bool // not for the first time
	done   bool
	took   time.Duration
	answer find.Answer
}

// answerMsg is what has been found so far.
type answerMsg struct {
	gen    int
	answer find.Answer
	err    error
}

// want turns to another query, or to other keys.
func (s *searching) want(q find.Query, under string) {
	if under != s.under {
		s.search, s.snapshot = nil, nil // of what was found among others nothing is of use
	}
	s.query, s.under, s.asked, s.again = q, under, false, false
}

// forget gives up what is under way, and all that is held of the tree.
func (s *searching) forget() {
	s.giveUp()
	s.search, s.snapshot, s.answer, s.asked, s.done, s.took = nil, nil, find.Answer{}, false, false, 0
}

// changed takes in news of the tree.
func (s *searching) changed(b model.Batch) {
	if b.Reset || b.Access != nil {
		s.snapshot = nil // what it has may be gone, and must not be looked for
	}
	s.stale = s.stale || others(s.tree, s.keys, b)
}

// others says whether a batch has brought other keys than the n that the tree had.
// Most say that a key has another value.
func others(t *model.Tree, n int, b model.Batch) bool {
	keys, _ := t.Keys()
	return keys != n || b.Gap || b.Access != nil || len(b.Listed) > 0 ||
		slices.ContainsFunc(b.Changes, func(c model.Change) bool { return c.Kind != model.Changed })
}

// rest is how long to wait before asking again: half of the time, if answers take
// long.
func (s *searching) rest(now time.Time) time.Duration {
	since := now.Sub(s.began)
	if since < 0 { // the clock was set back
		return 0
	}
	return max(0, max(searchPause, 2*s.took)-since)
}

// ask begins to search, if there is something to be asked now.
func (s *searching) ask(now time.Time) tea.Cmd {
	if s.asked && (!s.stale || !s.done || s.rest(now) > 0) {
		return nil
	}
	if s.snapshot == nil || s.stale && s.rest(now) == 0 {
		s.snapshot = s.tree.Snapshot(s.under)
		s.keys, _ = s.tree.Keys()
		_, s.exact = s.snapshot.Keys()
		s.stale = false
	}
	ctx, cancel := context.WithCancel(s.program)
	s.search = find.Start(ctx, s.query, s.snapshot, s.search)
	s.giveUp() // only now: the new search may build on it
	s.ctx, s.cancel, s.began = ctx, cancel, now
	s.again, s.asked, s.done = s.asked, true, false
	return s.wait()
}

func (s *searching) wait() tea.Cmd {
	gen, ctx, search := s.gen, s.ctx, s.search
	return func() tea.Msg {
		answer, err := search.Next(ctx)
		return answerMsg{gen, answer, err}
	}
}

// take takes an answer, and waits for more of it. fit says that it is one to be
// shown: a part of what is asked again is less than what was known.
func (s *searching) take(msg answerMsg) (fit bool, more tea.Cmd) {
	if msg.err != nil || !s.awaits(msg.gen) {
		return false, nil
	}
	if s.done = msg.answer.Done; !s.done {
		more = s.wait()
	} else {
		s.took = s.clock.now().Sub(s.began)
	}
	if s.again && !s.done {
		return false, more
	}
	s.answer = msg.answer
	return true, more
}

// next is how long until it is asked again.
func (s *searching) next(now time.Time) time.Duration {
	if s.asked && s.done && s.stale {
		return s.rest(now)
	}
	return 0
}
