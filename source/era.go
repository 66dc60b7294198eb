package source

import (
	"context"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// era is the time between two gaps: what is listed in it stays current,
// because one watch runs from its beginning on.
type era struct {
	epoch  int   // gaps before it
	store  int   // stores before the one that it follows
	access int   // the version of what may be read
	rev    int64 // the watch begins after it, so no listing may be older
	began  time.Time
	ctx    context.Context // ends with the era
	cancel context.CancelFunc

	spans []model.Span // that are watched
	from  []int64      // the revision from which on, for each
}

// newEra begins anew as soon as the cluster answers. An error says that the
// session is closed.
func (s *Session) newEra() (*era, error) {
	store, rev, err := s.beginning()
	if err != nil {
		return nil, err
	}
	e := &era{store: store, rev: max(rev, s.box.newest()), began: time.Now()}
	e.ctx, e.cancel = context.WithCancel(s.ctx)
	s.box.status(func(st *model.Status) { st.Newest = rev })
	s.change(func() {
		e.epoch, e.access, e.spans = s.gaps, s.access.version, s.access.readable
		readable := model.SpansOf(e.spans)
		for _, denied := range readable.NotIn(s.scope) {
			s.covered.Add(denied) // nothing is missing there
		}
		s.era, s.met = e, true
	})
	for range e.spans {
		e.from = append(e.from, e.rev+1)
	}
	return e, nil
}

// beginning is the store and its revision that an era begins with. Where the
// store was replaced since the last era ended, nobody has said so yet.
func (s *Session) beginning() (store int, rev int64, err error) {
	for {
		s.mu.Lock()
		fresh, seen := s.stores == s.reset, s.access.version
		s.mu.Unlock()
		if !fresh {
			s.missed(seen)
		}
		store = s.reset
		if rev, err = s.answer(); err != nil || s.storeNow() == store {
			return store, rev, err
		}
	}
}

// endEra ends e: changes were missed, or it is about another store.
func (s *Session) endEra(e *era) {
	e.cancel()
	s.missed(e.access)
}

// missed takes in that nothing that was listed counts any more. The screen knows
// the version told of the access.
func (s *Session) missed(told int) {
	var news *model.Access
	var replaced bool
	s.levels.forget()
	s.change(func() {
		s.era = nil
		s.gaps++
		s.covered.Clear()
		s.known = 0
		if replaced = s.stores != s.reset; replaced { // with users of its own
			s.access, s.had = s.wholeAccess(), 0
		}
		s.reset = s.stores
		if s.access.version != told {
			news = new(s.toldAccess())
		}
	})
	s.box.gap(replaced, news)
}

// answer waits until the cluster answers, and gives its revision as the
// answering member knows it. An error says that the session is closed.
func (s *Session) answer() (int64, error) {
	var b retry
	for {
		seen := s.accessNow()
		rev, err := s.revision(s.ctx)
		switch {
		case err == nil && s.shut():
			if !s.askGrants(seen, 0) {
				s.unshut()
			}
			continue
		case err == nil:
			return rev, nil
		case s.ctx.Err() != nil:
			return 0, err
		case s.refused(err, seen, grantsLast):
			continue
		}
		s.trouble(err)
		if err := s.pause(s.ctx, err, &b); err != nil {
			return 0, err
		}
	}
}

// replaced notes that the store is another one than before.
func (s *Session) replaced() {
	s.change(func() { s.stores++ })
	s.stopWatch(errReplaced)
}

func (s *Session) storeNow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stores
}
