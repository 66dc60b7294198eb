package source

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"

	"github.com/etcdscope/etcdscope/model"
)

// levels are the listings of opened prefixes that are under way.
type levels struct {
	slots chan struct{} // as many as may run side by side

	mu      sync.Mutex
	running map[string]*context.CancelFunc
	resume  map[string]string // where a level that spent the budget goes on
}

func newLevels() levels {
	return levels{
		slots:   make(chan struct{}, levelsAtOnce),
		running: map[string]*context.CancelFunc{},
		resume:  map[string]string{},
	}
}

// Open lists the children of the prefix now, ahead of the background load. A
// listing of it that is under way is given up; one that spent the budget goes
// on where it ended.
func (s *Session) Open(prefix string) {
	s.Abandon(prefix)
	ctx, cancel := context.WithCancel(s.ctx)
	s.levels.mu.Lock()
	s.levels.running[prefix] = &cancel
	s.levels.mu.Unlock()
	s.run(func() {
		s.openLevel(ctx, prefix)
		cancel()
		s.levels.mu.Lock()
		defer s.levels.mu.Unlock()
		if s.levels.running[prefix] == &cancel {
			delete(s.levels.running, prefix)
		}
	})
}

// Abandon says that the prefix isn't looked at any more. If its listing
// hasn't ended it ends now; the background load comes by in its time.
func (s *Session) Abandon(prefix string) {
	s.levels.mu.Lock()
	defer s.levels.mu.Unlock()
	if cancel := s.levels.running[prefix]; cancel != nil {
		(*cancel)()
		delete(s.levels.running, prefix)
	}
}

// openLevel lists the level until it is known, is denied, or isn't wanted any
// more. Whatever passes by itself - the server away, the revision compacted -
// it outlasts.
func (s *Session) openLevel(ctx context.Context, prefix string) {
	var b retry
	for how := atOnce; ; how = asking {
		seen := s.accessNow()
		epoch, err := s.takeTurn(ctx, prefix, how)
		level := model.Level{Prefix: prefix, State: model.LevelListed}
		switch {
		case err == nil:
		case errors.Is(err, errBudget):
			level.State = model.LevelPartial
		case errors.Is(err, errStale), errors.Is(err, context.Canceled):
			return // the screen asks again for what it still wants
		case s.refused(err, seen, deniedPause):
			continue // with what may be read now
		case s.client.isUnwelcome(err):
			s.box.level(anyEpoch, model.Level{Prefix: prefix, State: model.LevelDenied, Cause: s.denied(err, prefix)})
			if s.pause(ctx, err, &b) != nil {
				return
			}
			continue
		case isForbidden(err):
			epoch, level.State, level.Cause = anyEpoch, model.LevelDenied, s.denied(err, prefix)
		case s.gone(err):
			s.losing(err)
			epoch, level.State, level.Cause = anyEpoch, model.LevelFailed, Explain(err)
		default:
			if !heals(err) || b.wait == retryPause {
				s.box.level(anyEpoch, model.Level{Prefix: prefix, State: model.LevelFailed, Cause: s.cause(err)})
			}
			if s.pause(ctx, err, &b) != nil {
				return
			}
			continue
		}
		s.box.level(epoch, level)
		if s.quiet() {
			s.box.hurry() // it is all that the person waits for
		}
		return
	}
}

// takeTurn lists the level when it is its turn. It holds its place only as
// long as it reads: one that keeps failing must not keep the others waiting.
func (s *Session) takeTurn(ctx context.Context, prefix string, how choosing) (epoch int, err error) {
	select {
	case s.levels.slots <- struct{}{}:
		defer func() { <-s.levels.slots }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	s.change(func() { s.reading++ })
	defer s.change(func() { s.reading-- })
	return s.listLevel(ctx, prefix, how)
}

// quiet says that no level is being listed.
func (s *Session) quiet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reading == 0
}

// errBudget says that the key budget is spent and that there is more.
var errBudget = errors.New("the key budget is spent")

// listLevel lists the children of the prefix. What is below them is read only
// as far as it lies on the way: a big child is hopped over.
func (s *Session) listLevel(ctx context.Context, prefix string, how choosing) (epoch int, err error) {
	l, err := s.begin(ctx, how)
	if err != nil {
		return 0, err
	}
	defer l.end()
	h := hopper{prefix: prefix, separator: s.opts.Separator}
	span := s.inScope(prefix)
	if at := s.levels.takeResume(prefix); at != "" {
		span.From = at
	}
	allowed := s.allowance()
	gap := s.gap(span)
	if gap.Empty() {
		return l.era.epoch, nil
	}
	scan := s.scan(l.ctx, model.Span{From: gap.From, To: span.To}, l.rev)
	defer scan.close()
	for {
		part, err := scan.next()
		if err == io.EOF {
			return l.era.epoch, nil
		}
		if err == nil {
			_, err = l.put(part)
		}
		if err != nil {
			return l.era.epoch, err
		}
		if h.cost = scan.hopCost(); s.budget() <= 0 {
			h.cost = 0 // just enough to know the child
		}
		at := h.next(part)
		left := model.Span{From: at, To: span.To}
		if at == "" || left.Empty() { // the last child was the last there can be
			return l.era.epoch, nil
		}
		gap := s.gap(left)
		if gap.Empty() {
			return l.era.epoch, nil
		}
		if allowed -= part.Keys.Len(); allowed <= 0 {
			s.levels.setResume(prefix, part.Span.To)
			return l.era.epoch, errBudget
		}
		if gap.From > part.Span.To {
			scan.seek(gap.From)
		}
	}
}

// budget is how many keys may still be listed.
func (s *Session) budget() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.MaxKeys - s.known
}

// allowance is how many keys a person may have listed at once: what is left of the
// budget, and some more.
func (s *Session) allowance() int {
	return min(max(0, s.budget()), math.MaxInt-overBudget) + overBudget
}

// takeResume is where the level goes on, "" if at its beginning: once.
func (l *levels) takeResume(prefix string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer delete(l.resume, prefix)
	return l.resume[prefix]
}

func (l *levels) setResume(prefix, at string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.resume[prefix] = at
}

// forget drops the places to go on at: after a gap everything is read anew.
func (l *levels) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.resume)
}
