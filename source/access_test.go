package source

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

const (
	userGet = pb.Auth_UserGet_FullMethodName
	roleGet = pb.Auth_RoleGet_FullMethodName
)

// keyOnly is the span of exactly that key.
func keyOnly(key string) model.Span { return model.Span{From: key, To: model.After(key)} }

// A staff hires users and grants and takes their rights, as root.
type staff struct {
	t *testing.T
	*clientv3.Client
}

func (s *authServer) staff(t *testing.T) staff { return staff{t, s.admin(t)} }

func (st staff) must(_ any, err error) {
	st.t.Helper()
	mustNot(st.t, err)
}

// hire makes alice, with a role of the same name that may read the spans.
func (st staff) hire(spans ...model.Span) {
	const user = "alice"
	st.t.Helper()
	st.must(st.UserAdd(st.t.Context(), user, testPassword))
	st.must(st.RoleAdd(st.t.Context(), user))
	st.must(st.UserGrantRole(st.t.Context(), user, user))
	st.grant(spans...)
}

func (st staff) grant(spans ...model.Span) {
	st.t.Helper()
	for _, s := range spans {
		key, end := grantOf(s)
		st.must(st.RoleGrantPermission(st.t.Context(), "alice", key, end, clientv3.PermissionType(clientv3.PermRead)))
	}
}

func (st staff) revoke(spans ...model.Span) {
	st.t.Helper()
	for _, s := range spans {
		key, end := grantOf(s)
		st.must(st.RoleRevokePermission(st.t.Context(), "alice", key, end))
	}
}

// grantOf is the span as etcd writes it down.
func grantOf(s model.Span) (key, end string) {
	switch s.To {
	case model.After(s.From):
		return s.From, ""
	case "":
		return rangeKey(s.From), "\x00"
	}
	return s.From, s.To
}

func (s *authServer) as(t *testing.T, user string) *Client {
	t.Helper()
	return dialForTest(t, Config{Endpoints: []string{s.Endpoint()}, User: user, Password: testPassword})
}

// holds waits until the tree has exactly these keys, and knows it.
func (s *screen) holds(keys ...string) {
	s.t.Helper()
	s.until(fmt.Sprint("it has ", keys), func() bool {
		n, exact := s.tree.Keys()
		if n != len(keys) || !exact || s.status.Link != model.LinkLive || s.status.Load.State != model.LoadDone {
			return false
		}
		return !slices.ContainsFunc(keys, func(key string) bool { _, ok := s.tree.ModRev(key); return !ok })
	})
}

// row is the row that shows path.
func (s *screen) row(path string) model.Row {
	s.t.Helper()
	i, ok := s.tree.IndexOf(path)
	if !ok {
		s.t.Fatalf("no row for %s", path)
	}
	return s.tree.At(i)
}

// Every shape of a grant, by every kind of listing: what may be read is read
// whole, live, and nothing beside it is ever asked for.
func TestAccessOfEveryShape(t *testing.T) {
	all := []string{"/app/1", "/app/x/2", "/config/a", "/config/app", "/config/app/sub", "/config/b", "/team-a/1", "/team-ab", "/z/1", "other"}
	for name, spans := range map[string][]model.Span{
		"prefixes":          {model.PrefixSpan("/app/"), model.PrefixSpan("/team-a/")},
		"prefixes and keys": {model.PrefixSpan("/app/"), keyOnly("/config/app"), keyOnly("other"), keyOnly("missing")},
		"one key":           {keyOnly("/config/app")},
		"a part of a name":  {model.PrefixSpan("/team-a"), model.PrefixSpan("/config/app")},
		"a range":           {{From: "/app/x/", To: "/config/b"}},
		"from a key on":     {{From: "/team-a/"}},
		"touching":          {{From: "/app/", To: "/config/app"}, {From: "/config/app", To: "/team-a/"}},
		"everything":        {{From: "\x00"}},
	} {
		for how, opts := range map[string]Options{"full": {}, "gentle": {ReadRate: 1_000_000}} {
			for transport, server := range map[string][]demo.Option{"stream": nil, "pages": {(&gate{refuse: noRangeStream}).option()}} {
				t.Run(name+"/"+how+"/"+transport, func(t *testing.T) {
					leaks(t)
					srv := startAuth(t, server...)
					st := srv.staff(t)
					put(t, st.Client, all...)
					st.hire(spans...)
					readable := model.SpansOf(spans)
					want := slices.DeleteFunc(slices.Clone(all), func(key string) bool { return !readable.Contains(key) })
					s := followWith(t, srv.as(t, "alice"), opts)
					s.holds(want...)
					for _, key := range want {
						st.must(st.Put(t.Context(), key, "changed"))
						s.until(key+" is followed", func() bool { rev, _ := s.tree.ModRev(key); return rev == s.modRev(st.Client, key) })
					}
					if n := srv.refused.Load(); slices.Contains(s.links, model.LinkDenied) || n > 1 {
						t.Errorf("%d reads were refused; %v", n, s.causes)
					}
				})
			}
		}
	}
}

func (s *screen) modRev(w *clientv3.Client, key string) int64 {
	s.t.Helper()
	resp, err := w.Get(s.ctx, key)
	mustNot(s.t, err)
	return resp.Kvs[0].ModRevision
}

