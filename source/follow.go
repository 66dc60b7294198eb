package source

import (
	"context"
	"errors"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// Why a watch ended, where the server doesn't say.
var (
	errGap      = errors.New("changes were missed")
	errReplaced = errors.New("the store was replaced") // restored from a backup, or made anew
	errAway     = errors.New("the server went away")
	errEnded    = errors.New("the watch ended")
)

// follow keeps the session at the newest revision: list from R, watch from
// R+1, and begin a new era whenever the watch has lost its place.
func (s *Session) follow() {
	var r respite
	for {
		e, err := s.newEra()
		if err != nil {
			return
		}
		if s.opts.Rev > 0 {
			s.box.progress(s.opts.Rev)
			s.box.link(model.LinkPast, "")
			return
		}
		s.box.progress(e.rev)
		ended := s.watchFrom(e)
		if s.ctx.Err() != nil {
			return
		}
		s.endEra(e, errors.Is(ended, errReplaced))
		if s.rest(e, ended, &r) != nil {
			return
		}
	}
}

// watchFrom watches from the beginning of the era until there is a gap, and
// gives its reason. It goes on where it was when only the watch was lost,
// unless that is long ago: to catch up from an old revision, etcd scans all
// that happened since and lets nobody write meanwhile (etcd#22264).
func (s *Session) watchFrom(e *era) error {
	var b retry
	for rev := e.rev + 1; ; {
		now, err := s.answer()
		switch {
		case err != nil:
			return err
		case s.storeNow() != e.store:
			return errReplaced
		case now-rev > watchBehindMost:
			return errGap
		}
		next, err := s.watch(rev)
		rev = max(rev, next)
		switch {
		case s.ctx.Err() != nil || errors.Is(err, errGap) || errors.Is(err, errReplaced):
			return err
		case errors.Is(err, errAway):
			continue // pulse has said so; answer waits until it is back
		}
		s.trouble(err)
		if err := s.pause(s.ctx, err, &b); err != nil {
			return err
		}
	}
}

// watch watches the start prefix from rev on. It gives the revision to go on
// from when it has ended. With no leader it ends, too, though events might
// still come: a watch that can't say it is behind must not look live.
func (s *Session) watch(rev int64) (next int64, err error) {
	ctx, cancel := context.WithCancelCause(clientv3.WithRequireLeader(s.ctx))
	defer cancel(nil)
	s.change(func() { s.watching = watching{ctx: ctx, cancel: cancel} })
	defer s.client.usage.dropped()
	for resp := range s.client.etcd.Watch(ctx, rangeKey(s.scope.From), watchOptions(s.scope, rev)...) {
		switch {
		case resp.CompactRevision != 0, errors.Is(etcdError(resp.Err()), rpctypes.ErrCompacted):
			return rev, errGap
		case resp.Err() != nil:
			return rev, resp.Err()
		case resp.Created:
			s.change(func() { s.watching.stands = true })
			s.box.link(model.LinkLive, "")
		case resp.IsProgressNotify():
			rev = max(rev, resp.Header.Revision+1)
			s.box.progress(resp.Header.Revision)
		}
		if n := len(resp.Events); n > 0 {
			s.client.usage.taken(resp.Events)
			// The header has the store's revision, which in a catch-up is ahead
			// of what was sent: the progress is that of the last event.
			at := resp.Events[n-1].Kv.ModRevision
			rev = at + 1
			if !s.box.changed(s.affordable(toChanges(resp.Events)), at) || s.flooded() {
				return rev, errFlood
			}
		}
	}
	if cause := context.Cause(ctx); cause != nil {
		return rev, cause
	}
	return rev, errEnded
}

func watchOptions(scope model.Span, rev int64) []clientv3.OpOption {
	return []clientv3.OpOption{rangeEnd(scope), clientv3.WithRev(rev), clientv3.WithProgressNotify(), clientv3.WithCreatedNotify(), clientv3.WithFragment()}
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

// affordable counts keys that come and go against the budget. When that is
// spent, news of keys that were never listed is left out: the counts above
// them are a lower bound anyway.
func (s *Session) affordable(changes []model.Change) []model.Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := changes[:0]
	for _, c := range changes {
		listed := s.covered.Contains(c.Key)
		switch {
		case c.Kind == model.Deleted && listed:
			s.known = max(0, s.known-1)
		case c.Kind == model.Created && listed:
			s.known++
		case c.Kind != model.Deleted && !listed && s.known >= s.opts.MaxKeys:
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

func toChanges(events []*clientv3.Event) []model.Change {
	changes := make([]model.Change, len(events))
	for i, ev := range events {
		kind := model.Changed
		switch {
		case ev.Type == clientv3.EventTypeDelete:
			kind = model.Deleted
		case ev.IsCreate():
			kind = model.Created
		}
		changes[i] = model.Change{Key: string(ev.Kv.Key), Meta: metaOf(ev.Kv), Kind: kind}
	}
	return changes
}
