package source

import (
	"strings"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// A gap in between: all is read anew, by itself.
func TestLoadAllOutlastsAGap(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillBeside(t, w, 30_000)
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	s.until("live", func() bool { return s.status.Link == model.LinkLive && s.levels[""].State != model.LevelUnknown })
	release := make(chan struct{})
	g.holdAfter(3, release)
	s.session.LoadAll("k/")
	s.until("some of it is there", func() bool { return s.status.Fetch.Keys > 0 })
	put(t, w, "k/later")
	s.gapNow()
	close(release)
	s.until("all is there after the gap", func() bool { return s.gaps > 0 && s.status.Fetch.State == model.FetchDone })
	if n, exact := s.tree.Snapshot("k/").Keys(); n != 30_001 || !exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
}

func TestLoadAllOutlastsTheServer(t *testing.T) {
	beside(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillBeside(t, w, 20_000)
	s := follow(t, srv, Options{ReadRate: 1})
	s.session.Pause(true)
	s.until("live", func() bool { return s.status.Link == model.LinkLive && s.levels[""].State != model.LevelUnknown })
	// It breaks off in the middle, and then the server is away.
	away := status.Error(codes.Unavailable, "not now")
	sent := 0
	g.set(func() {
		g.broken = func(method string) error {
			g.mu.Lock()
			defer g.mu.Unlock()
			if method != rangeStream {
				return nil
			}
			if sent++; sent < 4 {
				return nil
			}
			g.refuse = refuses(away, rangeStream, unaryRange)
			return away
		}
	})
	s.session.LoadAll("k/")
	s.fetched(model.FetchWaiting)
	if f := s.status.Fetch; f.Cause == "" || f.Keys == 0 {
		t.Errorf("%+v", f)
	}
	srv.Stop()
	s.until("it is away", func() bool { return s.status.Link == model.LinkReconnecting })
	g.set(func() { g.refuse, g.broken = nil, nil })
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.fetched(model.FetchDone)
	if n, exact := s.tree.Snapshot("k/").Keys(); n != 20_000 || !exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
}

// The revision that it reads at is compacted away: it goes on at a newer one.
func TestLoadAllOutlastsCompaction(t *testing.T) {
	for _, err := range []error{rpctypes.ErrGRPCCompacted, rpctypes.ErrGRPCFutureRev} {
		leaks(t)
		g := &gate{}
		srv := startEtcd(t, g.option())
		fillBeside(t, adminFor(t, srv.Endpoint()), 5_000)
		s := follow(t, srv, Options{})
		s.session.Pause(true)
		s.until("live", func() bool { return s.status.Link == model.LinkLive && s.levels[""].State != model.LevelUnknown })
		refused := 0
		g.set(func() {
			g.refuse = func(method string) error {
				if method == rangeStream && refused < 3 {
					refused++
					return err
				}
				return nil
			}
		})
		s.session.LoadAll("k/")
		s.fetched(model.FetchDone)
		if !s.knows("k/") || refused != 3 {
			t.Errorf("all is known: %v, after %d refusals", s.knows("k/"), refused)
		}
	}
}

// Of what may be read in parts, those parts; where nothing may, it says so and ends.
func TestLoadAllOfWhatMayBeRead(t *testing.T) {
	leaks(t)
	srv := startAuth(t)
	st := srv.staff(t)
	fillFlat(t, st.Client, "/a/x/", 3_000)
	fillFlat(t, st.Client, "/a/y/", 3_000)
	fillFlat(t, st.Client, "/a/z/", 3_000)
	put(t, st.Client, "/b/1")
	st.hire(model.PrefixSpan("/a/x/"), model.PrefixSpan("/a/z/"))
	s := followWith(t, srv.as(t, "alice"), Options{ReadRate: 1})
	s.session.Pause(true)
	s.session.LoadAll("/a/")
	s.fetched(model.FetchDone)
	if n, exact := s.tree.Snapshot("/a/").Keys(); n != 6_000 || !exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
	s.session.LoadAll("/b/")
	s.fetched(model.FetchDenied)
	if c := s.status.Fetch.Cause; !strings.Contains(c, "needs read on /b/; alice may read") {
		t.Errorf("the cause is %q", c)
	}
}
