package source

import (
	"context"
	"errors"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
)

// trouble shows what is wrong with the connection.
func (s *Session) trouble(err error) {
	switch {
	case errors.Is(err, errNoQuorum), s.lacksQuorum(): // pulse says it
	case s.client.isDenied(err):
		s.box.link(model.LinkDenied, s.denied(err, s.opts.Prefix)+s.instead(err))
	case errors.Is(etcdError(err), rpctypes.ErrNoLeader):
		s.mu.Lock()
		s.leaderless = true
		s.mu.Unlock()
		s.box.status(func(st *model.Status) {
			if st.Link != model.LinkNoLeader { // else pulse has said more
				setLink(st, model.LinkNoLeader, Explain(err))
			}
		})
	default:
		s.broken(s.cause(err))
	}
}

// broken shows that the server doesn't answer.
func (s *Session) broken(cause string) {
	s.mu.Lock()
	met := s.met
	s.mu.Unlock()
	s.box.status(func(st *model.Status) {
		link := model.LinkConnecting
		if met {
			link = model.LinkReconnecting
		}
		setLink(st, link, cause)
		st.Attempt++
	})
}

// cause says why a call failed: what the connection suffers from, if it does.
func (s *Session) cause(err error) string {
	if errors.Is(err, errNoQuorum) || s.lacksQuorum() {
		return errNoQuorum.Error()
	}
	if cause := s.client.Cause(); cause != "" {
		return cause
	}
	return s.client.explain(err)
}

// retry says how long the next try of the same thing waits.
type retry struct{ wait time.Duration }

// pause waits until what failed is worth another try.
func (s *Session) pause(ctx context.Context, err error, b *retry) error {
	switch {
	case s.gone(err) && isCompacted(err): // only another store has it again
		b.wait = min(max(deniedPause, 2*b.wait), compactedPause)
		return s.restUntil(ctx, b.wait, func() int { return s.nudges + s.gaps })
	case s.gone(err), s.client.isDenied(err):
		return s.rest(ctx, deniedPause)
	case heals(err):
		b.wait = min(max(frame, 2*b.wait), retryPause)
		return sleep(ctx, b.wait)
	}
	return sleep(ctx, retryPause)
}

// heals says whether err passes by itself with a newer revision, or at another
// member: usually at once.
func heals(err error) bool { return outdated(err) || errors.Is(err, errRerouted) }

// outdated says that the member doesn't have the revision any more, or not yet.
func outdated(err error) bool {
	e := etcdError(err)
	return errors.Is(e, rpctypes.ErrCompacted) || errors.Is(e, rpctypes.ErrFutureRev)
}

// gone says that the revision which was asked for exists no more, or not yet. One
// that is there, though not at the member that was asked, is not.
func (s *Session) gone(err error) bool {
	return s.opts.Rev > 0 && outdated(err) && (isCompacted(err) || s.opts.Rev > s.newest())
}

// newest is the newest revision that the store is known to have had.
func (s *Session) newest() int64 {
	rev := max(s.box.state().Newest, model.Newest(s.health.known()).Revision)
	if s.opts.Rev == 0 { // else it is what was asked for
		rev = max(rev, s.box.newest())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(rev, s.had)
}
