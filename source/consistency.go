package source

import (
	"context"
	"errors"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// errNoQuorum refuses a linearizable read that nobody could answer: asked, the
// member would be silent until the deadline.
var errNoQuorum = errors.New("no quorum: linearizable reads are refused; --consistency s reads what a member has")

// consistent are the options of a read that a person waits for. Serializable,
// it is what the member has, without a word with the others, and works without
// a leader; linearizable, it is the newest there is, or none.
func (s *Session) consistent() ([]clientv3.OpOption, error) {
	if !s.opts.Linearizable {
		return []clientv3.OpOption{clientv3.WithSerializable()}, nil
	}
	if s.lacksQuorum() {
		return nil, errNoQuorum
	}
	return nil, nil
}

// lacksQuorum says that linearizable reads are wanted and can't be had.
func (s *Session) lacksQuorum() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.Linearizable && s.leaderless
}

// revision is the store's, as the member that answers knows it or, linearizable,
// as it is.
func (s *Session) revision(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	opts, err := s.consistent()
	if err != nil {
		return 0, err
	}
	return s.client.revision(ctx, s.anyKey(), opts...)
}

// anyKey is one that may be read, as far as is known.
func (s *Session) anyKey() string {
	if parts := s.readable(s.scope); len(parts) > 0 {
		return rangeKey(parts[0].From)
	}
	return rangeKey(s.opts.Prefix)
}
