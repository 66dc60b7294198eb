package source

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// horizon is the oldest revision that can be read, as it was found last. All
// sessions of a client share it.
type horizon struct {
	turn      chan struct{} // full while it is looked for, so that those who ask together look once
	rev       int64
	at        time.Time // when that was
	low, high int64     // how far the last search came, if an error ended it: it is one of these
}

func newHorizon() horizon { return horizon{turn: make(chan struct{}, 1)} }

// Compacted is the oldest revision that can be read: that of the last
// compaction, or 1. etcd doesn't tell it, so it is looked for between that which
// was found before and the newest, by reads of one key: a read more for each
// time that the distance doubles. The answer may be some seconds old.
func (s *Session) Compacted(ctx context.Context) (int64, error) {
	return s.readableAfter(ctx, 0, compactedLasts)
}

// readableAfter is the oldest revision that can be read where gone is known to
// be none. The answer may be so old. Each read of the search takes the time that
// a call may; far away, all of them take longer.
func (s *Session) readableAfter(ctx context.Context, gone int64, lasts time.Duration) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, max(compactedTimeout, s.client.timeout))
	defer cancel()
	h := &s.client.horizon
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-ctx.Done():
		return 0, &readError{Explain(ctx.Err()), ctx.Err()}
	}
	if h.rev > gone && time.Since(h.at) < lasts {
		return h.rev, nil
	}
	if err := s.horizon(ctx, h); err != nil {
		return 0, &readError{s.cause(err), err}
	}
	return h.rev, nil
}

// horizon looks for the oldest revision that can be read, from what it was when it was
// looked for last, or from where that search ended. A compaction meanwhile makes
// what is found another one that can't be read: then it is looked for anew.
func (s *Session) horizon(ctx context.Context, h *horizon) error {
	for range compactRounds {
		newest, err := s.revision(ctx)
		if err != nil {
			return err
		}
		from, err := s.notBefore(ctx, max(h.rev, h.low), newest)
		if err != nil {
			return err
		}
		if h.low = from; h.high <= from || h.high > newest {
			h.high = newest
		}
		if h.rev > from { // of another store
			h.rev = 0
		}
		if err := s.bisect(ctx, h); err != nil {
			return err
		}
		still := h.low == from
		if !still {
			still, err = s.canReadAt(ctx, h.low)
		}
		if err != nil {
			return err
		}
		if h.high = 0; still {
			break
		}
	}
	h.rev, h.at, h.low = h.low, time.Now(), 0
	return nil
}

// notBefore is what was the oldest before, unless the store is another one by
// now.
func (s *Session) notBefore(ctx context.Context, before, newest int64) (int64, error) {
	if before <= 1 || before > newest {
		return 1, nil
	}
	readable, err := s.canReadAt(ctx, before-1)
	if readable {
		before = 1
	}
	return before, err
}

// bisect brings low to the first revision up to high that can be read; high is
// taken for one.
func (s *Session) bisect(ctx context.Context, h *horizon) error {
	for middle := h.low; h.low < h.high; middle = h.low + (h.high-h.low)/2 { // mostly low is it
		readable, err := s.canReadAt(ctx, middle)
		switch {
		case err != nil:
			return err
		case readable:
			h.high = middle
		default:
			h.low = middle + 1
		}
	}
	return nil
}

// canReadAt says whether a revision isn't compacted. One that the member which
// answers has yet to come to is not. It is never linearizable: a quorum knows
// no better of what is gone, a compaction reaches every member by itself, and
// two dozen of these reads would each wait for all of them.
func (s *Session) canReadAt(ctx context.Context, rev int64) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	_, err := s.client.etcd.Get(ctx, s.anyKey(), clientv3.WithRev(rev), clientv3.WithSerializable(), clientv3.WithKeysOnly(), fresh())
	switch e := etcdError(err); {
	case errors.Is(e, rpctypes.ErrCompacted):
		return false, nil
	case errors.Is(e, rpctypes.ErrFutureRev):
		return true, nil
	}
	return true, err
}
