package source

import (
	"context"
	"errors"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/cluster"
)

// admin can write to whichever members of the cluster there are.
func admin(t *testing.T, endpoints ...string) *clientv3.Client {
	t.Helper()
	c, err := clientv3.New(clientv3.Config{Endpoints: endpoints, Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func followCluster(t *testing.T, c *cluster.Cluster, opts Options) *screen {
	t.Helper()
	return followWith(t, dialForTest(t, Config{Endpoints: c.Endpoints()}), opts)
}

func (s *screen) isLive() bool { return s.loaded() && s.status.Link == model.LinkLive }

// states are those of the members, by name.
func (s *screen) states() map[string]model.MemberState {
	all := map[string]model.MemberState{}
	for _, m := range s.members {
		all[m.Name] = m.State
	}
	return all
}

func (s *screen) healthy(n int) bool {
	return model.HealthOf(s.members) == model.Health{Members: len(s.members), Healthy: n, Trouble: n < len(s.members)}
}

func TestLeaderIsLostAndComesBack(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1", "a/2", "b")
	s := followCluster(t, c, Options{})
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	c.Members[0].Kill()
	c.Members[2].Kill()
	s.until("it says that there is no leader, and whom it reads", func() bool {
		return s.status.Link == model.LinkNoLeader && s.status.Reading == "etcd-2" && s.status.Applied > 0
	})
	if since := time.Since(s.status.Since); since > 8*time.Second { // it counts from the last leader that was seen
		t.Errorf("no leader since %v", since)
	}
	if n, exact := s.tree.Keys(); n != 3 || !exact {
		t.Errorf("%d keys (exact %v) without a leader", n, exact)
	}
	if e, err := s.session.Read(s.ctx, "a/1"); err != nil || string(e.Value) != "v" {
		t.Errorf("a/1 is %q, %v", e.Value, err)
	}
	s.until("two are not well", func() bool { return s.healthy(0) && s.states()["etcd-2"] == model.MemberNoLeader })
	c.Members[0].Start()
	c.Members[2].Start()
	c.Members[0].Ready()
	put(t, admin(t, c.Endpoints()...), "a/3", "a/1")
	s.until("live again", s.isLive)
	s.equalsStore(admin(t, c.Endpoints()...), "")
	s.until("all are well", func() bool { return s.healthy(3) })
}

func TestAHungMemberIsLeftOut(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1")
	s := followCluster(t, c, Options{})
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	hung := s.leader(c)
	s.watchAt(hung.Endpoint)
	hung.Freeze()
	s.until("it is known to be silent", func() bool { return s.states()[hung.Name] == model.MemberSilent })
	put(t, admin(t, otherEndpoints(c, hung)...), "after")
	s.until("news still come", func() bool { _, ok := s.tree.ModRev("after"); return ok })
	for range 6 { // more than there are members to be chosen from
		ctx, cancel := context.WithTimeout(s.ctx, suspectAfter)
		if e, err := s.session.Read(ctx, "after"); err != nil || !e.Found {
			t.Errorf("while %s hangs: %v", hung.Name, err)
		}
		cancel()
	}
	hung.Thaw()
	s.until("it is back", func() bool { return s.isLive() && s.healthy(3) })
	if s.gaps > 0 {
		t.Errorf("%d gaps", s.gaps)
	}
}

// leader is the member that leads: when it hangs, so do all who ask it, and the
// others must find another.
func (s *screen) leader(c *cluster.Cluster) *cluster.Member {
	s.t.Helper()
	for _, m := range s.members {
		for _, member := range c.Members {
			if m.Role == model.RoleLeader && m.Name == member.Name {
				return member
			}
		}
	}
	s.t.Fatal("no member leads")
	return nil
}

// watchAt has the watch at one member, and other calls at any.
func (s *screen) watchAt(endpoint string) {
	s.t.Helper()
	client := s.session.client
	client.route.take(client, []string{endpoint})
	var before context.Context
	s.session.change(func() { before = s.session.watching.ctx })
	s.session.stopWatch(errAway)
	if err := s.session.await(s.ctx, func() bool { return s.session.watching.ctx != before && s.session.watching.stands }); err != nil {
		s.t.Fatal(err)
	}
	client.route.take(client, client.endpoints)
}

// The cluster tells of members that nobody named: they are looked at, too. One
// that can't be reached from here was maybe never meant to be.
func TestMembersThatNobodyNamed(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	put(t, admin(t, c.Endpoints()...), "a/1")
	c.Members[2].Kill()
	s := followWith(t, dialForTest(t, Config{Endpoints: c.Endpoints()[:1]}), Options{})
	s.until("the others are known", func() bool {
		at := s.states()
		return s.isLive() && at["etcd-1"] == model.MemberHealthy && at["etcd-2"] == model.MemberHealthy && at["etcd-3"] == model.MemberUnreached
	})
	if h := model.HealthOf(s.members); h != (model.Health{Members: 3, Healthy: 2}) {
		t.Errorf("%+v", h)
	}
	for _, m := range s.members {
		if m.Read != (m.Name == "etcd-1") {
			t.Errorf("%s is read: %v", m.Name, m.Read)
		}
	}
	c.Members[1].Kill()
	s.until("one that was reached is missed", func() bool { return s.states()["etcd-2"] == model.MemberAway })
	past := s.at(s.status.Revision)
	s.session.Close()
	past.until("it is missed after a travel, too", func() bool {
		at := past.states()
		if at["etcd-2"] == model.MemberUnreached {
			t.Fatalf("after a travel the members are %v", at)
		}
		return at["etcd-1"] == model.MemberNoLeader && at["etcd-2"] == model.MemberAway && at["etcd-3"] == model.MemberUnreached
	})
}

func TestLag(t *testing.T) {
	members := []model.Member{
		{Name: "a", ID: 1, Cluster: 7, State: model.MemberHealthy, Revision: 5_000},
		{Name: "b", ID: 2, Cluster: 7, State: model.MemberHealthy, Revision: 3_000},
		{Name: "c", ID: 3, Cluster: 8, State: model.MemberHealthy, Revision: 1},
		{Name: "d", ID: 4, Cluster: 7, State: model.MemberSilent, Revision: 1},
	}
	for id, want := range map[uint64]int64{1: 0, 2: 2_000, 3: 0, 4: 0, 5: 0} {
		if n, ahead := behind(members, id); n != want || (n > 0) != (ahead == "a") {
			t.Errorf("member %d is %d behind %q, want %d", id, n, ahead, want)
		}
	}
	var l lag
	start := time.Now()
	for _, at := range []struct {
		after     time.Duration
		revisions int64
		lags      bool
	}{
		{0, farBehind, false}, {lagAfter, farBehind, false}, {lagAfter + 1, farBehind, true},
		{2 * lagAfter, farBehind - 1, false}, {2*lagAfter + 1, farBehind, false}, {4 * lagAfter, farBehind, true},
	} {
		if got := l.lags(at.revisions, start.Add(at.after)); got != at.lags {
			t.Errorf("after %v, %d behind: %v", at.after, at.revisions, got)
		}
	}
}

func otherEndpoints(c *cluster.Cluster, but *cluster.Member) (all []string) {
	for _, m := range c.Members {
		if m != but {
			all = append(all, m.Endpoint)
		}
	}
	return all
}

// A read that waits for a member which hangs is answered by another one, in
// place of an error at its deadline.
func TestAReadOutlivesTheMemberThatItAsked(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	put(t, admin(t, c.Endpoints()...), "a/1")
	s := followCluster(t, c, Options{})
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	c.Members[1].Freeze()
	read := make(chan error)
	for range 3 { // one of which goes to it
		go func() {
			e, err := s.session.Read(s.ctx, "a/1")
			if err == nil && !e.Found {
				err = errors.New("not found")
			}
			read <- err
		}()
	}
	for range 3 {
		if err := <-read; err != nil {
			t.Error(err)
		}
	}
	c.Members[1].Thaw()
}

func TestAlarms(t *testing.T) {
	beside(t)
	const quota = 8 << 20
	c := cluster.Start(t, 3, cluster.WithQuota(quota))
	w := admin(t, c.Endpoints()...)
	put(t, w, "a/1")
	s := followCluster(t, c, Options{})
	s.session.WatchMembers(true)
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	big := string(make([]byte, 1<<20))
	for n := 0; ; n++ {
		if _, err := w.Put(s.ctx, "big", big); err != nil {
			break
		}
		if n > 100 {
			t.Fatal("the quota never gave out")
		}
	}
	alarmed := func(kind string) bool {
		for _, m := range s.members {
			for _, a := range m.Alarms {
				if a == kind {
					return true
				}
			}
		}
		return false
	}
	s.until("the alarm is seen", func() bool { return alarmed("NOSPACE") })
	if s.status.Link != model.LinkLive {
		t.Errorf("link %v", s.status.Link)
	}
	if m := s.members[0]; m.Quota != quota || m.Size < m.InUse || m.InUse == 0 {
		t.Errorf("the size is %d, in use %d, of %d", m.Size, m.InUse, m.Quota)
	}
	if _, err := w.AlarmDisarm(s.ctx, &clientv3.AlarmMember{}); err != nil {
		t.Fatal(err)
	}
	s.until("it is gone", func() bool { return !alarmed("NOSPACE") })
}

// raise raises an alarm, as a member does by itself when something is wrong.
func raise(t *testing.T, w *clientv3.Client, kind pb.AlarmType, member uint64) error {
	t.Helper()
	_, err := pb.NewMaintenanceClient(w.ActiveConnection()).Alarm(testContext(t), &pb.AlarmRequest{Action: pb.AlarmRequest_ACTIVATE, Alarm: kind, MemberID: member})
	return err
}

func TestChooseWhomToRead(t *testing.T) {
	well := func(ep string, rev int64) model.Member {
		return model.Member{Endpoint: ep, State: model.MemberHealthy, Revision: rev, Applied: uint64(rev)}
	}
	as := func(m model.Member, state model.MemberState) model.Member { m.State = state; return m }
	learner := well("c", 100)
	learner.Role = model.RoleLearner
	for name, test := range map[string]struct {
		members []model.Member
		now     string
		want    string
	}{
		"all are well":            {[]model.Member{well("a", 100), well("b", 99), well("c", 100)}, "abc", "abc"},
		"nothing known":           {nil, "abc", "abc"},
		"one hangs":               {[]model.Member{well("a", 100), as(well("b", 99), model.MemberSilent), well("c", 100)}, "abc", "ac"},
		"one is away":             {[]model.Member{well("a", 100), as(well("b", 99), model.MemberAway), well("c", 100)}, "abc", "abc"},
		"one is cut off":          {[]model.Member{well("a", 100), as(well("b", 99), model.MemberNoLeader), well("c", 100)}, "abc", "ac"},
		"one lags":                {[]model.Member{well("a", 5000), well("b", 99), well("c", 5000)}, "abc", "ac"},
		"one learns":              {[]model.Member{well("a", 100), well("b", 100), learner}, "abc", "ab"},
		"no leader":               {[]model.Member{as(well("a", 100), model.MemberNoLeader), as(well("b", 102), model.MemberNoLeader), as(well("c", 1), model.MemberAway)}, "abc", "b"},
		"no leader, equals":       {[]model.Member{as(well("a", 100), model.MemberNoLeader), as(well("b", 100), model.MemberNoLeader), as(well("c", 1), model.MemberAway)}, "b", "b"},
		"all hang":                {[]model.Member{as(well("a", 1), model.MemberSilent), as(well("b", 1), model.MemberSilent), as(well("c", 1), model.MemberSilent)}, "abc", "abc"},
		"others, not named, lead": {[]model.Member{as(well("a", 100), model.MemberNoLeader), as(well("b", 1), model.MemberAway), as(well("c", 1), model.MemberAway), well("d", 200)}, "abc", "a"},
	} {
		got := ""
		for _, ep := range choose([]string{"a", "b", "c"}, test.members, splitLetters(test.now)) {
			got += ep
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func splitLetters(s string) (all []string) {
	for _, r := range s {
		all = append(all, string(r))
	}
	return all
}

func TestAlarmsOfAStatus(t *testing.T) {
	got := alarmsOf([]string{"etcdserver: no leader", "memberID:9372538179322589801 alarm:NOSPACE ", "memberID:1  alarm:CORRUPT", "alarm:"})
	if len(got) != 2 || got[0] != (alarm{9372538179322589801, "NOSPACE"}) || got[1] != (alarm{1, "CORRUPT"}) {
		t.Errorf("%v", got)
	}
}

// A login costs the cluster a raft entry: the connections that look at the
// members use the one that there is.
func TestLookingAtMembersNeedsNoLoginOfItsOwn(t *testing.T) {
	leaks(t)
	srv := startAuth(t)
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: testUser, Password: testPassword}), Options{})
	s.until("live and healthy", func() bool { return s.isLive() && s.healthy(1) })
	s.session.WatchMembers(true)
	heard := s.members[0].HeardAt
	s.until("looked at again", func() bool { return s.members[0].HeardAt.After(heard) })
	if n := srv.logins.Load(); n != 1 {
		t.Errorf("%d logins", n)
	}
}
