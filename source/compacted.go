package source

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// horizon is the oldest revision that can be read, as it was found last. All
// sessions of a client share it.
type horizon struct {
	sync.Mutex // held while it is looked for, so that those who ask together look once
	rev        int64
	at         time.Time // when that was
}

// Compacted is the oldest revision that can be read: that of the last
// compaction, or 1. etcd doesn't tell it, so it is looked for between that which
// was found before and the newest, by reads of one key: a read more for each
// time that the distance doubles. The answer may be some seconds old.
func (s *Session) Compacted(ctx context.Context) (int64, error) {
	return s.readableAfter(ctx, 0, compactedLasts)
}

// readableAfter is the oldest revision that can be read where gone is known to
// be none. The answer may be so old.
func (s *Session) readableAfter(ctx context.Context, gone int64, lasts time.Duration) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	h := &s.client.horizon
	h.Lock()
	defer h.Unlock()
	if h.rev > gone && time.Since(h.at) < lasts {
		return h.rev, nil
	}
	low, err := s.horizon(ctx, h.rev)
	if err != nil {
		return 0, &readError{s.cause(err), err}
	}
	h.rev, h.at = low, time.Now()
	return low, nil
}

// horizon looks for the oldest revision that can be read, which was before when it was
// looked for last. A compaction meanwhile makes what is found another one that
// can't be read: then it is looked for anew.
func (s *Session) horizon(ctx context.Context, before int64) (low int64, err error) {
	for range compactRounds {
		newest, err := s.revision(ctx)
		if err != nil {
			return 0, err
		}
		from, err := s.notBefore(ctx, before, newest)
		if err != nil {
			return 0, err
		}
		if low, err = s.oldest(ctx, from, newest); low == from || err != nil {
			return low, err
		}
		if still, err := s.canReadAt(ctx, low); still || err != nil {
			return low, err
		}
		before = low
	}
	return low, nil
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

// oldest finds the first revision from low to high that can be read; high is
// taken for one.
func (s *Session) oldest(ctx context.Context, low, high int64) (int64, error) {
	for middle := low; low < high; middle = low + (high-low)/2 { // mostly low is it
		readable, err := s.canReadAt(ctx, middle)
		switch {
		case err != nil:
			return 0, err
		case readable:
			high = middle
		default:
			low = middle + 1
		}
	}
	return low, nil
}

// canReadAt says whether a revision isn't compacted. One that the member which
// answers has yet to come to is not.
func (s *Session) canReadAt(ctx context.Context, rev int64) (bool, error) {
	_, err := s.client.etcd.Get(ctx, s.anyKey(), clientv3.WithRev(rev), clientv3.WithSerializable(), clientv3.WithKeysOnly(), fresh())
	switch e := etcdError(err); {
	case errors.Is(e, rpctypes.ErrCompacted):
		return false, nil
	case errors.Is(e, rpctypes.ErrFutureRev):
		return true, nil
	}
	return true, err
}
