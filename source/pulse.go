package source

import (
	"context"
	"fmt"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"github.com/etcdscope/etcdscope/model"
)

// pulse looks at the server every few seconds, by the one RPC that works in
// every trouble: it says whether the server is there, has a leader, and is
// ahead of the watch, which by itself would only be silent.
func (s *Session) pulse() {
	var behindSince time.Time
	var names map[uint64]string
	revisions := map[uint64]int64{} // by member
	for {
		pause := pulse
		st, err := s.health()
		switch {
		case s.ctx.Err() != nil:
			return
		case err != nil:
			if !isDenied(err) {
				s.broken(s.cause(err))
			}
			pause, names = pulseBroken, nil
			s.list.reset()
		default:
			if names == nil {
				names = s.memberNames()
			}
			// A member's revision never goes back, unless its store is another.
			member, rev := st.Header.GetMemberId(), st.Header.GetRevision()
			if rev < revisions[member] {
				clear(revisions)
				s.replaced()
			}
			revisions[member] = rev
			s.beat(st, names, &behindSince)
		}
		if sleep(s.ctx, pause) != nil {
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

// replaced ends the watch, which would wait for revisions of the store that
// was: everything begins anew.
func (s *Session) replaced() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endWatch != nil {
		s.endWatch(errReplaced)
	}
}

// beat takes in one answer.
func (s *Session) beat(st *pb.StatusResponse, names map[uint64]string, behindSince *time.Time) {
	leader := names[st.Leader]
	if leader == "" && st.Leader != 0 {
		leader = fmt.Sprintf("%x", st.Leader)
	}
	s.box.status(func(to *model.Status) {
		to.Endpoint, to.Version, to.Leader = s.client.LastEndpoint(), st.Version, leader
	})
	s.mu.Lock()
	wctx := s.watchCtx
	s.mu.Unlock()
	if wctx == nil || wctx.Err() != nil {
		return // follow says what it does
	}
	if st.Leader == 0 {
		s.box.link(model.LinkNoLeader, "no leader")
		return
	}
	if s.box.newest() >= st.Header.GetRevision() {
		*behindSince = time.Time{}
		s.box.link(model.LinkLive, "")
		return
	}
	if behindSince.IsZero() {
		*behindSince = time.Now()
	} else if d := time.Since(*behindSince); d > lagAfter {
		s.box.link(model.LinkLagging, fmt.Sprintf("%d s behind", int(d.Seconds())))
	}
	// Writes outside of the prefix don't come by the watch: ask how far it is.
	ctx, cancel := context.WithTimeout(wctx, callTimeout)
	defer cancel()
	_ = s.client.etcd.RequestProgress(ctx) // without an answer it stays behind, and that shows
}
