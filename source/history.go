package source

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// History walks back through the versions of a key that were there before a
// revision, newest first; before 0 is from the newest, or from the old revision
// that the session is at. It reads them one after the other, each by a Get of
// this one key at the revision before the last one's, which costs the server
// what any Get does: a watch from there would block its writes.
//
// It returns when it has n, or after a while with fewer, and is called again
// for those before the last one. Only one value is in memory at any time. With
// an error comes what was found before it.
func (s *Session) History(ctx context.Context, key string, before int64, n int) (found []model.Version, end model.HistoryEnd, err error) {
	at := before - 1
	switch before {
	case 0:
		at = s.opts.Rev
	case 1: // no store has anything there, and a Get at 0 is of the newest
		return nil, model.HistoryEnd{State: model.HistoryAbsent}, nil
	}
	defer s.asks()()
	began := time.Now()
	for len(found) < n && (len(found) == 0 || time.Since(began) < historyTime) {
		kv, err := s.versionAt(ctx, key, at)
		switch {
		case isCompacted(err):
			return found, s.compacted(ctx, at), nil
		case err != nil:
			return found, end, err
		case kv == nil:
			return found, model.HistoryEnd{State: model.HistoryAbsent}, nil
		}
		found = append(found, versionOf(kv))
		if kv.ModRevision == kv.CreateRevision {
			return found, s.created(ctx, key, kv.CreateRevision), nil
		}
		at = kv.ModRevision - 1
	}
	return found, end, nil
}

func isCompacted(err error) bool { return errors.Is(etcdError(err), rpctypes.ErrCompacted) }

// versionAt is the key as it was at a revision, nil if it wasn't there. The
// error is one line for a person.
func (s *Session) versionAt(ctx context.Context, key string, rev int64) (*mvccpb.KeyValue, error) {
	seen := s.accessNow()
	resp, err := s.getAt(ctx, key, rev)
	switch {
	case err != nil:
		s.refused(err, seen, deniedPause)
		return nil, &readError{s.denied(err, key), err}
	case len(resp.Kvs) == 0:
		return nil, nil
	}
	return resp.Kvs[0], nil
}

// errNoRevisions says that a server gives what is newer than it was asked for: what
// it has would be told as each of the versions before.
var errNoRevisions = errors.New("the server gives the newest version whatever revision is asked for: older ones can't be read from it, live ones can")

// getAt reads a key at a revision, 0 for the newest. A member that hasn't come
// to the revision yet is asked again, a few times.
func (s *Session) getAt(ctx context.Context, key string, rev int64, opts ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	return s.get(ctx, key, rev, append(opts, fresh())...)
}

// get is the same for a range, too.
func (s *Session) get(ctx context.Context, key string, rev int64, opts ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	consistent, err := s.consistent()
	if err != nil {
		return nil, err
	}
	opts = append(append(opts, clientv3.WithRev(rev)), consistent...)
	for wait := frame; ; wait *= 2 {
		resp, err := s.client.etcd.Get(ctx, key, opts...)
		if err == nil && rev > 0 && slices.ContainsFunc(resp.Kvs, func(kv *mvccpb.KeyValue) bool { return kv.ModRevision > rev }) {
			return nil, errNoRevisions
		}
		if !errors.Is(etcdError(err), rpctypes.ErrFutureRev) || wait > historyWait || sleep(ctx, wait) != nil {
			return resp, err
		}
	}
}

func versionOf(kv *mvccpb.KeyValue) model.Version {
	return model.Version{
		ModRevision: kv.ModRevision, CreateRevision: kv.CreateRevision, Version: kv.Version,
		Size: len(kv.Value), Lease: kv.Lease, Time: value.Written(kv.Value),
	}
}

// created is the end of a walk that has come to the key's creation. What was
// before a delete is not to be reached from here; whether the revision before
// can be read at all is.
func (s *Session) created(ctx context.Context, key string, rev int64) model.HistoryEnd {
	end := model.HistoryEnd{State: model.HistoryCreated}
	if rev == 1 {
		return end
	}
	if _, err := s.getAt(ctx, key, rev-1, clientv3.WithCountOnly()); isCompacted(err) {
		end.Compacted = s.compactRevision(ctx, rev-1)
	}
	return end
}

// compacted is the end of a walk that has met a revision which is gone.
func (s *Session) compacted(ctx context.Context, gone int64) model.HistoryEnd {
	return model.HistoryEnd{State: model.HistoryCompacted, Compacted: s.compactRevision(ctx, gone)}
}

// compactRevision is the oldest revision that can be read, later than one that
// can't; 0 if it can't be found out.
func (s *Session) compactRevision(ctx context.Context, gone int64) int64 {
	oldest, err := s.readableAfter(ctx, gone, 0)
	if err != nil {
		return 0
	}
	return oldest
}
