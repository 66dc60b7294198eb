package find

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// How a query is answered:
//
//	the search before ── cancelled, waited for ─┐
//	                                            ▼
//	snapshot ── Since(the one before) ──► inherit: of each part the keys that
//	                                      may match, or that are known to
//	                                            │ parts that nobody has looked at
//	                          ┌─────────────────┼─────────────────┐
//	                          ▼                 ▼                 ▼
//	                       worker            worker            worker     one a core; each takes
//	                       Reader            Reader            Reader     runs of parts from one
//	                       Matcher           Matcher           Matcher    counter
//	                       best              best              best
//	                          └─────────────────┼─────────────────┘
//	                                            ▼
//	              Next: the inherited matches and the workers', ranked
//
// What is kept of a search is two words for each part, which tell the keys
// that match, and the best matches. So a query that narrows the one before looks at
// the survivors only, and the same query on a newer snapshot at the new parts
// only (search_inherit.go).

// Most is how many of the matches an answer has: the best.
const Most = 1000

// limits are the numbers that were tuned.
type limits struct {
	most    int           // matches in an answer
	room    int           // matches that are kept: so many more may go before others have to be looked for
	workers int           // goroutines that look at keys
	run     int           // parts that a worker takes at once: a thousand keys, less than a tenth of a millisecond
	stint   time.Duration // that the workers work before they rest
	breath  time.Duration // that they rest at least: longer than a run takes, so that they do it together
	first   time.Duration // from the start to the first answer, done or not: less than two frames
	moment  time.Duration // between two answers
}

func tuned() limits {
	return limits{
		most:    Most,
		room:    Most + Most/4,
		workers: runtime.GOMAXPROCS(0),
		run:     16,
		stint:   2 * time.Millisecond,
		breath:  150 * time.Microsecond,
		first:   20 * time.Millisecond,
		moment:  30 * time.Millisecond,
	}
}

// Match is a key that was found. Higher scores come first, among equal ones
// the smaller key.
type Match struct {
	Key   string
	Score int
}

// Answer is what has been found so far.
type Answer struct {
	Best     []Match // ranked, Most at most
	Found    int     // keys that match
	Searched int     // keys that were looked at
	Of       int     // keys that there are in the snapshot
	Done     bool    // all were, and nothing changes any more
}

// Search is a query being answered from a snapshot, by goroutines of its own
// until it is done or its context ends. One goroutine asks for its answer.
type Search struct {
	limits
	query  Query
	snap   *model.Snapshot
	ctx    context.Context
	cancel context.CancelFunc
	begun  chan struct{} // closed: what the search before had found is taken over
	ended  chan struct{} // closed: no goroutine is left
	err    error         // why it ended before it was done; after ended
	due    time.Time     // of the next answer
	told   best          // where it is put together

	ledger
	crew []*worker // after begun

	mu   sync.Mutex
	old  pool // of the parts that were inherited
	done bool
}

// Start begins to search. before is the search whose answer this one's takes the
// place of, nil for none: it is ended, and what it found is made use of where
// that is right.
func Start(ctx context.Context, q Query, s *model.Snapshot, before *Search) *Search {
	return start(ctx, q, s, before, tuned())
}

func start(ctx context.Context, q Query, snap *model.Snapshot, before *Search, l limits) *Search {
	s := &Search{
		limits: l, query: q, snap: snap, due: time.Now().Add(l.first),
		begun: make(chan struct{}), ended: make(chan struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if before != nil {
		before.cancel()
	}
	go s.work(before)
	return s
}

// Next waits until there is more to tell than the last time, but no longer than
// a moment, and tells all of it. The error is that of a context that has ended.
func (s *Search) Next(ctx context.Context) (Answer, error) {
	select {
	case <-s.begun:
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	wait := time.NewTimer(time.Until(s.due))
	defer wait.Stop()
	select {
	case <-s.ended:
		if s.err != nil {
			return Answer{}, s.err
		}
	case <-wait.C:
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	s.due = time.Now().Add(s.moment)
	return s.answer(), nil
}

// answer is what is known now.
func (s *Search) answer() Answer {
	a := Answer{Found: s.found, Searched: s.searched}
	a.Of, _ = s.snap.Keys()
	all := &s.told
	all.room, all.heap = s.most, all.heap[:0]
	s.mu.Lock()
	all.addAll(s.old.matches)
	a.Done = s.done
	s.mu.Unlock()
	for _, w := range s.crew {
		w.tell(&a, all)
	}
	a.Best = make([]Match, len(all.heap))
	for i, h := range all.ranked() {
		a.Best[i] = Match{string(h.key), h.score}
	}
	return a
}
