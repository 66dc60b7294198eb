package source

import (
	"context"
	"errors"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// errGap says that changes were missed and everything must be listed again.
var errGap = errors.New("changes were missed")

// errReplaced says that the store is another one than before: restored from a
// backup, or made anew.
var errReplaced = errors.New("the store was replaced")

// follow keeps the session at the newest revision: list from R, watch from
// R+1, and begin a new era whenever the watch has lost its place.
func (s *Session) follow() {
	var ended error // of the era before
	for s.ctx.Err() == nil {
		if ended != nil {
			s.box.gap(errors.Is(ended, errReplaced))
		}
		rev, err := s.start()
		if err != nil {
			return
		}
		s.newEra()
		if s.opts.Rev > 0 {
			s.box.progress(s.opts.Rev)
			s.box.link(model.LinkPast, "")
			<-s.ctx.Done()
			return
		}
		ended = s.watchFrom(rev + 1)
	}
}

// start waits for the first answer: the revision that the era begins at. An
// error says that the session is closed.
func (s *Session) start() (int64, error) {
	for {
		rev, err := s.pin(s.ctx)
		if err == nil {
			return rev, nil
		}
		if s.ctx.Err() != nil {
			return 0, err
		}
		s.trouble(err)
		if err := s.recover(s.ctx, err); err != nil {
			return 0, err
		}
	}
}

// newEra begins anew: what was listed before doesn't count any more.
func (s *Session) newEra() {
	ctx, cancel := context.WithCancel(s.ctx)
	s.change(func() {
		epoch := 0
		if s.era != nil {
			s.era.cancel()
			epoch = s.era.epoch + 1
		}
		s.era = &era{epoch: epoch, began: time.Now(), ctx: ctx, cancel: cancel}
		s.covered.Clear()
		s.known = 0
	})
}

// watchFrom watches from rev on until there is a gap, and gives its reason. It
// goes on where it was when only the watch was lost.
func (s *Session) watchFrom(rev int64) error {
	for {
		next, err := s.watch(rev)
		rev = max(rev, next)
		if s.ctx.Err() != nil || errors.Is(err, errGap) || errors.Is(err, errReplaced) {
			return err
		}
		s.trouble(err)
		if err := s.recover(s.ctx, err); err != nil {
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
	opts := []clientv3.OpOption{clientv3.WithRev(rev), clientv3.WithRange(s.scope.To), clientv3.WithProgressNotify(), clientv3.WithCreatedNotify(), clientv3.WithFragment()}
	if s.scope.To == "" {
		opts = append(opts, clientv3.WithFromKey())
	}
	for resp := range s.client.etcd.Watch(ctx, rangeKey(s.scope.From), opts...) {
		s.box.heard()
		switch {
		case resp.CompactRevision != 0, errors.Is(etcdError(resp.Err()), rpctypes.ErrCompacted):
			return rev, errGap
		case resp.Err() != nil:
			return rev, resp.Err()
		case resp.Created:
			s.watching(ctx, cancel)
		case resp.IsProgressNotify():
			rev = max(rev, resp.Header.Revision+1)
			s.box.progress(resp.Header.Revision)
		}
		if n := len(resp.Events); n > 0 {
			// The header has the store's revision, which in a catch-up is ahead
			// of what was sent: the progress is that of the last event.
			at := resp.Events[n-1].Kv.ModRevision
			rev = at + 1
			if !s.box.changed(toChanges(resp.Events), at) {
				return rev, errGap
			}
		}
	}
	if errors.Is(context.Cause(ctx), errReplaced) {
		return rev, errReplaced
	}
	return rev, errWatchEnded
}

var errWatchEnded = errors.New("the watch ended")

// watching notes that the watch stands; wctx is what it was made with.
func (s *Session) watching(wctx context.Context, end context.CancelCauseFunc) {
	s.change(func() { s.watchCtx, s.endWatch = wctx, end })
	s.box.link(model.LinkLive, "")
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
		changes[i] = model.Change{Key: string(ev.Kv.Key), ModRev: ev.Kv.ModRevision, Kind: kind}
	}
	return changes
}

// trouble shows what is wrong with the connection, if it is that.
func (s *Session) trouble(err error) {
	switch e := etcdError(err); {
	case isDenied(err):
		s.box.link(model.LinkDenied, s.denied(err, s.opts.Prefix))
	case errors.Is(e, rpctypes.ErrNoLeader):
		s.box.link(model.LinkNoLeader, Explain(err))
	default:
		s.broken(s.cause(err))
	}
}

// broken shows that the server doesn't answer.
func (s *Session) broken(cause string) {
	s.mu.Lock()
	met := s.era != nil
	s.mu.Unlock()
	s.box.status(func(st *model.Status) {
		link := model.LinkConnecting
		if met {
			link = model.LinkReconnecting
		}
		if st.Link != link {
			st.Since = time.Now()
		}
		st.Link, st.Cause = link, cause
		st.Attempt++
	})
}
