package source

import (
	"context"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// begin opens a listing: at a revision that is at least as new as anything on
// the screen and as the beginning of the watch, so that nothing which was
// deleted comes back and no change is missed.
func (s *Session) begin(ctx context.Context, how choosing) (l *listing, err error) {
	l = &listing{s: s}
	for epoch := -1; l.era == nil || l.era.epoch != epoch; {
		if err := s.await(ctx, func() bool { l.era = s.era; return s.era != nil && s.era.epoch >= epoch }); err != nil {
			s.box.end(l.id)
			return nil, err
		}
		s.box.end(l.id) // of the round before, which met a gap
		l.id, epoch = s.box.begin()
	}
	l.ctx, l.stop = context.WithCancel(ctx)
	l.unhook = context.AfterFunc(l.era.ctx, l.stop)
	if l.rev, err = s.revisionFor(l.ctx, l.era, how); err != nil {
		l.end()
		return nil, err
	}
	return l, nil
}

// choosing is how a listing finds its revision.
type choosing bool

const (
	asking choosing = true  // by asking for the newest
	atOnce choosing = false // if the era is young by taking its own: the first rows are waited for
)

// revisionFor chooses the revision to list at. The member that answers may be behind
// the others, so a listing may not be older than the era. Of an era that is
// young, and in which nothing has changed, the beginning is as good.
func (s *Session) revisionFor(ctx context.Context, e *era, how choosing) (int64, error) {
	switch {
	case s.opts.Rev > 0:
		return s.opts.Rev, nil
	case how == atOnce && time.Since(e.began) < eraYoung && s.box.newest() == e.rev:
		return e.rev, nil
	}
	rev, err := s.revision(ctx)
	return max(rev, e.rev, s.box.newest()), err
}

// listing is one listing under way, from its begin to its end.
type listing struct {
	s      *Session
	id     model.ListID
	era    *era
	rev    int64
	ctx    context.Context // ends with the listing, or with the era
	stop   context.CancelFunc
	unhook func() bool
}

func (l *listing) end() {
	l.unhook()
	l.stop()
	l.s.box.end(l.id)
}

// put takes in what was read, and says how many keys of it were known.
func (l *listing) put(part model.Listed) (known int, err error) {
	l.s.losing(nil)
	if err := l.s.box.listed(l.ctx, l.era.epoch, part); err != nil {
		return 0, err
	}
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	if l.s.era != l.era {
		return 0, nil
	}
	fresh := l.s.fresh(part)
	l.s.covered.Add(part.Span)
	l.s.known += fresh
	l.s.box.status(func(st *model.Status) { st.Load.Keys = int64(l.s.known) })
	return part.Keys.Len() - fresh, nil
}

// fresh is how many keys of part were not listed before.
func (s *Session) fresh(part model.Listed) (n int) {
	for left := part.Span; ; {
		gap := s.covered.Gap(left)
		if gap.Empty() {
			return n
		}
		n += part.Keys.In(gap)
		if gap.To == "" {
			return n
		}
		left.From = gap.To
		if left.Empty() {
			return n
		}
	}
}
