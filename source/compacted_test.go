package source

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

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
