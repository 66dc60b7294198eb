package source

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// fetched waits until the last fetch has come to a state.
func (s *screen) fetched(state model.FetchState) {
	s.t.Helper()
	s.until("the fetch is "+state.String(), func() bool { return s.status.Fetch.State == state })
}

// fillBeside puts n keys under "k/", and one beside it: an only prefix is opened
// by itself, which would list it.
func fillBeside(t *testing.T, w *clientv3.Client, n int) {
	t.Helper()
	fillFlat(t, w, "k/", n)
	put(t, w, "another")
}

func (s *screen) knows(under string) bool {
	_, exact := s.tree.Snapshot(under).Keys()
	return exact
}

// holdAfter lets so many more messages of streams of keys pass, and the rest
// when release is closed.
func (g *gate) holdAfter(n int, release <-chan struct{}) {
	g.set(func() {
		g.hold = func(method string) {
			g.mu.Lock()
			if method == rangeStream {
				n--
			}
			held := method == rangeStream && n < 0
			g.mu.Unlock()
			if held {
				<-release
			}
		}
	})
}

// All of a prefix comes though the load is paused, nothing beside it does, and
// what an opened level has read isn't read once more.
func TestLoadAllOfAPrefix(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		const children, each, known2 = 4, 20_000, hopMost + 25_000
		for c := range children {
			n := each
			if c == 2 {
				n = known2 // more than any hop costs, as slow as the machine may be
			}
			fillFlat(t, w, fmt.Sprintf("big/%d/", c), n)
		}
		fillFlat(t, w, "else/", 20_000)
		s := follow(t, srv, Options{})
		s.session.Pause(true)
		s.tree.Expand("big/")
		s.tree.Expand("big/2/") // all of it is known then
		s.until("the levels are listed", func() bool {
			return s.levels["big/"].State == model.LevelListed && s.levels["big/2/"].State == model.LevelListed
		})
		before, read := s.tree.Snapshot("big/"), s.read
		known, exact := before.Keys()
		if exact || !s.knows("big/2/") {
			t.Fatalf("of big/ %d keys are known, all: %v; all of big/2/: %v", known, exact, s.knows("big/2/"))
		}
		s.session.LoadAll("big/")
		s.fetched(model.FetchDone)
		n, exact := s.tree.Snapshot("big/").Keys()
		if n != (children-1)*each+known2 || !exact || s.knows("else/") {
			t.Errorf("%d keys of big/ are known, all: %v; all of else/: %v", n, exact, s.knows("else/"))
		}
		if f := s.status.Fetch; f.Keys != int64(n-known) || f.Number != 1 || f.Prefix != "big/" {
			t.Errorf("%+v, and %d of %d keys were known before", f, known, n)
		}
		// A little is read again rather than hopped over: never all of a child.
		if again := s.read - read - (n - known); again > hopMost+10_000 {
			t.Errorf("%d of the %d keys that were known were read again", again, known)
		}
		if s.status.Load.State != model.LoadPaused {
			t.Errorf("the background load is %v", s.status.Load.State)
		}
		s.session.Pause(false)
		s.until("all is loaded", s.loaded)
		s.equalsStore(w, "")
	}
}

// What is known isn't asked for at all.
func TestLoadAllOfWhatIsKnown(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	put(t, adminFor(t, srv.Endpoint()), "a/1", "b/1")
	s := follow(t, srv, Options{})
	s.until("all is loaded", s.loaded)
	read := s.read
	s.session.LoadAll("a/")
	s.fetched(model.FetchDone)
	if s.read != read || s.status.Fetch.Keys != 0 {
		t.Errorf("%d keys were read, %+v", s.read-read, s.status.Fetch)
	}
}

// It goes ahead of a load that is slow, which goes on afterwards.
func TestLoadAllGoesAheadOfTheLoad(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 3_000)
	fillFlat(t, w, "z/", 30_000)
	s := follow(t, srv, Options{ReadRate: 1_000})
	s.until("live", func() bool { return s.status.Link == model.LinkLive })
	s.session.LoadAll("z/") // at the load's pace that takes half a minute
	s.fetched(model.FetchDone)
	if n, exact := s.tree.Snapshot("z/").Keys(); n != 30_000 || !exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
	s.until("the load goes on to the end", s.loaded)
	s.equalsStore(w, "")
}

