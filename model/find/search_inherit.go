package find

import "github.com/etcdscope/etcdscope/model"

// state is what is known of a part.
type state uint8

const (
	unsearched state = iota
	searched         // by this search
	inherited        // by one before it, for the same query: its best matches are in old
)

// ledger is what is known of the parts of a snapshot.
type ledger struct {
	states []state
	keys   []model.KeySet // of an unsearched part those that may match, else those that do

	found, searched int // what was known at the beginning
}

// inherit begins the ledger with what the search before knows of the parts that
// both snapshots have: if it was for the same query, what it found; if it was
// for one that this one narrows, what need not be looked at.
func (s *Search) inherit(before *Search) {
	s.states, s.keys = make([]state, s.snap.Len()), make([]model.KeySet, s.snap.Len())
	same := before != nil && s.query.String() == before.query.String() && s.query.Narrows(before.query)
	if !same && (before == nil || !s.query.Narrows(before.query)) {
		for i := range s.keys {
			s.keys[i] = s.snap.All(i)
		}
		return
	}
	was := s.snap.Since(before.snap)
	for i, j := range was {
		switch {
		case j < 0:
			s.keys[i] = s.snap.All(i)
			continue
		case same && before.states[j] != unsearched:
			s.states[i] = inherited
		}
		if s.keys[i] = before.keys[j]; s.keys[i].Empty() {
			s.states[i] = inherited
		}
		if s.states[i] == inherited {
			s.found += s.keys[i].Len()
			s.searched += s.snap.KeysOf(i)
		}
	}
	if same {
		s.adopt(before, was)
	}
}

// adopt takes over the best matches of the same query, but for those that are in
// no part any more.
func (s *Search) adopt(before *Search, was []int32) {
	now := make([]int32, before.snap.Len())
	for i := range now {
		now[i] = -1
	}
	for i, j := range was {
		if j >= 0 && before.states[j] != unsearched { // one that it was interrupted in will be searched
			now[j] = int32(i)
		}
	}
	s.old = before.pool()
	s.old.cut(s.room)
	kept := s.old.matches[:0]
	for _, m := range s.old.matches {
		if m.part = now[m.part]; m.part >= 0 {
			kept = append(kept, m)
		}
	}
	s.old.matches = kept
}

// pool is all that was found, ranked. It is for when no worker is left.
func (s *Search) pool() (p pool) {
	p.take(s.old)
	for _, w := range s.crew {
		p.take(w.best.pool())
	}
	p.sort()
	return p
}

// lacking says that some of the best matches may be missing: better ones have
// gone, and those that had to make room for them come back.
func (s *Search) lacking() bool {
	if !s.old.more {
		return false
	}
	found := s.found
	for _, w := range s.crew {
		found += w.found
	}
	p := s.pool()
	return len(p.matches) < found && p.sure() < min(s.most, found)
}

// replace takes what these workers have found for the best of what was
// inherited, unless they were interrupted.
func (s *Search) replace(crew []*worker) {
	if s.ctx.Err() != nil {
		return
	}
	var p pool
	for _, w := range crew {
		p.take(w.best.pool())
	}
	s.mu.Lock()
	s.old = p
	s.mu.Unlock()
}
