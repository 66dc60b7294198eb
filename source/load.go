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
	var b retry
	for {
		if s.awaitTurn() != nil {
			return
		}
		seen := s.accessNow()
		state, err := s.loadSegment(&p)
		if err == nil {
			b = retry{}
			if s.awaitPace(&p) != nil {
				return
			}
			continue
		}
		s.losing(err)
		if errors.Is(err, errStale) || errors.Is(err, context.Canceled) || s.refused(err, seen, deniedPause) {
			continue
		}
		s.box.status(func(st *model.Status) { st.Load.State, st.Load.Cause = state, s.denied(err, s.opts.Prefix) })
		if s.pause(s.ctx, err, &b) != nil {
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
			s.box.loaded(s.known, time.Since(s.era.began))
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
	s.box.status(func(st *model.Status) { st.Load.State, st.Load.Cause = state, "" })
}

// awaitPace waits until more keys are due, between two segments: a listing
// that sleeps would grow old, and couldn't be paused.
func (s *Session) awaitPace(p *pacer) error {
	ctx, cancel := context.WithDeadline(s.ctx, p.next)
	defer cancel()
	_ = s.await(ctx, func() bool { return s.paused })
	return s.ctx.Err()
}

// loadSegment lists from the first unknown key on until something else comes
// first, and says what the load's state is then.
func (s *Session) loadSegment(p *pacer) (model.LoadState, error) {
	l, err := s.begin(s.ctx, asking)
	if err != nil {
		return s.failedLoad(err), err
	}
	defer l.end()
	s.setLoad(model.LoadRunning)
	left, scan := s.loadScan(l)
	defer scan.close()
	started, over := time.Now(), overlap{}
	for {
		part, err := scan.next()
		if err == io.EOF {
			return model.LoadRunning, nil
		}
		known := 0
		if err == nil {
			known, err = l.put(part)
		}
		if err != nil {
			return s.failedLoad(err), err
		}
		left.From = part.Span.To
		switch gap := s.gap(left); {
		case left.From == "" || left.Empty() || gap.Empty():
			return model.LoadRunning, nil
		case gap.To != left.To && s.opts.ReadRate > 0:
			return model.LoadRunning, nil // a level was listed meanwhile: see loadScan
		case over.worthHop(gap.From > left.From, known, scan.hopCost()):
			scan.seek(gap.From)
			left.From = gap.From
		}
		if s.interrupted() || (time.Since(started) > segmentTime && s.opts.Rev == 0) {
			return model.LoadRunning, nil
		}
		if p.spend(part.Keys.Len()) > paceInside {
			return model.LoadRunning, nil
		}
		if err := sleep(l.ctx, time.Until(p.next)); err != nil {
			return model.LoadRunning, err
		}
	}
}

// loadScan reads what is left: as fast as the server gives, or gently. Gently
// is up to where something is known again: that is the beginning of a child,
// and to ask for it in passing would have all of the child counted.
func (s *Session) loadScan(l *listing) (left model.Span, scan scanner) {
	left = s.gap(s.scope)
	if s.opts.ReadRate > 0 {
		return left, s.list.gently(l.ctx, left, l.rev)
	}
	if !left.Empty() {
		left.To = s.scope.To
	}
	return left, s.scan(l.ctx, left, l.rev)
}

// failedLoad is the state after err: most of what can happen passes.
func (s *Session) failedLoad(err error) model.LoadState {
	if s.client.isDenied(err) || s.gone(err) {
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

// spend takes n keys and gives how long to wait for the next ones: until next.
func (p *pacer) spend(n int) time.Duration {
	now := time.Now()
	if p.next.Before(now) {
		p.next = now
	}
	if p.rate > 0 {
		p.next = p.next.Add(time.Duration(n) * time.Second / time.Duration(p.rate))
	}
	return p.next.Sub(now)
}
