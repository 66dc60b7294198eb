package source

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func TestSessionListsEverythingByEitherTransport(t *testing.T) {
	for _, c := range []struct {
		name   string
		refuse func(string) error
		want   model.Transport
	}{
		{"stream", nil, model.TransportStream},
		{"pages", noRangeStream, model.TransportPaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			leaks(t)
			g := &gate{refuse: c.refuse}
			srv := startEtcd(t, g.option())
			w := adminFor(t, srv.Endpoint())
			fill(t, w, 12_000)
			put(t, w, "a", "a/", "a/b", "//", "\xff\xfe", "\x00", "日本/キー", "config/x")
			s := follow(t, srv, Options{})
			s.until("all is loaded", s.loaded)
			s.equalsStore(w, "")
			if s.status.Transport != c.want || s.status.Load.FirstChunk <= 0 {
				t.Errorf("status is %+v, want %v", s.status, c.want)
			}
			if n := g.count(rangeStream); c.refuse != nil && n > levelsAtOnce+1 {
				t.Errorf("RangeStream was refused and asked for %d times", n)
			}
		})
	}
}

func TestOpeningAPrefixHopsOverBigChildren(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		const children, each = 6, 12_000
		for c := range children {
			fillFlat(t, w, fmt.Sprintf("big/%d/", c), each)
		}
		put(t, w, "big/leaf")
		s := follow(t, srv, Options{})
		s.session.Pause(true)
		s.tree.Expand("big/")
		s.until("the level is listed", func() bool { return s.levels["big/"].State == model.LevelListed })
		if got := s.tree.Complete("big/", 99); len(got) != children+1 {
			t.Errorf("children are %q", got)
		}
		n, exact := s.tree.Keys()
		if exact || n > children*each/2 {
			t.Errorf("%d keys of %d were read (exact %v) to list %d children", n, children*each, exact, children)
		}
		s.session.Pause(false)
		s.until("all is loaded", s.loaded)
		s.equalsStore(w, "")
	}
}

func TestListingRacingWritesIsExact(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		fill(t, w, 20_000)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { // creates, changes and deletes all over the range while it is listed
			defer wg.Done()
			ctx := testContext(t)
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				key := fmt.Sprintf("/registry/pods/race-%03d", i*7919%400)
				var err error
				if i%3 == 2 {
					_, err = w.Delete(ctx, key)
				} else {
					_, err = w.Put(ctx, key, "v")
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		}()
		s := follow(t, srv, Options{Prefix: "/registry/"})
		s.tree.Expand("/registry/pods/")
		s.until("all is loaded while it changes", s.loaded)
		close(stop)
		wg.Wait()
		s.equalsStore(w, "/registry/")
	}
}

func TestStreamEqualsGetAtItsRevision(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fill(t, w, 5_000)
	ctx := testContext(t)
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	rev, err := s.session.revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, newScan := range []func() scanner{
		func() scanner {
			return newStream(ctx, s.session.client.stream, &streamPace{}, model.PrefixSpan(""), rev)
		},
		func() scanner { return newPages(ctx, s.session.client.etcd, &pagePace{}, model.PrefixSpan(""), rev) },
	} {
		var got []string
		at := ""
		scan := newScan()
		for part, err := scan.next(); err == nil; part, err = scan.next() {
			if part.Span.From != at {
				t.Fatalf("a part begins at %q, the one before ended at %q", part.Span.From, at)
			}
			at = part.Span.To
			for i := range part.Keys.Len() {
				if key := string(part.Keys.Key(i)); !part.Span.Contains(key) {
					t.Fatalf("%q is not in its part's span %q", key, part.Span)
				} else {
					got = append(got, fmt.Sprint(key, part.Keys.Meta(i).ModRev))
				}
			}
			put(t, w, fmt.Sprintf("/registry/new-%d", len(got))) // later than rev, before the position or after
		}
		scan.close()
		want, err := w.Get(ctx, "\x00", rangeOptions(model.PrefixSpan(""), rev)...)
		if err != nil {
			t.Fatal(err)
		}
		var wanted []string
		for _, kv := range want.Kvs {
			wanted = append(wanted, fmt.Sprint(string(kv.Key), kv.ModRevision))
		}
		if at != "" || !slices.Equal(got, wanted) {
			t.Errorf("got %d keys up to %q, want %d", len(got), at, len(wanted))
		}
	}
}