// Another prefix takes the place of the one under way.
func TestLoadAllOneAtATime(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 30_000)
	fillFlat(t, w, "z/", 10_000)
	s := follow(t, srv, Options{MaxKeys: 1})
	s.until("live", func() bool { return s.status.Link == model.LinkLive })
	for range 20 {
		s.session.LoadAll("a/")
		s.session.LoadAll("z/")
	}
	s.fetched(model.FetchDone)
	if f := s.status.Fetch; f.Prefix != "z/" || f.Number != 40 || !s.knows("z/") || s.knows("a/") {
		t.Errorf("%+v; all of z/: %v, of a/: %v", f, s.knows("z/"), s.knows("a/"))
	}
}

// One that is given up ends at once, keeps what it has read, and lets the load go on.
func TestLoadAllIsGivenUp(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillBeside(t, w, 30_000)
	s := follow(t, srv, Options{ReadRate: 100_000}) // by pages: the streams are the fetch's
	s.session.Pause(true)
	s.until("live", func() bool { return s.status.Link == model.LinkLive && s.levels[""].State != model.LevelUnknown })
	release := make(chan struct{})
	free := sync.OnceFunc(func() { close(release) })
	t.Cleanup(free)
	g.holdAfter(3, release)
	s.session.LoadAll("k/")
	s.until("some of it is there", func() bool { return s.status.Fetch.Keys > 0 })
	s.session.EndLoadAll()
	s.fetched(model.FetchNone)
	if n, exact := s.tree.Snapshot("k/").Keys(); n == 0 || exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
	s.session.Pause(false)
	s.until("the load goes on", s.loaded) // though the server still holds the stream
	free()
	s.equalsStore(w, "")
	s.session.EndLoadAll() // there is none
	s.session.LoadAll("k/")
	s.session.Close()
}

// A person may go beyond the key budget, as with an opened prefix, and is told.
func TestLoadAllAndTheKeyBudget(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 3_000)
	fillFlat(t, w, "z/", 50_000)
	s := follow(t, srv, Options{MaxKeys: 1_000})
	s.until("the budget is spent", func() bool { return s.status.Load.State == model.LoadBudget })
	before, _ := s.tree.Keys()
	s.session.LoadAll("z/")
	s.fetched(model.FetchBudget)
	if n, _ := s.tree.Keys(); n < before+overBudget || n > before+2*overBudget || int64(n-before) != s.status.Fetch.Keys {
		t.Errorf("%d keys were known, now %d: %+v", before, n, s.status.Fetch)
	}
	for !s.knows("z/") {
		s.session.LoadAll("z/")
		asked := s.status.Fetch.Number + 1
		s.until("it has read on", func() bool { return s.status.Fetch.Number == asked && s.status.Fetch.State.Ended() })
	}
	if f := s.status.Fetch; f.State != model.FetchDone || f.Number > 3 {
		t.Errorf("%+v", f)
	}
}

func TestLoadAllAtAnOldRevision(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillBeside(t, w, 5_000)
	old, err := w.Get(testContext(t), "k/000000")
	if err != nil {
		t.Fatal(err)
	}
	fillFlat(t, w, "k/new", 100)
	s := follow(t, srv, Options{Rev: old.Header.Revision, ReadRate: 1})
	s.session.Pause(true)
	s.session.LoadAll("k/")
	s.fetched(model.FetchDone)
	if n, exact := s.tree.Snapshot("k/").Keys(); n != 5_000 || !exact {
		t.Errorf("%d keys, all: %v", n, exact)
	}
	if _, err := w.Compact(s.ctx, old.Header.Revision+1); err != nil {
		t.Fatal(err)
	}
	gone := follow(t, srv, Options{Rev: old.Header.Revision})
	gone.session.LoadAll("k/")
	gone.fetched(model.FetchFailed)
	if c := gone.status.Fetch.Cause; !strings.Contains(c, "compacted") {
		t.Errorf("the cause is %q", c)
	}
}
