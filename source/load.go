package source

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// load lists everything under the start prefix that isn't known yet, from the
// first unknown key on, at the pace that was asked for. What the person waits
// for goes first. It reads in segments, each at a revision of its own: what
// was listed before is kept current by the watch.
func (s *Session) load() {
	p := pacer{rate: s.opts.ReadRate}
	for s.ctx.Err() == nil {
		if s.awaitTurn() != nil {
			return
		}
		state, err := s.loadSegment(&p)
		if errors.Is(err, errStale) || errors.Is(err, context.Canceled) {
			continue
		}
		s.box.status(func(st *model.Status) {
			st.Load.State, st.Load.Cause = state, ""
			if err != nil {
				st.Load.Cause = s.cause(err)
			}
		})
		if err != nil && s.recover(s.ctx, err) != nil {
			return
		}
	}
}

// awaitTurn waits until there is something to load and nothing in its way.
func (s *Session) awaitTurn() error {
	return s.await(s.ctx, func() bool {
		gap := s.covered.Gap(s.scope)
		switch {
		case s.era == nil:
			return false
		case gap.Empty():
			s.box.loaded(time.Since(s.era.began))
			return false
		case s.known >= s.opts.MaxKeys:
			s.setLoad(model.LoadBudget)
			return false
		case s.paused:
			s.setLoad(model.LoadPaused)
			return false
		}
		return s.reading == 0
	})
}

func (s *Session) setLoad(state model.LoadState) {
	s.box.status(func(st *model.Status) { st.Load.State = state })
}

// loadSegment lists from the first unknown key on until something else comes
// first, and says what the load's state is then.
func (s *Session) loadSegment(p *pacer) (model.LoadState, error) {
	l, err := s.begin(s.ctx)
	if err != nil {
		return s.failedLoad(err), err
	}
	defer l.end()
	s.setLoad(model.LoadRunning)
	gap := s.gap(s.scope)
	scan := s.list.scan(l.ctx, gap, l.rev)
	defer scan.close()
	started := time.Now()
	for {
		part, err := scan.next(l.ctx)
		if err == io.EOF {
			return model.LoadRunning, nil
		}
		if err == nil {
			err = l.put(part)
		}
		if err != nil {
			return s.failedLoad(err), err
		}
		if s.interrupted() || (time.Since(started) > segmentTime && s.opts.Rev == 0) {
			return model.LoadRunning, nil
		}
		if err := p.wait(l.ctx, part.Keys.Len()); err != nil {
			return model.LoadRunning, err
		}
	}
}

// failedLoad is the state after err: most of what can happen passes.
func (s *Session) failedLoad(err error) model.LoadState {
	if isDenied(err) || s.gone(err) {
		return model.LoadFailed
	}
	return model.LoadWaiting
}

// interrupted says whether the load must stop between two parts.
func (s *Session) interrupted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paused || s.reading > 0 || s.known >= s.opts.MaxKeys
}

// pacer spreads work over time: rate keys per second, 0 for no limit.
type pacer struct {
	rate int
	next time.Time
}

// wait waits until n keys more are due.
func (p *pacer) wait(ctx context.Context, n int) error {
	if p.rate <= 0 {
		return ctx.Err()
	}
	now := time.Now()
	if p.next.Before(now) {
		p.next = now
	}
	p.next = p.next.Add(time.Duration(n) * time.Second / time.Duration(p.rate))
	return sleep(ctx, p.next.Sub(now))
}