func TestChangesFollowTheListing(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1", "a/2")
	s := follow(t, srv, Options{Prefix: "a/"})
	s.until("loaded", s.loaded)
	put(t, w, "a/3", "a/1", "outside")
	if _, err := w.Delete(s.ctx, "a/2"); err != nil {
		t.Fatal(err)
	}
	s.equalsStore(w, "a/")
	marks := map[string]model.ChangeKind{}
	for _, r := range s.tree.Window(0, s.tree.Len()) {
		marks[r.Path] = r.Mark
	}
	if marks["a/3"] != model.Created || marks["a/1"] != model.Changed || marks["a/2"] != model.Deleted {
		t.Errorf("marks are %v", marks)
	}
	if _, ok := s.tree.IndexOf("outside"); ok {
		t.Error("a key outside of the prefix came")
	}
	rev, err := w.Put(s.ctx, "outside", "")
	if err != nil {
		t.Fatal(err)
	}
	s.until("the revision on the screen follows writes elsewhere", func() bool { return s.status.Revision >= rev.Header.Revision })
}

func TestBudgetEndsTheLoadButNotBrowsing(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 3_000)
	fillFlat(t, w, "z/", 30_000)
	s := follow(t, srv, Options{MaxKeys: 1_000})
	s.until("the budget is spent", func() bool { return s.status.Load.State == model.LoadBudget })
	before, _ := s.tree.Keys()
	s.tree.Expand("z/")
	s.until("z/ is listed as far as it may", func() bool { return s.levels["z/"].State == model.LevelPartial })
	if n, _ := s.tree.Keys(); n <= before || n > before+overBudget+pageMost {
		t.Errorf("%d keys were known, %d after opening z/", before, n)
	}
	s.tree.Retry("z/")
	s.until("z/ is listed further", func() bool { return s.levels["z/"].State == model.LevelListed })
	if got := s.tree.Complete("z/", 99_999); len(got) != 30_000 {
		t.Errorf("%d keys of z/ are known", len(got))
	}
}

func TestOldRevisionIsReadAsItWas(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a", "b")
	old, err := w.Get(testContext(t), "a")
	if err != nil {
		t.Fatal(err)
	}
	put(t, w, "a", "c")
	s := follow(t, srv, Options{Rev: old.Header.Revision})
	s.until("loaded", s.loaded)
	if n, _ := s.tree.Keys(); n != 2 || s.status.Link != model.LinkPast || s.status.Revision != old.Header.Revision {
		t.Errorf("%d keys, status %+v", n, s.status)
	}
	if e, err := s.session.Read(s.ctx, "a"); err != nil || e.ModRevision != old.Kvs[0].ModRevision {
		t.Errorf("a is %+v, %v", e, err)
	}
	if _, err := w.Compact(s.ctx, old.Header.Revision+2); err != nil {
		t.Fatal(err)
	}
	gone := follow(t, srv, Options{Rev: old.Header.Revision})
	gone.until("the level has failed", func() bool { return gone.levels[""].State == model.LevelFailed })
	if c := gone.levels[""].Cause; !strings.Contains(c, "compacted") {
		t.Errorf("cause is %q", c)
	}
}

func TestReadShowsLease(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	ctx := testContext(t)
	lease, err := w.Grant(ctx, 300)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Put(ctx, "k", "value", withLease(lease.ID)); err != nil {
		t.Fatal(err)
	}
	s := follow(t, srv, Options{})
	e, err := s.session.Read(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	if !e.Found || string(e.Value) != "value" || e.Version != 1 || e.Lease != int64(lease.ID) || e.TTL == nil || *e.TTL > 300*time.Second || *e.TTL < 200*time.Second {
		t.Errorf("entry is %+v", e)
	}
	if e, err := s.session.Read(ctx, "absent"); err != nil || e.Found {
		t.Errorf("an absent key is %+v, %v", e, err)
	}
}
