package source

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// gapNow makes a gap, as follow does when the watch has lost its place.
func (s *screen) gapNow() {
	s.t.Helper()
	s.session.endEra(s.session.era)
	if _, err := s.session.newEra(); err != nil {
		s.t.Fatal(err)
	}
}

func TestNoListingIsOlderThanTheWatch(t *testing.T) {
	leaks(t)
	var pins atomic.Int32
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		resp, err := h(ctx, req)
		if r, ok := resp.(*pb.RangeResponse); ok && pins.Add(1) > 1 {
			r.Header.Revision-- // every answer but the first is a lagging member's
		}
		return resp, err
	})))
	w := adminFor(t, srv.Endpoint())
	put(t, w, "gone", "k")
	if _, err := w.Delete(testContext(t), "gone"); err != nil {
		t.Fatal(err)
	}
	pins.Store(0)
	s := follow(t, srv, Options{})
	s.until("loaded", s.loaded)
	if _, ok := s.tree.ModRev("gone"); ok {
		t.Error("a key that was deleted before the watch began is there")
	}
}

func TestStoreIsReplaced(t *testing.T) {
	for name, test := range map[string]struct {
		token   string // of the new cluster; the old one's gives it the same IDs
		noWatch bool   // the watch has ended before
	}{
		"same IDs":       {token: "etcd-cluster"},
		"new IDs":        {token: "another"},
		"while no watch": {token: "etcd-cluster", noWatch: true},
	} {
		t.Run(name, func(t *testing.T) {
			leaks(t)
			g, dir, token := &gate{}, t.TempDir(), "etcd-cluster"
			srv := startEtcd(t, g.option(), demo.WithDir(dir), demo.WithConfig(func(cfg *embed.Config) { cfg.InitialClusterToken = token }))
			w := adminFor(t, srv.Endpoint())
			put(t, w, "old/1", "kept", "kept", "kept", "kept")
			s := follow(t, srv, Options{})
			s.tree.Expand("old/")
			s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
			before := s.status.Revision
			srv.Stop()
			if test.noWatch {
				g.set(func() {
					g.refuse = refuses(rpctypes.ErrGRPCNoLeader, watchMethod)
				})
				if err := srv.Restart(s.ctx); err != nil {
					t.Fatal(err)
				}
				s.until("no leader", func() bool { return s.status.Link == model.LinkNoLeader })
				srv.Stop()
				g.set(func() { g.refuse = nil })
			}
			emptyDir(t, dir)
			token = test.token
			if err := srv.Restart(s.ctx); err != nil {
				t.Fatal(err)
			}
			put(t, w, "kept", "new/1")
			s.until("the new store is loaded", func() bool {
				_, ok := s.tree.ModRev("new/1")
				return ok && s.loaded() && s.status.Link == model.LinkLive
			})
			s.equalsStore(w, "")
			if s.status.Revision >= before {
				t.Errorf("revision %d is still that of the old store, %d", s.status.Revision, before)
			}
		})
	}
}

func emptyDir(t *testing.T, dir string) {
	t.Helper()
	data, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(data) == 0 {
		t.Fatalf("no data to remove: %v", err)
	}
	for _, d := range data {
		if err := os.RemoveAll(d); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAfterAGapAPartialLevelIsReadFromItsBeginning(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 2_000)
	fillFlat(t, w, "z/", 45_000) // which no chunk ends within the allowance
	s := follow(t, srv, Options{MaxKeys: 1_000})
	s.until("the budget is spent", func() bool { return s.status.Load.State == model.LoadBudget })
	s.tree.Expand("z/")
	s.until("z/ is partial", func() bool { return s.levels["z/"].State == model.LevelPartial })
	delete(s.levels, "z/")
	s.gapNow()
	s.until("z/ is listed again", func() bool { return s.levels["z/"].State == model.LevelPartial })
	if gap := s.session.gap(model.Span{From: "z/000000", To: "z/000500"}); !gap.Empty() {
		t.Errorf("its first keys were not read: %q", gap)
	}
}

func TestDeniedAfterAGapIsSaid(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	s.until("connected", func() bool { return s.status.Link == model.LinkLive })
	s.gapNow()
	g.set(func() {
		g.refuse = refuses(status.Error(codes.PermissionDenied, "etcdserver: permission denied"), unaryRange, rangeStream)
	})
	s.session.Open("other/")
	s.until("it is said", func() bool { return s.levels["other/"].State == model.LevelDenied })
}

func TestFailingLevelsDoNotKeepOthersWaiting(t *testing.T) {
	leaks(t)
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainStreamInterceptor(func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
		return h(srv, &badDisk{ss})
	})))
	w := adminFor(t, srv.Endpoint())
	put(t, w, "good/x")
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	s.until("connected", func() bool { return s.status.Link == model.LinkLive })
	s.session.change(func() { s.session.covered.Clear() }) // the load may have been quicker
	for i := range levelsAtOnce {
		s.session.Open(fmt.Sprintf("bad%d/", i))
	}
	s.until("they fail", func() bool { return s.levels["bad0/"].State == model.LevelFailed })
	s.session.Open("good/")
	s.until("another is listed", func() bool { return s.levels["good/"].State == model.LevelListed })
}

