package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/cluster"
	"github.com/etcdscope/etcdscope/source/demo"
)

func TestPin(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1", "b/1")
	s := followCluster(t, c, Options{})
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	one := c.Members[1]
	s.session.Pin(one.Endpoint)
	read := func() (names []string) {
		for _, m := range s.members {
			if m.Read {
				names = append(names, m.Name)
			}
		}
		return names
	}
	s.until("it alone is read, anew", func() bool {
		return s.resets == 1 && s.isLive() && s.status.Pinned == one.Endpoint && strings.Join(read(), " ") == one.Name
	})
	put(t, w, "a/2")
	s.equalsStore(w, "")
	one.Kill()
	s.until("its death is said", func() bool { return s.status.Link == model.LinkReconnecting })
	if n, _ := s.tree.Keys(); n != 3 {
		t.Errorf("%d keys while the pinned member is away", n)
	}
	put(t, admin(t, otherEndpoints(c, one)...), "a/3")
	s.session.Pin("")
	s.until("the others are read", func() bool { return s.resets == 2 && s.isLive() && s.status.Pinned == "" })
	s.equalsStore(admin(t, otherEndpoints(c, one)...), "")
}

// A member that is pinned may have less than what is on the screen: what it
// has is what is shown then.
func TestAPinnedMemberIsShownAsItIs(t *testing.T) {
	leaks(t)
	s, old := followYoung(t)
	s.turnsTo(old)
}

// followYoung follows a store that has more than another one, old, and has lived
// for longer.
func followYoung(t *testing.T) (s *screen, old *demo.Server) {
	t.Helper()
	young, old := startEtcd(t), startEtcd(t)
	put(t, adminFor(t, young.Endpoint()), "a", "a", "a", "only/young")
	put(t, adminFor(t, old.Endpoint()), "a")
	s = followWith(t, dialForTest(t, Config{Endpoints: []string{young.Endpoint()}}), Options{})
	s.until("live", s.isLive)
	return s, old
}

// turnsTo pins the old store, which has one key at a lower revision: that is what is
// shown then.
func (s *screen) turnsTo(old *demo.Server) {
	s.t.Helper()
	newest := s.status.Revision
	s.session.Pin(old.Endpoint())
	s.until("the other's state is shown", func() bool {
		n, exact := s.tree.Keys()
		return s.isLive() && n == 1 && exact && s.resets == 1 && s.status.Revision < newest && s.status.Revision > 0
	})
	w := adminFor(s.t, old.Endpoint())
	put(s.t, w, "b")
	s.equalsStore(w, "")
}

// Restored from an older copy of its data: the same cluster, the same member,
// an older revision.
func TestAnOlderSnapshotIsRestored(t *testing.T) {
	beside(t)
	dir, copied := t.TempDir(), t.TempDir()
	srv := startEtcd(t, demo.WithDir(dir))
	w := adminFor(t, srv.Endpoint())
	put(t, w, "old/1", "kept")
	srv.Stop()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := srv.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(t, w, "old/2", "kept", "kept", "kept")
	s := follow(t, srv, Options{})
	s.until("live", s.isLive)
	before := s.status.Revision
	srv.Stop()
	emptyDir(t, dir)
	if err := os.CopyFS(dir, os.DirFS(copied)); err != nil {
		t.Fatal(err)
	}
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.until("the older state is loaded", func() bool {
		_, there := s.tree.ModRev("old/2")
		return !there && s.resets == 1 && s.isLive() && s.status.Revision < before
	})
	s.equalsStore(w, "")
	put(t, w, "new")
	s.equalsStore(w, "")
}

func TestAMemberIsReplaced(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1")
	s := followCluster(t, c, Options{})
	s.session.WatchMembers(true)
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	gone := c.Members[2]
	c.Remove(gone)
	fresh := c.Add("etcd-4")
	s.until("the new member is looked at", func() bool { return s.states()["etcd-4"] == model.MemberHealthy })
	put(t, admin(t, fresh.Endpoint), "a/2")
	s.until("it goes on", func() bool { _, ok := s.tree.ModRev("a/2"); return ok && s.isLive() })
	if s.resets > 0 {
		t.Error("a member's change was taken for another store")
	}
}

