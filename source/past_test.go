package source

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// at is a screen on the same connection, at another revision.
func (s *screen) at(rev int64) *screen {
	s.t.Helper()
	other := &screen{
		t: s.t, ctx: s.ctx, session: s.session.At(rev),
		tree: model.NewTree(s.session.opts.Prefix, s.session.opts.Separator), levels: map[string]model.Level{},
	}
	s.t.Cleanup(other.session.Close)
	return other
}

func (s *screen) isPast() bool { return s.loaded() && s.status.Link == model.LinkPast }

// equalsRevision compares the tree and the values with what etcd says of rev.
func (s *screen) equalsRevision(w *clientv3.Client, rev int64) {
	s.t.Helper()
	want, err := w.Get(s.ctx, "\x00", clientv3.WithFromKey(), clientv3.WithRev(rev))
	mustNot(s.t, err)
	if n, exact := s.tree.Keys(); n != len(want.Kvs) || !exact {
		s.t.Errorf("%d keys (exact %v), %d at revision %d", n, exact, len(want.Kvs), rev)
	}
	for _, kv := range want.Kvs {
		mod, _ := s.tree.ModRev(string(kv.Key))
		e, err := s.session.Read(s.ctx, string(kv.Key))
		if mod != kv.ModRevision || err != nil || e.ModRevision != mod || string(e.Value) != string(kv.Value) {
			s.t.Errorf("%s at revision %d: in the tree %d, read %+v, %v", kv.Key, rev, mod, e, err)
		}
	}
}

func puts(t *testing.T, w *clientv3.Client, key, value string) (rev int64) {
	t.Helper()
	resp, err := w.Put(testContext(t), key, value)
	mustNot(t, err)
	return resp.Header.Revision
}

func deletes(t *testing.T, w *clientv3.Client, key string) (rev int64) {
	t.Helper()
	resp, err := w.Delete(testContext(t), key)
	mustNot(t, err)
	return resp.Header.Revision
}

func compacts(t *testing.T, w *clientv3.Client, rev int64) {
	t.Helper()
	_, err := w.Compact(testContext(t), rev)
	mustNot(t, err)
}

func TestToThePastAndBack(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/other")
	first := puts(t, w, "a/key", "first")
	gone := deletes(t, w, "a/key")
	puts(t, w, "a/key", "second")
	live := follow(t, srv, Options{})
	live.until("live", live.isLive)

	past := live.at(gone - 1)
	past.until("the past is loaded", past.isPast)
	past.equalsRevision(w, first)
	if past.status.Revision != first || past.links[0] != model.LinkPast {
		t.Errorf("revision %d, the links shown were %v", past.status.Revision, past.links)
	}
	between := past.at(gone) // and from there to the time between
	between.until("it is loaded", between.isPast)
	between.equalsRevision(w, gone)
	live.session.Close()

	newest := puts(t, w, "a/later", "v")
	past.until("it is told of the newest", func() bool { return past.status.Newest >= newest })
	if n, _ := past.tree.Keys(); n != 2 {
		t.Errorf("%d keys: something moves in the past", n)
	}
	back := past.at(0)
	past.session.Close()
	back.until("live again", back.isLive)
	for _, l := range back.links { // the first may be over before it is shown
		if l != model.LinkResyncing && l != model.LinkLive {
			t.Errorf("the links shown were %v", back.links)
		}
	}
	puts(t, w, "a/last", "v")
	back.equalsStore(w, "")
}

func TestCompactedWhileLooking(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	rev := puts(t, w, "a/key", "first")
	newest := puts(t, w, "a/key", "second")
	live := follow(t, srv, Options{})
	live.until("live", live.isLive)
	s := live.at(rev)
	s.until("the past is loaded", s.isPast)
	if oldest, err := s.session.Compacted(s.ctx); oldest != 1 || err != nil { // which is remembered
		t.Errorf("oldest is %d, %v", oldest, err)
	}
	compacts(t, w, newest)
	if _, err := s.session.Read(s.ctx, "a/key"); err == nil || !strings.Contains(err.Error(), "compacted") {
		t.Fatalf("error %v", err)
	}
	want := fmt.Sprintf("revision %d was compacted away (oldest is %d)", rev, newest)
	s.until("it is said", func() bool { return s.status.Cause == want })
	s.until("the link is past", func() bool { return s.status.Link == model.LinkPast })
	if n, _ := s.tree.Keys(); n != 1 || s.status.Cause != want {
		t.Errorf("%d keys, cause %q", n, s.status.Cause)
	}
}

// Nobody who reads waits for the search for what there is in place of a revision.
func TestReadsDoNotWaitForTheOldest(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	rev := puts(t, w, "a/key", "first")
	newest := puts(t, w, "a/key", "second")
	s := follow(t, srv, Options{Rev: rev})
	s.until("the past is loaded", s.isPast)
	turn := s.session.client.horizon.turn
	turn <- struct{}{} // another session looks for it
	compacts(t, w, newest)
	if _, err := s.session.Read(s.ctx, "a/key"); err == nil {
		t.Error("it can be read")
	}
	gone := fmt.Sprintf("revision %d was compacted away", rev)
	s.until("it is said", func() bool { return s.status.Cause == gone })
	<-turn
	s.until("the oldest is said", func() bool { return s.status.Cause == fmt.Sprintf("%s (oldest is %d)", gone, newest) })
}

