package source

import (
	"context"
	"errors"
	"fmt"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"github.com/etcdscope/etcdscope/model"
)

// pulse looks at the server every few seconds, by the one RPC that works in
// every trouble: it says whether the server is there, has a leader, is ahead
// of the watch, which by itself would only be silent, and still is the same.
func (s *Session) pulse() {
	var lag lag
	var id identity
	var names map[uint64]string
	for store := s.storeNow(); ; {
		pause := pulse
		st, err := s.beatOf()
		if now := s.storeNow(); now != store { // or another member is read alone
			store, id, lag, names = now, identity{}, lagOf(lag), nil
			continue // the answer may be from before
		}
		switch {
		case s.ctx.Err() != nil:
			return
		case errors.Is(err, errRerouted):
			continue
		case err != nil && s.client.isDenied(err):
			s.trouble(err) // a watch that stands is not ended for it, nor does it end
			pause = deniedPause
		case err != nil:
			s.change(func() { s.leaderless = false }) // who is away doesn't know
			s.broken(s.cause(err))
			s.stopWatch(errAway)
			s.list.reset()
			s.lookNow()
			pause, names = pulseBroken, nil
		default:
			if !id.same(st.Header) {
				s.replaced()
				continue
			}
			if names == nil {
				names = s.memberNames()
				s.lookNow()
			}
			s.list.who.heard(st.Header.GetMemberId(), st.Version)
			s.beat(st, names, &lag)
		}
		if s.restUntil(s.ctx, pause, func() int { return s.nudges + s.swings }) != nil {
			return
		}
	}
}

// lagOf is what is left of l when another store is looked at.
func lagOf(l lag) lag { return lag{led: l.led} }

func (s *Session) beatOf() (*pb.StatusResponse, error) {
	ctx, cancel := context.WithTimeout(s.ctx, pulseTimeout)
	defer cancel()
	return s.client.status(ctx)
}

// memberNames are the names of the members, as far as they are told in time.
func (s *Session) memberNames() map[uint64]string {
	ctx, cancel := context.WithTimeout(s.ctx, callTimeout)
	defer cancel()
	return s.client.memberNames(ctx)
}

// beat takes in one answer.
func (s *Session) beat(st *pb.StatusResponse, names map[uint64]string, lag *lag) {
	leader, now := "", time.Now()
	if st.Leader != 0 {
		leader, lag.led = memberName(names, st.Leader), now
	}
	me := st.Header.GetMemberId()
	front, fronted := names[0] // no member of an etcd has that ID
	version := st.Version
	switch {
	case fronted && me == 0: // kine, and the version that it passes for
		version += " (" + front + ")"
	case fronted:
		version += " (gRPC proxy)"
	}
	revisions, ahead := behind(s.health.known(), me)
	endpoint := s.client.LastEndpoint()
	s.box.status(func(to *model.Status) {
		if to.Pinned != "" || !s.health.reads(to.Endpoint) { // members take turns, which nobody wants to watch
			to.Endpoint = endpoint
		}
		to.Version, to.Leader = version, leader
		to.Reading, to.Applied = memberName(names, me), st.RaftAppliedIndex
		to.Behind, to.Ahead = revisions, ahead
		to.Newest = st.Header.GetRevision()
	})
	s.mu.Lock()
	w, met := s.watching, s.met
	s.leaderless = st.Leader == 0 && me != 0
	s.mu.Unlock()
	rev := st.Header.GetRevision()
	if s.box.position() >= rev {
		s.client.usage.dropped() // what a watch that was ended was still sent is counted, and never taken
	}
	switch {
	case met && s.opts.Rev > 0:
		s.past()
		return
	case st.Leader == 0 && me != 0 && (met || s.opts.Linearizable):
		s.lookNow() // others may have one
		s.box.leaderless(lag.led)
		return
	case !w.stands || w.ctx.Err() != nil:
		return // follow says what it does
	case fronted: // a gRPC proxy isn't to be asked for progress (it logs an error), so the watch is believed
		s.box.link(model.LinkLive, "")
		return
	case lag.lags(revisions, now):
		s.box.link(model.LinkLagging, fmt.Sprintf("%s revisions behind %s", model.Count(revisions), ahead))
	case s.box.position() >= lag.rev:
		lag.rev, lag.since = rev, now
		s.box.link(model.LinkLive, "")
	case time.Since(lag.since) > lagAfter:
		s.box.link(model.LinkLagging, "")
	}
	if s.box.position() < rev {
		ctx, cancel := context.WithTimeout(w.ctx, callTimeout)
		defer cancel()
		_ = s.client.etcd.RequestProgress(ctx) // without an answer it stays behind, and that shows
	}
}
