package source

import (
	"cmp"
	"context"
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
	for {
		pause := pulse
		st, err := s.health()
		switch {
		case s.ctx.Err() != nil:
			return
		case err != nil && s.client.isDenied(err):
			s.trouble(err) // a watch that stands is not ended for it, nor does it end
			pause = deniedPause
		case err != nil:
			s.broken(s.cause(err))
			s.stopWatch(errAway)
			s.list.reset()
			pause, names = pulseBroken, nil
		default:
			if !id.same(st.Header) {
				s.replaced()
				id, lag.rev, names = identity{}, 0, nil
			}
			if names == nil {
				names = s.memberNames()
			}
			s.list.who.heard(st.Header.GetMemberId(), st.Version)
			s.beat(st, names, &lag)
		}
		if s.rest(s.ctx, pause) != nil {
			return
		}
	}
}

func (s *Session) health() (*pb.StatusResponse, error) {
	ctx, cancel := context.WithTimeout(s.ctx, callTimeout)
	defer cancel()
	return pb.NewMaintenanceClient(s.client.etcd.ActiveConnection()).Status(ctx, &pb.StatusRequest{})
}

// memberNames are the names of the members by ID, as the asked member knows
// them; none if it may not tell.
func (s *Session) memberNames() map[uint64]string {
	ctx, cancel := context.WithTimeout(s.ctx, callTimeout)
	defer cancel()
	names := map[uint64]string{}
	list, err := pb.NewClusterClient(s.client.etcd.ActiveConnection()).MemberList(ctx, &pb.MemberListRequest{})
	if err != nil {
		return names
	}
	for _, m := range list.Members {
		names[m.ID] = m.Name
	}
	return names
}

// lag tells a watch that is behind from one that is only not asked: writes
// outside of the prefix don't come by it.
type lag struct {
	rev   int64     // the store's at a beat before, which the watch must reach
	since time.Time // that beat
}

// beat takes in one answer.
func (s *Session) beat(st *pb.StatusResponse, names map[uint64]string, lag *lag) {
	leader := ""
	if st.Leader != 0 {
		leader = cmp.Or(names[st.Leader], fmt.Sprintf("%x", st.Leader))
	}
	member := st.Header.GetMemberId()
	front, fronted := names[0] // no member of an etcd has that ID
	version := st.Version
	switch {
	case fronted && member == 0: // kine, and the version that it passes for
		version += " (" + front + ")"
	case fronted:
		version += " (gRPC proxy)"
	}
	s.box.status(func(to *model.Status) {
		to.Endpoint, to.Version, to.Leader = s.client.LastEndpoint(), version, leader
	})
	s.mu.Lock()
	w, met := s.watching, s.met
	s.mu.Unlock()
	rev := st.Header.GetRevision()
	switch {
	case met && s.opts.Rev > 0:
		s.box.link(model.LinkPast, "")
		return
	case met && st.Leader == 0 && member != 0:
		s.box.link(model.LinkNoLeader, "no leader, reading member "+cmp.Or(names[member], "unknown"))
		return
	case !w.stands || w.ctx.Err() != nil:
		return // follow says what it does
	case fronted: // a gRPC proxy isn't to be asked for progress (it logs an error), so the watch is believed
		s.box.link(model.LinkLive, "")
		return
	case s.box.position() >= lag.rev:
		lag.rev, lag.since = rev, time.Now()
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

// identity tells whether the store is the one that it was.
type identity struct {
	cluster   uint64
	revisions map[uint64]int64 // by member
	doubt     bool
}

// same says whether an answer comes from the store that those before came
// from. A restored cluster has another ID, mostly; if it doesn't, a member's
// revision has gone back, which is believed when it is seen twice.
func (id *identity) same(h *pb.ResponseHeader) bool {
	if id.revisions == nil {
		id.cluster, id.revisions = h.GetClusterId(), map[uint64]int64{}
	}
	if h.GetClusterId() != id.cluster {
		return false
	}
	if h.GetRevision() < id.revisions[h.GetMemberId()] {
		doubted := id.doubt
		id.doubt = true
		return !doubted
	}
	id.doubt = false
	id.revisions[h.GetMemberId()] = h.GetRevision()
	return true
}
