package source

import (
	"fmt"

	"github.com/etcdscope/etcdscope/model"
)

// loss is why the old revision can't be read (any more).
type loss struct {
	why     string // "" if it can
	toCome  bool   // and not gone
	instead string // what there is in its place, "" if that isn't found out yet
	times   int    // how often a read has met it
}

// past says that this is an old revision, and why it can't be read if so.
func (s *Session) past() { s.box.link(model.LinkPast, s.lossNow()) }

func (s *Session) lossNow() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loss.why + s.loss.instead
}

// losing takes in how a read of the old revision ended: by err that it is gone,
// or not. What was read of it before stays as it is, and so does what is in its
// place until that is found out anew, for which nobody waits (see explainLoss).
func (s *Session) losing(err error) {
	why := ""
	switch {
	case s.opts.Rev == 0, err != nil && !s.gone(err):
		return
	case err == nil && s.lossNow() == "":
		return
	case isCompacted(err):
		why = fmt.Sprintf("revision %s was compacted away", model.Count(s.opts.Rev))
	case err != nil:
		why = fmt.Sprintf("revision %s is yet to come", model.Count(s.opts.Rev))
	}
	s.change(func() {
		if s.loss.why != why {
			s.loss.why, s.loss.instead, s.loss.toCome = why, "", !isCompacted(err)
		}
		if err != nil {
			s.loss.times++
		}
	})
	s.tellLoss()
}

func (s *Session) tellLoss() {
	lost := s.lossNow()
	s.box.status(func(st *model.Status) {
		if st.Link == model.LinkPast {
			st.Cause = lost
		}
	})
}

// explainLoss finds out, whenever the revision was missed, which are there.
func (s *Session) explainLoss() {
	var seen loss
	for s.await(s.ctx, func() bool { return s.loss.times != seen.times }) == nil {
		s.mu.Lock()
		seen = s.loss
		s.mu.Unlock()
		if seen.why == "" {
			continue // it could be read again meanwhile
		}
		instead := s.readableInstead(seen.toCome)
		s.change(func() {
			if s.loss.why == seen.why && instead != "" {
				s.loss.instead = instead
			}
		})
		s.tellLoss()
	}
}

// readableInstead is the end of the revisions that is nearest, "" if it can't be found
// out.
func (s *Session) readableInstead(toCome bool) string {
	which, find := "oldest", func() (int64, error) { return s.readableAfter(s.ctx, s.opts.Rev, compactedLasts) }
	if toCome {
		which, find = "newest", func() (int64, error) { return s.revision(s.ctx) }
	}
	rev, err := find()
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (%s is %s)", which, model.Count(rev))
}