// A read of what is listed already is none: it doesn't say that the revision can
// be read again.
func TestALossIsNotForgottenWithoutARead(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	rev := puts(t, w, "a/key", "first")
	newest := puts(t, w, "a/key", "second")
	s := follow(t, srv, Options{Rev: rev})
	s.until("the past is loaded", s.isPast)
	compacts(t, w, newest)
	if _, err := s.session.Read(s.ctx, "a/key"); err == nil {
		t.Error("it can be read")
	}
	s.session.openLevel(s.ctx, "a/")
	if lost := s.session.lossNow(); !strings.Contains(lost, "was compacted away") {
		t.Errorf("it is forgotten: %q", lost)
	}
}

// What was listed before the compaction stays on the screen.
func TestCompactedInTheMiddleOfAListing(t *testing.T) {
	leaks(t)
	g := &gate{refuse: noRangeStream}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 3*pageMost)
	rev := puts(t, w, "z", "v")
	newest := puts(t, w, "z", "w")
	live := follow(t, srv, Options{})
	live.until("live", live.isLive)
	var once sync.Once
	g.set(func() {
		g.before = func(req any) {
			if r, ok := req.(*pb.RangeRequest); ok && r.Revision == rev && string(r.Key) > "a/001" && string(r.Key) < "z" {
				once.Do(func() { compacts(t, w, newest) })
			}
		}
	})
	s := live.at(rev)
	s.until("it is said", func() bool {
		return s.status.Link == model.LinkPast && strings.Contains(s.status.Cause, "was compacted away (oldest is ")
	})
	if n, exact := s.tree.Keys(); n == 0 || exact {
		t.Errorf("%d keys, exact %v", n, exact)
	}
}

func TestARevisionThatIsYetToCome(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	now := puts(t, w, "a", "v")
	s := follow(t, srv, Options{Rev: now + 1})
	s.until("it is said", func() bool {
		return s.status.Cause == fmt.Sprintf("revision %d is yet to come (newest is %d)", now+1, now)
	})
	puts(t, w, "b", "v")
	s.session.Refresh()
	s.until("it has come", func() bool { return s.isPast() && s.status.Cause == "" })
	s.equalsRevision(w, now+1)
}

// A member that is a little behind has a revision soon that another one has: that
// is no failure, and nobody is to wait long for it.
func TestAMemberIsBehindATravel(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	rev := puts(t, w, "a", "v")
	live := follow(t, srv, Options{})
	live.until("live", live.isLive)
	late := func(method string, n int) {
		g.set(func() {
			g.refuse = func(m string) error {
				if m != method || n == 0 {
					return nil
				}
				n--
				return rpctypes.ErrGRPCFutureRev
			}
		})
	}
	late(rangeStream, 4)
	s := live.at(rev)
	s.until("the past is loaded", func() bool {
		if s.levels[""].State == model.LevelFailed || s.status.Load.State == model.LoadFailed || s.status.Cause != "" {
			t.Fatalf("level %+v, load %v, cause %q", s.levels[""], s.status.Load.State, s.status.Cause)
		}
		return s.isPast()
	})
	late(unaryRange, 3)
	if e, err := live.session.ReadAt(s.ctx, "a", rev); err != nil || !e.Found {
		t.Errorf("a read of one version: %+v, %v", e, err)
	}
	late(unaryRange, 3)
	if e, err := s.session.Read(s.ctx, "a"); err != nil || !e.Found {
		t.Errorf("a read at an old revision: %+v, %v", e, err)
	}
}

// A pinned member is read alone at an old revision, too, and stays pinned
// on the way through time.
func TestPinInThePast(t *testing.T) {
	leaks(t)
	one, two := startEtcd(t), startEtcd(t)
	put(t, adminFor(t, one.Endpoint()), "a", "b", "c")
	put(t, adminFor(t, two.Endpoint()), "x", "y", "z")
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{one.Endpoint()}}), Options{Rev: 3})
	s.until("the past is loaded", s.isPast)
	s.equalsRevision(adminFor(t, one.Endpoint()), 3)
	s.session.Pin(two.Endpoint())
	s.until("the other's past is loaded", func() bool { return s.resets == 1 && s.isPast() })
	s.equalsRevision(adminFor(t, two.Endpoint()), 3)
	back := s.at(0)
	s.session.Close()
	back.until("the present of the same member is loaded", back.isLive)
	if back.status.Pinned != two.Endpoint() {
		t.Errorf("pinned is %q", back.status.Pinned)
	}
	back.equalsStore(adminFor(t, two.Endpoint()), "")
}
