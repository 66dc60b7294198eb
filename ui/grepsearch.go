package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// What a search in values may spend until a person has it go on, and how many
// hits it keeps.
const (
	grepKeys  = 100_000
	grepBytes = 256 << 20
	grepTime  = 5 * time.Minute
	grepHits  = 1_000
	grepAhead = 64 // keys that are taken out of the snapshot at once, or a block more
)

// grepSearch is a search in the values under a prefix. It goes from one request
// to the next, each a command; only one is under way, and what goes through the
// keys is the command's alone until it has answered.
//
//	next ─► command: keys, Values, match ─► greppedMsg ─► took ─► next …
type grepSearch struct {
	id    int // of all there were; 0: none
	text  string
	under string
	of    int  // keys that were known there when the walk began
	exact bool // there are no others
	match matcher
	walk  *grepWalk
	since int // keys that were spent when it began

	ctx    context.Context
	give   context.CancelFunc
	busy   bool // a command is under way
	paused bool
	rests  bool // while a hit is looked at
	ended  bool
	fault  string // why it couldn't go on; as hostile as a server's text
	failed int    // times in a row

	hits           []hit
	spent, mayBe   budget
	denied, tooBig int
	unseen         int       // have none in view, and masks that nothing was looked for behind
	leg            time.Time // when the command began that is under way
}

// budget is what a search costs: of time that in which values came.
type budget struct {
	keys, bytes int
	time        time.Duration
}

// under says whether nothing of it has come to the most.
func (b budget) under(most budget) bool {
	return b.keys < most.keys && b.bytes < most.bytes && b.time < most.time
}

func (b budget) plus(o budget) budget {
	return budget{b.keys + o.keys, b.bytes + o.bytes, b.time + o.time}
}

// oneBudget is what a search may spend until it stops.
var oneBudget = budget{grepKeys, grepBytes, grepTime}

// greppedMsg is what came of one request.
type greppedMsg struct {
	id   int
	came model.Values // without its entries
	matches
	end bool
	err error
}

// grepRetryMsg says that a search which failed may be tried again.
type grepRetryMsg struct{ id, failed int }

// begun says that there is a search at all.
func (s *grepSearch) begun() bool { return s.text != "" }

// full says that no more hits are kept.
func (s *grepSearch) full() bool { return len(s.hits) >= grepHits }

// stopped says why it doesn't go on by itself.
func (s *grepSearch) stopped() bool { return s.fault != "" || !s.going() }

// going says that it goes on by itself, now or when it is tried again.
func (s *grepSearch) going() bool {
	return s.begun() && !s.paused && !s.ended && !s.full() && s.spent.under(s.mayBe)
}

// running says that something is read.
func (s *grepSearch) running() bool { return s.busy && !s.stopped() }

// next is the command for the next request; nil if one is under way, or none is
// to be made.
func (s *grepSearch) next(source Source, now time.Time) tea.Cmd {
	if s.busy || s.stopped() || !s.begun() {
		return nil
	}
	s.busy, s.leg = true, now
	id, ctx, walk, match, n := s.id, s.ctx, s.walk, s.match, s.mayBe.keys-s.spent.keys
	return func() tea.Msg {
		keys := walk.upTo(n)
		if len(keys) == 0 {
			return greppedMsg{id: id, end: true}
		}
		msg := greppedMsg{id: id}
		msg.came, msg.err = source.Values(ctx, keys)
		if msg.err == nil && msg.came.Settled == 0 {
			msg.err = errors.New("the server's answer makes no sense")
		}
		if msg.err == nil {
			msg.matches, msg.err = match.all(ctx, msg.came.Entries)
		}
		if msg.came.Entries = nil; msg.err == nil {
			walk.settle(msg.came.Settled)
			msg.end = len(walk.upTo(1)) == 0
		}
		return msg
	}
}

// matches are what was found in some values.
type matches struct {
	hits   []hit
	unseen int
}

// all looks at values one after the other. What was looked at when the context
// ends is looked at again.
func (m matcher) all(ctx context.Context, entries []model.Entry) (found matches, err error) {
	for _, e := range entries {
		h, ok, unseen := m.match(ctx, e)
		if ctx.Err() != nil {
			return matches{}, ctx.Err()
		}
		if ok {
			found.hits = append(found.hits, h)
		}
		if unseen {
			found.unseen++
		}
	}
	return found, nil
}

// took takes what came of a request; false if it is of another search.
func (s *grepSearch) took(msg greppedMsg, now time.Time) bool {
	if msg.id != s.id || !s.busy {
		return false
	}
	s.busy = false
	switch {
	case errors.Is(msg.err, context.Canceled): // it was given up
	case msg.err != nil:
		s.fault = msg.err.Error()
		s.failed++
	default:
		s.failed, s.ended = 0, msg.end
		s.spent = s.spent.plus(budget{msg.came.Settled, msg.came.Bytes, max(0, now.Sub(s.leg))})
		s.denied, s.tooBig, s.unseen = s.denied+msg.came.Denied, s.tooBig+msg.came.TooBig, s.unseen+msg.unseen
		s.hits = append(s.hits, firstHits(msg.hits, grepHits-len(s.hits))...)
	}
	return true
}

// onThrough goes on, at the end of a walk, with what has been loaded meanwhile: until
// nothing is new there, or all is known.
func (s *grepSearch) onThrough(t *model.Tree) {
	if s.ended && !s.exact && s.spent.keys > s.since && !s.full() {
		snap := t.Snapshot(s.under)
		s.walk, s.since, s.ended = s.walk.through(snap), s.spent.keys, false
		s.of, s.exact = snap.Keys()
	}
	if s.ended || s.full() { // the hits may stay for hours: all the keys would with them
		*s.walk = grepWalk{}
	}
}

// goOn clears what a pause or a fault has left, in a context of its own if that
// before has ended.
func (s *grepSearch) goOn(ctx context.Context) {
	s.paused, s.rests, s.fault = false, false, ""
	if s.ctx == nil || s.ctx.Err() != nil {
		s.ctx, s.give = context.WithCancel(ctx)
	}
}

// giveUp ends what is under way. What was found stays.
func (s *grepSearch) giveUp() {
	if s.give != nil {
		s.give()
	}
	s.paused = s.begun() && !s.ended
}

// elapsed is how long it has been reading.
func (s *grepSearch) elapsed(now time.Time) time.Duration {
	if s.busy {
		return s.spent.time + max(0, now.Sub(s.leg))
	}
	return s.spent.time
}

// again is after how long a search is tried again that has failed.
func (s *grepSearch) again() time.Duration { return readRetry << min(max(0, s.failed-1), 4) }
