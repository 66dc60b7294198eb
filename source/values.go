package source

import (
	"context"
	"sort"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// Values reads the values of keys that are known, which are in order: of the
// first of them as many as one request should bring, as they are or were at the
// session's old revision. It is called again for the rest.
//
// Its range ends right behind the last of these, and all between them is known:
// neither does the server count what nobody asked for, nor does it send more
// than these weigh. One request is made at a time, at a gentle pace, and after
// what a person waits for.
func (s *Session) Values(ctx context.Context, keys []string) (v model.Values, err error) {
	if len(keys) == 0 {
		return v, nil
	}
	select {
	case s.values.turn <- struct{}{}:
		defer func() { <-s.values.turn }()
	case <-ctx.Done():
		return v, ctx.Err()
	}
	for step := 0; ; step++ {
		if err := s.awaitValues(ctx); err != nil {
			return v, err
		}
		seen := s.accessNow()
		few, denied := s.neighbours(keys[:min(len(keys), s.values.pace.size())])
		if denied > 0 {
			return model.Values{Settled: denied, Denied: denied}, nil
		}
		began := time.Now()
		kvs, more, err := s.getValues(ctx, few)
		if err == nil {
			v = settled(few, kvs, more)
		}
		s.values.pace.took(len(kvs), v.Bytes, began, time.Now()) // that it failed costs the server no less
		switch {
		case err == nil:
			return v, nil
		case isTooLarge(err) && len(few) == 1:
			return model.Values{Settled: 1, TooBig: 1}, nil
		case isTooLarge(err):
			s.values.pace.tooMuch(len(few))
		case !isForbidden(err):
			s.losing(err)
			return v, &readError{s.denied(err, few[0]), err}
		case !s.refused(err, seen, deniedPause) || step >= accessSteps:
			return model.Values{Settled: len(few), Denied: len(few)}, nil
		}
	}
}

// values is the reading of values for a search.
type values struct {
	turn chan struct{} // holds one while a request is made, or waited for
	pace valuesPace    // of who has the turn
}

// awaitValues waits until the next request is due, and until nothing is being read
// that a person waits for: of that no longer than a call may take, so that of a
// server that is silent the next one can tell.
func (s *Session) awaitValues(ctx context.Context) error {
	if err := sleep(ctx, time.Until(s.values.pace.due)); err != nil {
		return err
	}
	patient, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	_ = s.await(patient, func() bool { return s.reading == 0 && s.asked == 0 })
	return ctx.Err()
}

// asks notes that a person waits for a read, until done is called.
func (s *Session) asks() (done func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return func() { s.change(func() { s.asked-- }) }
}

// neighbours are the first of the keys that have nothing between them which
// isn't known, or which may not be read; a key alone always is that. denied is
// how many come before the first one that may be read.
func (s *Session) neighbours(keys []string) (few []string, denied int) {
	span := model.Span{From: keys[0], To: model.After(keys[len(keys)-1])}
	parts := s.readable(span)
	if len(parts) == 0 {
		return nil, len(keys)
	}
	before := func(end string) int { return sort.SearchStrings(keys, end) }
	if n := before(parts[0].From); n > 0 {
		return nil, n
	}
	keys = keys[:before(parts[0].To)]
	if gap := s.gap(parts[0]); !gap.Empty() {
		keys = keys[:max(1, before(gap.From))]
	}
	return keys, 0
}

// getValues reads what is there from the first of the keys to the last, no more
// than as many as they are.
func (s *Session) getValues(ctx context.Context, keys []string) (kvs []*mvccpb.KeyValue, more bool, err error) {
	from, end := keys[0], model.After(keys[len(keys)-1])
	opts := []clientv3.OpOption{clientv3.WithRange(end), clientv3.WithLimit(int64(len(keys)))}
	if len(keys) == 1 {
		opts = []clientv3.OpOption{fresh()}
	}
	resp, err := s.get(ctx, from, s.opts.Rev, opts...)
	if err != nil {
		return nil, false, err
	}
	for i, kv := range resp.Kvs {
		if key := string(kv.Key); key < from || key >= end || i > 0 && key <= string(resp.Kvs[i-1].Key) {
			return nil, false, errNonsense
		}
	}
	if resp.More && len(resp.Kvs) == 0 {
		return nil, false, errNonsense
	}
	return resp.Kvs, resp.More, nil
}

// settled is what a request brought. With more to come, which others have written
// between the keys, it settles those up to the last that came.
func settled(keys []string, kvs []*mvccpb.KeyValue, more bool) (v model.Values) {
	v.Settled = len(keys)
	if more {
		v.Settled = sort.SearchStrings(keys, model.After(string(kvs[len(kvs)-1].Key)))
	}
	now := time.Now()
	for _, kv := range kvs {
		v.Bytes += len(kv.Key) + len(kv.Value)
		v.Entries = append(v.Entries, model.Entry{
			Key: string(kv.Key), Found: true, Value: kv.Value, ReadAt: now,
			CreateRevision: kv.CreateRevision, ModRevision: kv.ModRevision, Version: kv.Version, Lease: kv.Lease,
		})
	}
	return v
}

// isTooLarge says that an answer is more than is taken in one message.
func isTooLarge(err error) bool {
	return status.Code(err) == codes.ResourceExhausted && strings.Contains(err.Error(), "larger than max")
}
