package source

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// watch watches what may be read, one watch a span, all on one stream. One that
// ends, ends them all. It leaves in the era from where to go on. With no leader
// it ends, too, though events might still come: a watch that can't say it is
// behind must not look live.
func (s *Session) watch(e *era) error {
	ctx, cancel := context.WithCancelCause(clientv3.WithRequireLeader(s.ctx))
	defer cancel(nil)
	s.change(func() { s.watching = watching{ctx: ctx, cancel: cancel} })
	switch { // nobody will end it for that any more
	case s.storeNow() != e.store:
		return errReplaced
	case s.accessNow() != e.access:
		return errAccess
	}
	w := &watches{s: s, e: e}
	var running sync.WaitGroup
	for i := range e.spans {
		running.Add(1)
		s.run(func() {
			defer running.Done()
			cancel(w.follow(ctx, i))
		})
	}
	running.Wait()
	s.client.usage.dropped()
	return context.Cause(ctx)
}

// watching is the watch that was started last.
type watching struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	stands bool // the server has said that it watches
}

// stopWatch ends the watch for a reason of our own.
func (s *Session) stopWatch(reason error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watching.cancel != nil {
		s.watching.cancel(reason)
	}
}

// watches are the watches of an era's spans. Their position is that of the one
// which is furthest behind.
type watches struct {
	s *Session
	e *era

	mu      sync.Mutex // guards what follows, and the era's positions
	created int
}

// follow takes in what the i-th watch tells, until it ends, and says why.
func (w *watches) follow(ctx context.Context, i int) error {
	span := w.e.spans[i]
	for resp := range w.s.client.etcd.Watch(ctx, rangeKey(span.From), watchOptions(span, w.e.from[i])...) {
		switch {
		case resp.CompactRevision != 0, errors.Is(etcdError(resp.Err()), rpctypes.ErrCompacted):
			return errGap
		case resp.Err() != nil:
			return resp.Err()
		case resp.Created:
			w.stands()
		case resp.IsProgressNotify():
			w.reached(i, resp.Header.Revision)
		}
		if len(resp.Events) > 0 && (!w.changed(i, resp.Events) || w.s.flooded()) {
			return errFlood
		}
	}
	return errEnded
}

// stands takes in that the server has begun to watch one more of the spans.
func (w *watches) stands() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.created++; w.created == len(w.e.spans) {
		w.s.change(func() { w.s.watching.stands = true })
		w.s.box.link(model.LinkLive, "")
	}
}

// reached takes in that the i-th watch has nothing more up to rev.
func (w *watches) reached(i int, rev int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.box.progress(w.advance(i, rev))
}

// changed takes in what the i-th watch has seen; false if that is too much.
// The header of a response has the store's revision, which in a catch-up is
// ahead of what was sent: the progress is that of the last event.
func (w *watches) changed(i int, events []*clientv3.Event) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.client.usage.taken(events)
	at := events[len(events)-1].Kv.ModRevision
	return w.s.box.changed(w.s.affordable(toChanges(events)), at, w.advance(i, at))
}

// advance moves the i-th watch on and gives the revision up to which all are.
func (w *watches) advance(i int, rev int64) int64 {
	w.e.from[i] = max(w.e.from[i], rev+1)
	return slices.Min(w.e.from) - 1
}

func watchOptions(scope model.Span, rev int64) []clientv3.OpOption {
	return []clientv3.OpOption{rangeEnd(scope), clientv3.WithRev(rev), clientv3.WithProgressNotify(), clientv3.WithCreatedNotify(), clientv3.WithFragment()}
}
