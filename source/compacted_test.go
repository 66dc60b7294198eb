package source

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestCompacted(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "a/", 5_000)
	newest := puts(t, w, "b", "v")
	s := follow(t, srv, Options{})
	s.until("live", s.isLive)
	s.session.Pause(true)
	expect := func(want int64, most int) {
		t.Helper()
		before := g.count(unaryRange)
		s.session.client.horizon.at = s.session.client.horizon.at.Add(-compactedLasts) // as if that were long ago
		got, err := s.session.Compacted(s.ctx)
		if n := g.count(unaryRange) - before; got != want || err != nil || n > most {
			t.Errorf("oldest is %d, %v, after %d reads; want %d after %d at most", got, err, n, want, most)
		}
		before = g.count(unaryRange)
		if again, err := s.session.Compacted(s.ctx); again != want || err != nil || g.count(unaryRange) > before {
			t.Errorf("asked again it is %d, %v, after %d reads", again, err, g.count(unaryRange)-before)
		}
	}
	expect(1, 2)
	compacts(t, w, 7)
	expect(7, 20)
	compacts(t, w, newest-3)
	expect(newest-3, 20)
	expect(newest-3, 3)
	if _, err := w.Get(s.ctx, "b", clientv3.WithRev(newest-3)); err != nil {
		t.Errorf("the oldest can't be read: %v", err)
	}
	if _, err := w.Get(s.ctx, "b", clientv3.WithRev(newest-4)); etcdError(err) != rpctypes.ErrCompacted {
		t.Errorf("one before it: %v", err)
	}
	s.session.client.horizon.rev = 4 // of a store that was replaced
	expect(newest-3, 20)
}

// Far away, the reads of a search take longer together than one call may.
func TestCompactedFarAway(t *testing.T) {
	beside(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	var newest int64
	for range 500 {
		newest = puts(t, w, "a", "v")
	}
	compacts(t, w, newest-200)
	cable, endpoint := startCable(t, srv.Endpoint())
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{endpoint}, CommandTimeout: time.Second}), Options{})
	s.until("live", s.isLive)
	cable.set(false, 70*time.Millisecond) // ten reads and more
	if oldest, err := s.session.Compacted(s.ctx); oldest != newest-200 || err != nil {
		t.Errorf("oldest is %d, %v, want %d", oldest, err, newest-200)
	}
}

// A search that an error ends is gone on with where it was.
func TestCompactedIsLookedForThroughErrors(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	var newest int64
	for range 500 {
		newest = puts(t, w, "a", "v")
	}
	s := follow(t, srv, Options{})
	s.until("live", s.isLive)
	s.session.Pause(true)
	for _, want := range []int64{3, newest - 3} {
		compacts(t, w, want)
		reads, failed := 0, 0
		g.set(func() {
			g.refuse = func(method string) error {
				if method != unaryRange {
					return nil
				}
				if reads++; reads%5 == 0 {
					return status.Error(codes.DataLoss, "a disk is broken")
				}
				return nil
			}
		})
		s.session.client.horizon.at = time.Time{} // as if what was found were from long ago
		oldest, err := s.session.Compacted(s.ctx)
		for ; err != nil && failed < 20; failed++ {
			oldest, err = s.session.Compacted(s.ctx)
		}
		if oldest != want || err != nil || failed == 0 {
			t.Errorf("oldest is %d, %v, after %d errors; want %d", oldest, err, failed, want)
		}
		g.set(func() { g.refuse = nil })
	}
}

// Who looks for it at a member that says nothing keeps nobody else.
func TestNobodyWaitsForAnothersSearch(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	s := follow(t, srv, Options{})
	s.until("live", s.isLive)
	turn := s.session.client.horizon.turn
	turn <- struct{}{}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := s.session.Compacted(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	<-turn
	if oldest, err := s.session.Compacted(s.ctx); oldest != 1 || err != nil {
		t.Errorf("oldest is %d, %v", oldest, err)
	}
}
