package source

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// access is what the session follows of its scope: what the user may read. It
// is taken for all of it until something is refused, because to ask costs raft
// entries and most users may read everything.
type access struct {
	version  int // of it: a refusal that an older one met says nothing new
	readable []model.Span
	left     int         // spans that are too many to be followed
	granted  model.Spans // what the roles say, in the scope or not
	asked    bool        // granted is known
	nobody   bool        // there is no such user
}

// grants is when the user's roles were asked for.
type grants struct {
	sync.Mutex // held while asking, so that calls that are refused together ask once
	at         time.Time
	news       bool // the answer was another one than before
	failed     bool // there was none
}

// errAccess ends a watch because another part of the keyspace may be read now.
var errAccess = errors.New("what may be read has changed")

func (s *Session) accessNow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.access.version
}

// readable is what of span may be read, as far as is known.
func (s *Session) readable(span model.Span) []model.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	return model.Parts(s.access.readable, span)
}

// refused takes in that a read was refused which began when the access had the
// version seen, and says whether that is another one now. Only then is it worth
// another try. The roles are asked for again when the last answer is older than
// good, or was news: then this refusal is, too.
func (s *Session) refused(err error, seen int, good time.Duration) bool {
	return isForbidden(err) && s.askGrants(seen, good)
}

func (s *Session) askGrants(seen int, good time.Duration) bool {
	s.grants.Lock()
	defer s.grants.Unlock()
	if s.accessNow() != seen {
		return true
	}
	if s.client.user == "" || !s.worthAsking(good) {
		return false
	}
	granted, err := s.ask()
	s.grants.at, s.grants.news = time.Now(), false
	nobody := errors.Is(etcdError(err), rpctypes.ErrUserNotFound) // of a token, or a certificate
	if s.grants.failed = err != nil && !nobody; s.grants.failed {
		return false
	}
	s.change(func() { s.access.nobody = nobody })
	s.grants.news = s.take(granted)
	return s.grants.news
}

// worthAsking says whether the user's roles may be others than those of the
// last answer. The grants must be locked.
func (s *Session) worthAsking(good time.Duration) bool {
	s.mu.Lock()
	asked := s.access.asked // of this store
	s.mu.Unlock()
	age := time.Since(s.grants.at)
	switch {
	case s.grants.failed: // without a leader, say
		return age >= min(good, deniedPause)
	case !asked, s.grants.news:
		return true
	}
	return age >= good
}

// ask asks what the user may read. Where something was refused before, users
// may not be asked for any more.
func (s *Session) ask() (model.Spans, error) {
	if !s.grants.at.IsZero() && s.client.authOff(s.ctx) {
		return model.SpansOf([]model.Span{{}}), nil
	}
	return s.client.granted(s.ctx)
}

// take takes over what may be read, and says whether that is another part of
// the scope than before. Then the era ends.
func (s *Session) take(granted model.Spans) (news bool) {
	parts := granted.In(s.scope)
	left := max(0, len(parts)-readableMost)
	parts = parts[:len(parts)-left]
	s.change(func() {
		s.access.granted, s.access.asked = granted, true
		if news = !slices.Equal(parts, s.access.readable) || left != s.access.left; !news {
			return
		}
		s.access.version++
		s.access.readable, s.access.left = parts, left
		if s.era == nil { // else the end of the era tells it
			s.box.access(s.toldAccess())
		}
	})
	if news {
		s.stopWatch(errAccess)
	}
	return news
}

// toldAccess is what the screen is told. The state must be locked.
func (s *Session) toldAccess() model.Access {
	return model.Access{User: s.client.user, Readable: s.access.readable, Left: s.access.left}
}

// wholeAccess takes everything for readable until something is refused.
func (s *Session) wholeAccess() access {
	return access{version: s.access.version + 1, readable: []model.Span{s.scope}}
}

// shut says that nothing of the scope may be read.
func (s *Session) shut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.access.readable) == 0
}

// unshut takes in that what nothing could be read of can be read again: how
// much of it will show.
func (s *Session) unshut() {
	s.change(func() {
		if len(s.access.readable) == 0 {
			s.access = s.wholeAccess()
			s.box.access(s.toldAccess())
		}
	})
}

// Refresh tries now what waits to be tried again, and asks anew what doesn't
// tell of itself: what the user may read, if that isn't everything. A wish that
// comes soon after another waits until that is long enough ago.
func (s *Session) Refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nudging {
		return
	}
	s.nudging = true
	due := s.nudged.Add(refreshLeast)
	s.run(func() {
		if sleep(s.ctx, time.Until(due)) == nil {
			s.refresh()
		}
	})
}

func (s *Session) refresh() {
	var restricted bool
	s.change(func() {
		s.nudging, s.nudged = false, time.Now()
		s.nudges++
		restricted = s.access.asked
	})
	if restricted {
		s.askGrants(s.accessNow(), 0)
	}
}

// rest waits, unless ctx ends or the person wants to try at once.
func (s *Session) rest(ctx context.Context, d time.Duration) error {
	return s.restUntil(ctx, d, func() int { return s.nudges })
}

// restUntil waits, unless ctx ends or count, which is called with the state
// locked, changes.
func (s *Session) restUntil(ctx context.Context, d time.Duration, count func() int) error {
	waits, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	before := -1
	_ = s.await(waits, func() bool {
		if before < 0 {
			before = count()
		}
		return count() != before
	})
	return ctx.Err()
}

// vigil looks now and then whether what could be read still can: a watch that
// stands is not ended when its user loses a role, and would look as live as
// before. A point read costs next to nothing; of many spans some are looked at
// in turn.
func (s *Session) vigil() {
	for at := 0; s.rest(s.ctx, deniedPause) == nil; at += vigilMost {
		seen, parts := s.accessNow(), s.readable(s.scope)
		for i := range min(vigilMost, len(parts)) { // without any, follow tries
			if s.canRead(parts[(at+i)%len(parts)].From, seen) != nil {
				break
			}
		}
	}
}

// canRead looks whether a key can be read; if not, the roles say what can.
func (s *Session) canRead(key string, seen int) error {
	ctx, cancel := context.WithTimeout(s.ctx, s.client.timeout)
	defer cancel()
	_, err := s.client.Revision(ctx, rangeKey(key))
	s.refused(err, seen, deniedPause)
	return err
}