// Levels are listed where much lies between what may be read, and in it.
func TestAccessOfBigRanges(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	for _, prefix := range []string{"/a/", "/b/x/", "/b/y/", "/c/"} {
		fillFlat(t, st.Client, prefix, 3_000)
	}
	st.hire(model.PrefixSpan("/a/"), model.PrefixSpan("/b/y/"), keyOnly("/c/000007"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("all of it is there", func() bool { return s.loaded() })
	if n, _ := s.tree.Keys(); n != 6_001 {
		t.Errorf("%d keys", n)
	}
	st.must(st.Put(t.Context(), "/a/later", "v"))
	s.until("a change in one of them shows with its revision", func() bool {
		rev, ok := s.tree.ModRev("/a/later")
		return ok && s.status.Revision >= rev && s.status.Link == model.LinkLive
	})
	for path, want := range map[string]model.Row{"/a/": {Count: 3_001, Exact: true}, "/b/y/": {Count: 3_000, Exact: true}, "/c/": {Count: 1}} {
		if got := s.row(path); got.Count != want.Count || got.Exact != want.Exact || !got.Prefix {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// The first answer shows the roots, before anything is listed.
func TestAccessShowsRootsAtOnce(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	st.hire(model.PrefixSpan("/team-a/"), model.PrefixSpan("/team-b/"))
	release := make(chan struct{})
	t.Cleanup(sync.OnceFunc(func() { close(release) }))
	g.set(func() {
		g.hold = func(method string) {
			if method == rangeStream {
				<-release
			}
		}
	})
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("the roots are there", func() bool {
		_, a := s.tree.IndexOf("/team-a/")
		_, b := s.tree.IndexOf("/team-b/")
		return a && b
	})
	if a, partial := s.tree.Access(); !partial || a.User != "alice" || len(a.Readable) != 2 {
		t.Errorf("%+v, %v", a, partial)
	}
	release <- struct{}{}
}

// A PREFIX that is exactly a key which may be read, and one in which a part may.
func TestAccessWithinAPrefix(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/key", "/a/key/below", "/a/key2", "/b/1/x", "/b/2/x", "/c")
	st.hire(keyOnly("/a/key"), model.PrefixSpan("/b/1/"))
	client := srv.as(t, "alice")
	s := followWith(t, client, Options{Prefix: "/a/key"})
	s.holds("/a/key")
	if e, err := s.session.Read(s.ctx, "/a/key"); err != nil || !e.Found {
		t.Errorf("%+v, %v", e, err)
	}
	s = followWith(t, client, Options{Prefix: "/b/"})
	s.holds("/b/1/x")
	s = followWith(t, client, Options{Rev: s.status.Revision, Prefix: "/a/key"})
	s.until("the past is there", func() bool { n, exact := s.tree.Keys(); return n == 1 && exact })
}

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

// again presses r until ok: one answer of the server may be from before.
func (s *screen) again(ok func() bool) {
	s.t.Helper()
	s.session.Refresh()
	tick := time.NewTicker(refreshLeast)
	defer tick.Stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-tick.C:
				s.session.Refresh()
			case <-done:
				return
			}
		}
	}()
	s.until("it is tried again", ok)
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
	g := &gate{refuse: func(method string) error {
		if method == rangeStream {
			return status.Error(codes.PermissionDenied, "etcdserver: permission denied")
		}
		return nil
	}}
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
	g := &gate{refuse: func(method string) error {
		if method == userGet {
			return status.Error(codes.Unavailable, "etcdserver: no leader")
		}
		return nil
	}}
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

// Who may read everything isn't asked about.
func TestAccessOfRootCostsNothing(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	s := followWith(t, srv.as(t, testUser), Options{})
	s.until("it is loaded", s.loaded)
	s.session.Refresh()
	if g.count(userGet)+g.count(roleGet) > 0 {
		t.Errorf("asked: %v", g.calls)
	}
}

// More ranges than watches are worth: the first ones are followed, and it is said.
func TestAccessOfVeryManyRanges(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	var spans []model.Span
	for i := range readableMost + 3 {
		key := fmt.Sprintf("/k/%03d", i)
		put(t, st.Client, key)
		spans = append(spans, keyOnly(key))
	}
	st.hire(spans...)
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("it is loaded", func() bool { n, _ := s.tree.Keys(); return s.loaded() && n == readableMost })
	if a, _ := s.tree.Access(); a.Left != 3 {
		t.Errorf("%d left", a.Left)
	}
	s.until("it is live", func() bool { return s.status.Link == model.LinkLive })
	st.must(st.Put(t.Context(), "/k/063", "v"))
	s.until("the last is followed", func() bool { rev, _ := s.tree.ModRev("/k/063"); return rev == s.modRev(st.Client, "/k/063") })
	s = followWith(t, srv.as(t, "alice"), Options{Prefix: "/k/06"})
	s.until("a PREFIX reaches the rest", func() bool { n, _ := s.tree.Keys(); return s.loaded() && n == 7 })
}

func TestGrantsAreNamed(t *testing.T) {
	names := func(spans ...model.Span) string { return strings.Join(grantNames(model.SpansOf(spans)), " | ") }
	for want, got := range map[string]string{
		"everything":                      names(grantSpan("\x00", "\x00")),
		"/a/ | the key /b":                names(grantSpan("/b", ""), grantSpan("/a/", "/a0"), grantSpan("/a/x", "")),
		"from /a to /m | from /x on":      names(grantSpan("/x", "\x00"), grantSpan("/a", "/m")),
		"the key ␀ | from ␛[ to ␛[2 | z/": names(grantSpan("\x00", ""), grantSpan("\x1b[", "\x1b[2"), grantSpan("z/", "z0")),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Rights come and go while keys do: what is left on the screen is always what
// may be read, as it is.
func TestAccessFollowsEveryChange(t *testing.T) {
	leaks(t)
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