func TestLinearizableReadsNeedAQuorum(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1")
	s := followCluster(t, c, Options{Linearizable: true})
	s.until("live", s.isLive)
	if e, err := s.session.Read(s.ctx, "a/1"); err != nil || !e.Found {
		t.Errorf("with a quorum: %v", err)
	}
	c.Members[0].Kill()
	c.Members[1].Kill()
	s.until("no leader", func() bool { return s.status.Link == model.LinkNoLeader })
	if _, err := s.session.Read(s.ctx, "a/1"); !errors.Is(err, errNoQuorum) {
		t.Errorf("a read without a quorum: %v", err)
	}
	s.session.Open("a/")
	c.Members[0].Start()
	c.Members[0].Ready()
	s.until("live again", s.isLive)
	if e, err := s.session.Read(s.ctx, "a/1"); err != nil || !e.Found {
		t.Errorf("with a quorum again: %v", err)
	}
}

// What a person waits for is asked of the quorum, and nothing else is.
func TestConsistencyOfReads(t *testing.T) {
	for _, linearizable := range []bool{false, true} {
		t.Run(fmt.Sprintf("linearizable %v", linearizable), func(t *testing.T) { consistency(t, linearizable) })
	}
}

func consistency(t *testing.T, linearizable bool) {
	leaks(t)
	var asked []*pb.RangeRequest
	reads := make(chan *pb.RangeRequest, 1000)
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if r, ok := req.(*pb.RangeRequest); ok {
			reads <- r
		}
		return h(ctx, req)
	})))
	put(t, adminFor(t, srv.Endpoint()), "a")
	s := follow(t, srv, Options{Linearizable: linearizable})
	s.until("live", s.isLive)
	if _, err := s.session.Read(s.ctx, "a"); err != nil {
		t.Fatal(err)
	}
	for len(reads) > 0 {
		asked = append(asked, <-reads)
	}
	for _, r := range asked {
		if pinned := r.Revision > 0; !pinned && r.Serializable == linearizable {
			t.Errorf("linearizable %v, but %v", linearizable, r)
		}
	}
	if len(asked) < 2 || s.status.Linearizable != linearizable {
		t.Errorf("%d reads, linearizable %v", len(asked), s.status.Linearizable)
	}
}

func TestACorruptMemberIsSaid(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 1)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1")
	s := followCluster(t, c, Options{})
	s.session.WatchMembers(true)
	s.until("live and healthy", func() bool { return s.isLive() && s.healthy(1) })
	if err := raise(t, w, pb.AlarmType_CORRUPT, s.members[0].ID); err != nil {
		t.Fatal(err)
	}
	s.until("the alarm is seen", func() bool { return len(s.members[0].Alarms) == 1 && s.members[0].Alarms[0] == "CORRUPT" })
	if s.status.Link != model.LinkLive {
		t.Errorf("link %v", s.status.Link)
	}
	if e, err := s.session.Read(s.ctx, "a/1"); err != nil || !e.Found {
		t.Errorf("a corrupt member's values are still read: %v", err)
	}
}

// A member without a leader that goes away is away: nobody knows of a quorum.
func TestAMemberWithoutLeaderGoesAway(t *testing.T) {
	leaks(t)
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		resp, err := h(ctx, req)
		if st, ok := resp.(*pb.StatusResponse); ok {
			st.Leader = 0
		}
		return resp, err
	})))
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}}), Options{Linearizable: true})
	s.until("no leader", func() bool { return s.status.Link == model.LinkNoLeader })
	srv.Stop()
	s.until("it is away", func() bool { return s.status.Link != model.LinkNoLeader && s.status.Attempt > 1 })
	if !strings.Contains(s.status.Cause, "connection refused") && !strings.Contains(s.status.Cause, "connection lost") {
		t.Errorf("the cause is %q", s.status.Cause)
	}
}
