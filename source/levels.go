package source

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
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

// Open lists the children of the prefix now, ahead of the background load.
// Opening it again begins anew.
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
	select {
	case s.levels.slots <- struct{}{}:
		defer func() { <-s.levels.slots }()
	case <-ctx.Done():
		return
	}
	s.change(func() { s.reading++ })
	defer s.change(func() { s.reading-- })
	for ctx.Err() == nil {
		epoch, err := s.listLevel(ctx, prefix)
		level := model.Level{Prefix: prefix, State: model.LevelListed}
		switch {
		case err == nil:
		case errors.Is(err, errBudget):
			level.State = model.LevelPartial
		case errors.Is(err, errStale), errors.Is(err, context.Canceled):
			return // the screen asks again for what it still wants
		case isDenied(err):
			level.State, level.Cause = model.LevelDenied, s.denied(err, prefix)
		case s.gone(err):
			level.State, level.Cause = model.LevelFailed, Explain(err)
		default:
			s.box.level(epoch, model.Level{Prefix: prefix, State: model.LevelFailed, Cause: s.cause(err)})
			if s.recover(ctx, err) != nil {
				return
			}
			continue
		}
		s.box.level(epoch, level)
		return
	}
}

// errBudget says that the key budget is spent and that there is more.
var errBudget = errors.New("the key budget is spent")

// listLevel lists the children of the prefix. What is below them is read only
// as far as it lies on the way: a big child is hopped over.
func (s *Session) listLevel(ctx context.Context, prefix string) (epoch int, err error) {
	l, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer l.end()
	h := hopper{prefix: prefix, separator: s.opts.Separator, after: hopAfter}
	span := s.inScope(prefix)
	span.From = s.resumeAt(prefix, span.From)
	allowed := max(0, s.budget()) + overBudget
	gap := s.gap(span)
	scan := s.list.scan(l.ctx, model.Span{From: gap.From, To: span.To}, l.rev)
	defer scan.close()
	if gap.Empty() {
		return l.era.epoch, nil
	}
	for {
		part, err := scan.next(l.ctx)
		if err == io.EOF {
			s.setResume(prefix, "")
			return l.era.epoch, nil
		}
		if err == nil {
			err = l.put(part)
		}
		if err != nil {
			return l.era.epoch, err
		}
		if s.budget() <= 0 {
			h.after = 1 // just enough to know the child
		}
		if allowed -= part.Keys.Len(); allowed <= 0 {
			s.setResume(prefix, part.Span.To)
			return l.era.epoch, errBudget
		}
		at := h.next(part)
		left := model.Span{From: at, To: span.To}
		if at == "" || left.Empty() { // the last child was the last there can be
			return l.era.epoch, nil
		}
		if gap := s.gap(left); gap.Empty() {
			return l.era.epoch, nil
		} else if gap.From > part.Span.To {
			scan.seek(gap.From)
		}
	}
}

// hopper watches a listing go through the children of a prefix and says when
// enough of one has been seen.
type hopper struct {
	prefix, separator string
	after             int

	child string // the child prefix that the listing is in
	seen  int    // its keys
}

// next gives the key at which to go on after part: the part's end, or the end
// of a child that is big. "" is the end of the keyspace.
func (h *hopper) next(part model.Listed) string {
	n := part.Keys.Len()
	if n == 0 || part.Span.To == "" {
		return part.Span.To
	}
	last := string(part.Keys.Key(n - 1))
	child := h.childOf(last)
	if child == "" {
		h.child, h.seen = "", 0
		return part.Span.To
	}
	if child != h.child {
		h.child, h.seen = child, 0
	}
	for i := n - 1; i >= 0 && strings.HasPrefix(string(part.Keys.Key(i)), child); i-- {
		h.seen++
	}
	if h.seen < h.after {
		return part.Span.To
	}
	// Where one child is big others are: look at them for shorter.
	h.after = min(h.after, max(h.after/2, hopSoonest))
	return model.PrefixEnd(child)
}

// childOf is the child prefix that holds key, "" if key is a child itself.
func (h *hopper) childOf(key string) string {
	if h.separator == "" || !strings.HasPrefix(key, h.prefix) {
		return ""
	}
	i := strings.Index(key[len(h.prefix):], h.separator)
	if i < 0 {
		return ""
	}
	return key[:len(h.prefix)+i+len(h.separator)]
}

// budget is how many keys may still be listed.
func (s *Session) budget() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.MaxKeys - s.known
}

func (s *Session) resumeAt(prefix, from string) string {
	s.levels.mu.Lock()
	defer s.levels.mu.Unlock()
	if at, ok := s.levels.resume[prefix]; ok {
		return at
	}
	return from
}

func (s *Session) setResume(prefix, at string) {
	s.levels.mu.Lock()
	defer s.levels.mu.Unlock()
	if at == "" {
		delete(s.levels.resume, prefix)
		return
	}
	s.levels.resume[prefix] = at
}

// gone says that the old revision which was asked for exists no more.
func (s *Session) gone(err error) bool {
	return s.opts.Rev > 0 && errors.Is(etcdError(err), rpctypes.ErrCompacted)
}

// recover waits until what failed is worth another try.
func (s *Session) recover(ctx context.Context, err error) error {
	e := etcdError(err)
	switch {
	case s.gone(err), isDenied(err):
		return sleep(ctx, deniedPause)
	case errors.Is(e, rpctypes.ErrCompacted), errors.Is(e, rpctypes.ErrFutureRev):
		return sleep(ctx, frame)
	}
	return sleep(ctx, retryPause)
}

// cause says why a call failed: what the connection suffers from, if it does.
func (s *Session) cause(err error) string {
	if cause := s.client.Cause(); cause != "" {
		return cause
	}
	return Explain(err)
}

func isDenied(err error) bool {
	if errors.Is(etcdError(err), rpctypes.ErrPermissionDenied) || errors.Is(etcdError(err), rpctypes.ErrAuthFailed) || errors.Is(etcdError(err), rpctypes.ErrUserEmpty) {
		return true
	}
	return status.Code(err) == codes.PermissionDenied
}
