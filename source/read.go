package source

import (
	"context"
	"time"

	"github.com/etcdscope/etcdscope/model"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// Read reads one key whole, with its lease's time to live: as it is, or was at
// the session's old revision. The error is one line for a person.
func (s *Session) Read(ctx context.Context, key string) (model.Entry, error) {
	return s.ReadAt(ctx, key, s.opts.Rev)
}

// ReadAt reads one key as it was at a revision of the store, 0 for the newest.
func (s *Session) ReadAt(ctx context.Context, key string, rev int64) (model.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	defer s.asks()()
	seen := s.accessNow()
	resp, err := s.getAt(ctx, key, rev)
	if rev == s.opts.Rev {
		s.losing(err)
	}
	if err != nil {
		s.refused(err, seen, deniedPause)
		return model.Entry{Key: key}, &readError{s.denied(err, key), err}
	}
	e := model.Entry{Key: key, ReadAt: time.Now()}
	if len(resp.Kvs) == 0 {
		return e, nil
	}
	kv := resp.Kvs[0]
	e.Found = true
	e.Value = kv.Value
	e.CreateRevision, e.ModRevision, e.Version, e.Lease = kv.CreateRevision, kv.ModRevision, kv.Version, kv.Lease
	if e.Lease != 0 && rev == 0 {
		s.readLease(ctx, &e)
	}
	return e, nil
}

// readLease reads the lease's time to live. It needs a quorum, and must not
// keep the value waiting for one.
func (s *Session) readLease(ctx context.Context, e *model.Entry) {
	ctx, cancel := context.WithTimeout(ctx, ttlTimeout)
	defer cancel()
	resp, err := s.client.etcd.TimeToLive(ctx, clientv3.LeaseID(e.Lease))
	if err != nil {
		e.TTLCause = Explain(err)
		return
	}
	ttl := time.Duration(resp.TTL) * time.Second
	e.TTL, e.ReadAt = &ttl, time.Now()
}

// readError says its cause and unwraps to the error it came from.
type readError struct {
	cause string
	err   error
}

func (e *readError) Error() string { return e.cause }
func (e *readError) Unwrap() error { return e.err }
