package source

import (
	"fmt"
	"slices"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// Nothing of it may be read: it is said, with what may, and heals by itself
// when it is granted and the person asks.
func TestAccessToNothing(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/x/1", "/y/1")
	st.hire()
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("it is denied", func() bool { return s.status.Link == model.LinkDenied })
	if want := "needs read on the whole keyspace; alice may read nothing: etcdctl user grant-role gives it a role"; s.status.Cause != want {
		t.Errorf("%q", s.status.Cause)
	}
	s.until("the server's health is seen all the same", func() bool { return s.status.Version != "" && s.status.Leader != "" })
	st.grant(model.PrefixSpan("/y/"))
	s.again(func() bool { n, _ := s.tree.Keys(); return n == 1 && s.status.Link == model.LinkLive })
}

// A role that is revoked: the watch that stands isn't ended by etcd. The first
// read that is refused tells, what is left goes on.
func TestAccessIsRevoked(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/a/1", "/b/1", "/b/2", "/c")
	st.hire(model.PrefixSpan("/a/"), model.PrefixSpan("/b/"), keyOnly("/c"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1", "/b/1", "/b/2", "/c")
	before := g.count(userGet)
	st.revoke(model.PrefixSpan("/b/"), keyOnly("/c"))
	_, err := s.session.Read(s.ctx, "/b/1")
	if err == nil || err.Error() != "needs read on /b/1; alice may read /a/" {
		t.Errorf("the read says %v", err)
	}
	s.holds("/a/1")
	if r := s.row("/b/"); r.Level != model.LevelDenied || r.Cause != "needs read on /b/" || r.Count != 0 {
		t.Errorf("%+v", r)
	}
	st.must(st.Put(t.Context(), "/b/new", "v"))
	st.must(st.Put(t.Context(), "/a/new", "v"))
	s.holds("/a/1", "/a/new")
	if n := g.count(userGet) - before; n != 1 {
		t.Errorf("the roles were asked for %d times", n)
	}

	st.grant(model.PrefixSpan("/b/"))
	s.again(func() bool { n, exact := s.tree.Keys(); return n == 5 && exact })
	if slices.Contains(s.links, model.LinkDenied) {
		t.Errorf("it was denied: %v", s.causes)
	}
	st.must(st.UserRevokeRole(t.Context(), "alice", "alice"))
	_, _ = s.session.Read(s.ctx, "/a/1")
	s.until("nothing is left", func() bool { n, _ := s.tree.Keys(); return n == 0 && s.status.Link == model.LinkDenied })
}

// A server that refuses what its roles allow: it is said, and asked about once.
func TestRefusedAgainstTheRoles(t *testing.T) {
	g := &gate{refuse: refuses(status.Error(codes.PermissionDenied, "etcdserver: permission denied"), rangeStream)}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("it is said", func() bool { return s.levels[""].State == model.LevelDenied })
	if n := g.count(userGet); n > 2 {
		t.Errorf("%d askings", n)
	}
}

// Roles that can't be asked for at first are asked for again.
func TestRolesThatCannotBeAskedFor(t *testing.T) {
	beside(t)
	g := &gate{refuse: refuses(status.Error(codes.Unavailable, "etcdserver: no leader"), userGet)}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("it is denied", func() bool { return s.status.Link == model.LinkDenied })
	if s.status.Cause != "needs read on the whole keyspace" {
		t.Errorf("%q", s.status.Cause)
	}
	g.set(func() { g.refuse = nil })
	s.holds("/a/1")
}

// Another store has users of its own, who are asked about at once.
func TestAccessToAnotherStore(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1")
	s.session.Refresh()
	s.again(func() bool { return g.count(userGet) > 1 }) // whose answer is no news
	before := s.gaps
	s.session.replaced()
	s.until("it is taken for another one", func() bool { return s.gaps > before })
	s.holds("/a/1")
}

// Nobody needs to read for it to show.
func TestVigilSeesARevokedRole(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/1", "/b/1")
	st.hire(model.PrefixSpan("/a/"), model.PrefixSpan("/b/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1", "/b/1")
	st.revoke(model.PrefixSpan("/a/"))
	s.session.change(func() { s.session.nudges++ }) // its pause is over
	s.session.change(func() { s.session.nudges++ })
	s.holds("/b/1")
}

// Refusals are asked about once, not for each: whatever is listed at the time.
func TestAccessIsAskedForOnce(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	put(t, st.Client, "/a/1", "/b/1", "/c/1")
	st.hire(model.PrefixSpan("/a/"), model.PrefixSpan("/b/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1", "/b/1")
	if n := g.count(userGet); n != 1 {
		t.Errorf("at the start: %d", n)
	}
	for i := range 20 {
		s.session.Locate("/c/1")
		s.session.Open(fmt.Sprint("/c/", i, "/"))
		_, _ = s.session.Read(s.ctx, "/c/1")
	}
	s.until("all is answered", func() bool { return len(s.located) == 20 })
	if !s.located[0].Denied || s.located[0].Cause != "needs read on /c/1; alice may read /a/, /b/" {
		t.Errorf("%+v", s.located[0])
	}
	if n := g.count(userGet); n > 2 {
		t.Errorf("%d askings", n)
	}
	for range 20 {
		s.session.Refresh()
	}
	if n := g.count(userGet); n > 3 {
		t.Errorf("%d askings after r", n)
	}
	holdsOn := g.count(pb.KV_Range_FullMethodName)
	if holdsOn > 200 {
		t.Errorf("%d reads", holdsOn)
	}
}

// Rights come and go while keys do: what is left on the screen is always what
// may be read, as it is.
func TestAccessFollowsEveryChange(t *testing.T) {
	beside(t)
	srv := startAuth(t)
	st := srv.staff(t)
	all := []model.Span{model.PrefixSpan("/a/"), model.PrefixSpan("/b/x/"), keyOnly("/c"), model.PrefixSpan("/d")}
	st.hire()
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("nothing may be read", func() bool { return s.status.Link == model.LinkDenied })
	var has []model.Span
	for round, bits := range []uint{0b0101, 0b1110, 0b1111, 0b0010, 0b0000, 0b1001} {
		st.revoke(has...)
		has = nil
		for i, span := range all {
			if bits>>i&1 != 0 {
				has = append(has, span)
			}
		}
		st.grant(has...)
		put(t, srv.staff(t).Client, "/a/1", fmt.Sprint("/a/", round), "/b/x/1", fmt.Sprint("/b/", round), "/c", fmt.Sprint("/d", round))
		readable := model.SpansOf(has)
		resp, err := st.Get(s.ctx, "", clientv3.WithPrefix())
		mustNot(t, err)
		kvs := slices.DeleteFunc(resp.Kvs, func(kv *mvccpb.KeyValue) bool { return !readable.Contains(string(kv.Key)) })
		s.again(func() bool {
			n, exact := s.tree.Keys()
			return n == len(kvs) && exact && (s.status.Link == model.LinkLive) == (bits != 0) &&
				!slices.ContainsFunc(kvs, func(kv *mvccpb.KeyValue) bool { rev, _ := s.tree.ModRev(string(kv.Key)); return rev != kv.ModRevision })
		})
	}
}
