package source

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

const watchMethod = "/etcdserverpb.Watch/Watch"

func TestServerStopsAndComesBack(t *testing.T) {
	beside(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1", "a/2", "b")
	s := follow(t, srv, Options{})
	s.until("loaded and live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	srv.Stop()
	s.until("it says so", func() bool { return s.status.Link == model.LinkReconnecting })
	if !strings.Contains(s.status.Cause, "connection refused") && !strings.Contains(s.status.Cause, "connection lost") {
		t.Errorf("the cause is %q", s.status.Cause)
	}
	if n, exact := s.tree.Keys(); n != 3 || !exact {
		t.Errorf("%d keys (exact %v) while the server is away", n, exact)
	}
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	put(t, w, "a/3", "a/1")
	s.until("it is live again", func() bool { return s.status.Link == model.LinkLive })
	s.equalsStore(w, "")
	if s.gaps != 0 {
		t.Errorf("everything was listed again, though the watch could go on")
	}
}

func TestStartBeforeTheServerIsUp(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	srv.Stop()
	s := follow(t, srv, Options{})
	s.until("it says that it connects", func() bool { return s.status.Link == model.LinkConnecting && s.status.Attempt > 1 })
	if !strings.Contains(s.status.Cause, "connection refused") {
		t.Errorf("the cause is %q", s.status.Cause)
	}
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.until("loaded", s.loaded)
	s.equalsStore(w, "")
}

func TestCompactionUnderTheWatch(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1", "a/2", "b/1", "c")
	s := follow(t, srv, Options{})
	s.tree.Expand("a/")
	cursor := model.NewCursor(s.tree)
	s.until("loaded and live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	cursor.To("a/1")

	srv.Stop()
	g.set(func() {
		g.refuse = refuses(status.Error(codes.Unavailable, "not yet"), watchMethod)
	})
	if err := srv.Restart(s.ctx); err != nil {
		t.Fatal(err)
	}
	put(t, w, "a/3", "c")
	if _, err := w.Delete(s.ctx, "a/2"); err != nil {
		t.Fatal(err)
	}
	del, err := w.Delete(s.ctx, "b/1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Compact(s.ctx, del.Header.Revision); err != nil {
		t.Fatal(err)
	}
	g.set(func() { g.refuse = nil })
	s.until("it is live again", func() bool { return s.gaps > 0 && s.loaded() && s.status.Link == model.LinkLive })
	s.equalsStore(w, "")
	marks := map[string]model.ChangeKind{}
	for _, r := range s.tree.Window(0, s.tree.Len()) {
		marks[r.Path] = r.Mark
	}
	// What happened meanwhile shows, though no event told it.
	if marks["a/3"] != model.Created || marks["a/2"] != model.Deleted || marks["c"] != model.Changed || marks["a/1"] != model.Unchanged {
		t.Errorf("marks are %v", marks)
	}
	if cursor.Path() != "a/1" || !s.tree.Expanded("a/") {
		t.Errorf("the cursor went to %q, a/ open: %v", cursor.Path(), s.tree.Expanded("a/"))
	}
}

func TestCompactionInTheMiddleOfAListing(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		fillFlat(t, w, "k/", 5_000)

		// One of the listing's answers waits until its revision is compacted.
		nth := 4
		if refuse != nil {
			nth = 2
		}
		compacted := make(chan struct{})
		waiting := make(chan struct{})
		var once sync.Once
		answers := 0
		hold := func() {
			g.mu.Lock()
			answers++
			now := answers == nth
			g.mu.Unlock()
			if now {
				once.Do(func() { close(waiting) })
				<-compacted
			}
		}
		g.set(func() {
			g.hold = func(m string) {
				if m == rangeStream {
					hold()
				}
			}
			g.before = func(req any) {
				if r, ok := req.(*pb.RangeRequest); ok && len(r.RangeEnd) > 0 { // a page
					hold()
				}
			}
		})
		s := follow(t, srv, Options{ReadRate: 100_000})
		done := make(chan struct{})
		go func() {
			defer close(done)
			<-waiting
			ctx := context.Background()
			if err := s.session.await(s.ctx, func() bool { return s.session.watching.stands }); err != nil {
				t.Error(err)
			}
			for i := range 10 {
				if _, err := w.Put(ctx, fmt.Sprintf("k/new-%d", i), ""); err != nil {
					t.Error(err)
				}
			}
			if resp, err := w.Put(ctx, "z", ""); err != nil {
				t.Error(err)
			} else if _, err := w.Compact(ctx, resp.Header.Revision); err != nil {
				t.Error(err)
			}
			close(compacted)
		}()
		s.until("loaded", s.loaded)
		<-done
		s.equalsStore(w, "")
		if s.gaps != 0 {
			t.Error("the watch was not compacted, and still everything was listed again")
		}
	}
}

func TestMoreChangesThanTheScreenTakes(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a")
	s := follow(t, srv, Options{})
	s.until("loaded and live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	// The screen stands still meanwhile: the box fills and throws away.
	fillFlat(t, w, "many/", boxChanges+20_000)
	s.until("changes were missed", func() bool { return s.gaps > 0 })
	s.until("loaded again", s.loaded)
	s.equalsStore(w, "")
}

func TestAbandonedListingsLeaveNothingBehind(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "k/", 30_000)
	s := follow(t, srv, Options{MaxKeys: 1})
	s.until("connected", func() bool { return s.status.Link == model.LinkLive })
	for range 50 {
		s.session.Open("k/")
		s.session.Abandon("k/")
	}
	s.session.Open("k/")
	s.until("listed", func() bool { return s.levels["k/"].State != model.LevelUnknown })
	// Nobody takes batches any more: Close must end listings that wait for room.
	s.session.Open("")
}
