package source

import (
	"errors"
	"fmt"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// At begins to follow the same keyspace as it was at revision rev, 0 for the
// newest, over the same connection: with the same login, the member that is
// pinned, and what is known of what may be read. Neither waits for the other;
// each is to be closed.
func (s *Session) At(rev int64) *Session {
	opts := s.opts
	opts.Rev = rev
	other := newSession(s.client, opts)
	other.inherit(s)
	other.start()
	return other
}

// inherit takes over what another session knows of the same cluster.
func (s *Session) inherit(from *Session) {
	s.health.pinned, s.health.members = from.health.pin(), from.health.known()
	for _, o := range from.health.onlookers() {
		s.health.add(o.beside(s))
	}
	s.had = from.newest()
	from.mu.Lock()
	s.access, s.met = from.access, from.met
	from.mu.Unlock()
	st := from.box.state()
	s.box.status(func(to *model.Status) {
		*to = st
		to.Since, to.Revision, to.Load, to.Flood = time.Now(), s.opts.Rev, model.Load{}, model.Flood{}
		switch st.Link {
		case model.LinkLive, model.LinkLagging, model.LinkResyncing, model.LinkPast: // it answers
			if to.Link, to.Cause = model.LinkResyncing, ""; s.opts.Rev > 0 {
				to.Link = model.LinkPast
			}
		}
	})
	if s.access.version > 0 {
		s.box.access(s.toldAccess())
	}
}

// past says that this is an old revision, and why it can't be read if so.
func (s *Session) past() {
	s.mu.Lock()
	lost := s.lost
	s.mu.Unlock()
	s.box.link(model.LinkPast, lost)
}

// losing takes in how a read of the old revision ended: by err that it is gone,
// or not. What was read of it before stays as it is.
func (s *Session) losing(err error) {
	if s.opts.Rev == 0 || err != nil && !s.gone(err) {
		return
	}
	lost := ""
	switch {
	case err == nil:
	case errors.Is(etcdError(err), rpctypes.ErrCompacted):
		lost = s.wasCompacted()
	default:
		lost = s.isToCome()
	}
	s.mu.Lock()
	changed := s.lost != lost
	s.lost = lost
	s.mu.Unlock()
	if changed {
		s.box.status(func(st *model.Status) {
			if st.Link == model.LinkPast {
				st.Cause = lost
			}
		})
	}
}

func (s *Session) wasCompacted() string {
	text := fmt.Sprintf("revision %s was compacted away", model.Count(s.opts.Rev))
	if oldest, err := s.readableAfter(s.ctx, s.opts.Rev, compactedLasts); err == nil {
		text += fmt.Sprintf(" (oldest is %s)", model.Count(oldest))
	}
	return text
}

func (s *Session) isToCome() string {
	text := fmt.Sprintf("revision %s is yet to come", model.Count(s.opts.Rev))
	if newest, err := s.revision(s.ctx); err == nil {
		text += fmt.Sprintf(" (newest is %s)", model.Count(newest))
	}
	return text
}
