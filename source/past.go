package source

import (
	"time"

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
	s.health.inherit(from.health)
	for _, o := range from.health.onlookers() {
		other := o.beside(s)
		other.seen, other.since = s.health.of(o.endpoint)
		s.health.add(other)
	}
	s.had = from.newest()
	from.mu.Lock()
	s.access, s.met, s.leaderless = from.access, from.met, from.leaderless
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