// badDisk fails reads that begin at "bad".
type badDisk struct{ grpc.ServerStream }

func (b *badDisk) RecvMsg(m any) error {
	if err := b.ServerStream.RecvMsg(m); err != nil {
		return err
	}
	if r, ok := m.(*pb.RangeRequest); ok && strings.HasPrefix(string(r.Key), "bad") {
		return status.Error(codes.Internal, "disk on fire")
	}
	return nil
}

func TestABeginThatIsGivenUpLeavesNothingOpen(t *testing.T) {
	box := newMailbox(model.Status{}, DefaultMaxInFlight)
	s := &Session{box: box, turn: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	s.era = &era{ctx: ctx, cancel: cancel}
	box.gap(false, nil) // the gap is known, the next era has not begun
	cancel()
	if _, err := s.begin(ctx, asking); err == nil {
		t.Fatal("it began")
	}
	if len(box.open) != 0 {
		t.Errorf("%d listings stay open for ever", len(box.open))
	}
}

func TestTwoListingsMeetAnOldServerAtOnce(t *testing.T) {
	leaks(t)
	g := &gate{refuse: noRangeStream}
	srv := startEtcd(t, g.option())
	put(t, adminFor(t, srv.Endpoint()), "a", "b")
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	l := &lister{stream: c.stream, kv: c.etcd, first: func(model.Transport, time.Duration) {}}
	ctx := testContext(t)
	one, two := l.scan(ctx, model.PrefixSpan(""), 0), l.scan(ctx, model.PrefixSpan(""), 0)
	for _, scan := range []scanner{one, two} {
		n := 0
		part, err := scan.next()
		for ; err == nil; part, err = scan.next() {
			n += part.Keys.Len()
		}
		if err != io.EOF || n != 2 {
			t.Errorf("%d keys, %v", n, err)
		}
		scan.close()
	}
}

func TestABudgetWithoutBounds(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	put(t, adminFor(t, srv.Endpoint()), "a", "b/1", "c")
	s := follow(t, srv, Options{MaxKeys: math.MaxInt})
	s.until("listed", func() bool { return s.levels[""].State == model.LevelListed })
}

func TestWritesElsewhereAreNoLag(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	s := follow(t, srv, Options{Prefix: "a/"})
	s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	var l lag
	for range 5 {
		rev := s.beatAfterWrite(w, &l)
		s.until("the watch says how far it is", func() bool { return s.status.Revision >= rev })
		if s.status.Link != model.LinkLive {
			t.Fatalf("link %v, the watch is at %d, the store was at %d", s.status.Link, s.status.Revision, rev)
		}
	}
}

// beatAfterWrite is a beat of the pulse after others have written, as if the one
// before were long ago. It gives the store's revision.
func (s *screen) beatAfterWrite(w *clientv3.Client, l *lag) int64 {
	s.t.Helper()
	put(s.t, w, "elsewhere")
	st, err := s.session.beatOf()
	if err != nil {
		s.t.Fatal(err)
	}
	l.since = l.since.Add(-2 * lagAfter)
	s.session.beat(st, s.session.memberNames(), l)
	return st.Header.Revision
}

func TestAHangingWatchShowsThoughListingsGoOn(t *testing.T) {
	beside(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	s := follow(t, srv, Options{})
	s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	released := make(chan struct{})
	t.Cleanup(func() { close(released) })
	g.set(func() {
		g.hold = func(m string) {
			if m == watchMethod {
				<-released
			}
		}
	})
	put(t, w, "a/2")
	s.session.Locate("a/")
	s.until("the listing has it", func() bool { _, ok := s.tree.ModRev("a/2"); return ok })
	s.until("the lag shows", func() bool { return s.status.Link == model.LinkLagging })
}

func TestAnOldRevisionSurvivesARestart(t *testing.T) {
	beside(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a", "b")
	s := follow(t, srv, Options{Rev: 2})
	s.until("loaded", func() bool { return s.loaded() && s.status.Link == model.LinkPast })
	srv.Stop()
	s.until("away", func() bool { return s.status.Link == model.LinkReconnecting })
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.until("back in the past", func() bool { return s.status.Link == model.LinkPast && s.status.Cause == "" })
	if n, exact := s.tree.Keys(); n != 1 || !exact {
		t.Errorf("%d keys, exact %v", n, exact)
	}
}

func TestAFutureRevisionFailsOnce(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	put(t, adminFor(t, srv.Endpoint()), "a")
	s := follow(t, srv, Options{Rev: 1_000})
	s.until("it is said", func() bool {
		return s.levels[""].State == model.LevelFailed && s.status.Load.State == model.LoadFailed
	})
	if n := g.count(rangeStream); n > 2 { // the level and the load
		t.Errorf("it was asked for %d times", n)
	}
}

func TestLocateFindsAPrefixBehindManySiblings(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "cfg/deep-", 2*locateKeys)
	put(t, w, "cfg/deep/x")
	s := follow(t, srv, Options{})
	s.session.Locate("cfg/deep")
	s.until("located", func() bool { return len(s.located) > 0 })
	if got := s.located[0]; got.Path != "cfg/deep/" {
		t.Errorf("it leads to %+v", got)
	}
}
