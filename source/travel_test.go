package source

import (
	"context"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

func TestTravelsNeedNoLoginOfTheirOwn(t *testing.T) {
	leaks(t)
	srv := startAuth(t)
	st := srv.staff(t)
	st.hire(model.PrefixSpan("a/"))
	w := srv.admin(t)
	rev := puts(t, w, "a/key", "first")
	puts(t, w, "b/hidden", "v")
	deletes(t, w, "a/key")
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("live, with what may be read", func() bool { _, partial := s.tree.Access(); return partial && s.isLive() })
	logins, refused := srv.logins.Load(), srv.refused.Load()
	for range 10 {
		past := s.at(rev)
		s.session.Close()
		past.until("the past is loaded", past.isPast)
		if n, _ := past.tree.Keys(); n != 1 {
			t.Errorf("%d keys", n)
		}
		if e, err := past.session.Read(past.ctx, "a/key"); err != nil || string(e.Value) != "first" {
			t.Errorf("read %+v, %v", e, err)
		}
		s = past.at(0)
		past.session.Close()
		s.until("live", s.isLive)
	}
	if more, no := srv.logins.Load()-logins, srv.refused.Load()-refused; more > 0 || no > 0 {
		t.Errorf("%d logins and %d refusals for ten travels", more, no)
	}
}

// Another session of the same cluster begins with what the one before it knew.
func TestATravelForgetsNothing(t *testing.T) {
	leaks(t)
	one, two := startEtcd(t), startEtcd(t)
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{one.Endpoint(), two.Endpoint()}}), Options{Linearizable: true})
	s.until("both are looked at", func() bool { return s.isLive() && len(s.members) == 2 && s.members[0].ID > 0 && s.members[1].ID > 0 })
	s.session.change(func() { s.session.leaderless = true })
	other := newSession(s.session.client, s.session.opts)
	other.inherit(s.session)
	defer other.Close()
	defer other.health.close()
	s.session.Close() // nobody looks at the members any more
	if l := other.box.state().Link; l != model.LinkResyncing {
		t.Errorf("it begins as %v", l)
	}
	if !other.lacksQuorum() {
		t.Error("that there is no quorum is forgotten")
	}
	all := other.health.onlookers()
	for i, o := range s.session.health.onlookers() {
		if all[i].seen.ID != o.seen.ID || all[i].seen.HeardAt.IsZero() || all[i].seen.Name != o.seen.Name || all[i].since != o.since {
			t.Errorf("of %+v is left %+v", o, all[i])
		}
	}
	if was, is := clusterOf(s.session.health.onlookers()), clusterOf(all); was != is {
		t.Errorf("the cluster was %x, and is %x", was, is)
	}
}

// A session that is closed takes no other one's alarm with it.
func TestEverySessionIsAlarmed(t *testing.T) {
	leaks(t)
	client := dialForTest(t, Config{Endpoints: []string{startEtcd(t).Endpoint()}})
	one, two := newSession(client, Options{}), newSession(client, Options{})
	client.route.alarm(one)
	client.route.alarm(two)
	two.Close()
	client.route.suspect()
	if len(one.health.ask) != 1 || len(two.health.ask) != 0 {
		t.Error("the one that is shown isn't told, or the one that is closed")
	}
	one.Close()
	if n := len(client.route.alarmed); n > 0 {
		t.Errorf("%d sessions are kept", n)
	}
}

// connections counts those that a server has taken.
type connections struct{ n atomic.Int32 }

func (c *connections) HandleConn(_ context.Context, s stats.ConnStats) {
	if _, begins := s.(*stats.ConnBegin); begins {
		c.n.Add(1)
	}
}

func (*connections) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (*connections) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (*connections) HandleRPC(context.Context, stats.RPCStats)                         {}

func TestTravelsNeedNoConnectionOfTheirOwn(t *testing.T) {
	leaks(t)
	taken := &connections{}
	srv := startEtcd(t, demo.WithGRPC(grpc.StatsHandler(taken)))
	rev := puts(t, adminFor(t, srv.Endpoint()), "a", "v")
	s := follow(t, srv, Options{})
	s.until("live, and the member is well", func() bool { return s.isLive() && s.healthy(1) })
	before := taken.n.Load()
	for range 10 {
		past := s.at(rev)
		s.session.Close()
		past.until("the past is loaded, and the member is well", func() bool { return past.isPast() && past.healthy(1) })
		s = past.at(0)
		past.session.Close()
		s.until("live, and the member is well", func() bool { return s.isLive() && s.healthy(1) })
	}
	if more := taken.n.Load() - before; more > 0 || before == 0 {
		t.Errorf("%d connections, and %d more for ten travels", before, more)
	}
	s.session.Close()
	late := s.at(rev) // of what is closed by now: it dials again
	late.until("the past is loaded, and the member is well", func() bool { return late.isPast() && late.healthy(1) })
}
