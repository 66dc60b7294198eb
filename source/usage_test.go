package source

import (
	"context"
	"fmt"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

func TestUsageCountsWhatLeavesTheProcess(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	fillFlat(t, w, "k/", 3_000)
	put(t, w, "big")
	g.set(func() { g.calls = nil })
	s := follow(t, srv, Options{MaxKeys: 9_999, ReadRate: 50_000})
	s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	if e, err := s.session.Read(s.ctx, "big"); err != nil || !e.Found {
		t.Fatal(e, err)
	}
	put(t, w, "k/000001", "new")
	s.until("both are there", func() bool { _, ok := s.tree.ModRev("new"); return ok })
	u := s.session.Usage()
	for _, method := range []string{"KV/Range", "KV/RangeStream", "Watch/Watch"} {
		c := u.Of(method)
		if want := g.count("/etcdserverpb." + method); c.Calls != int64(want) || want == 0 {
			t.Errorf("%s: %d calls are counted, the server saw %d", method, c.Calls, want)
		}
		if c.Received == 0 || c.Sent == 0 || c.Errors != 0 {
			t.Errorf("%s: %+v", method, c)
		}
	}
	if n := u.Of("Watch/Watch").Keys; n != 2 {
		t.Errorf("%d events are counted", n)
	}
	if n := u.ListedKeys(); n < 3_001 || u.Keys < 3_001 || u.Values != 1 {
		t.Errorf("%d keys came by listings, %d are known, %d with their value", n, u.Keys, u.Values)
	}
	if u.MaxKeys != 9_999 || u.ReadRate != 50_000 || u.MaxInFlight != DefaultMaxInFlight || u.Memory <= 0 || u.Since.IsZero() {
		t.Errorf("budgets are %+v", u)
	}
}

func TestUsageCountsErrorsAndNotWhatWasGivenUp(t *testing.T) {
	leaks(t)
	g := &gate{refuse: noRangeStream}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a", "b")
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	ctx := testContext(t)
	call, err := c.stream.open(ctx, model.PrefixSpan(""), 0)
	if err == nil {
		err = call.RecvMsg(&chunk{})
	}
	if !isUnimplemented(err) {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(ctx)
	watch := c.etcd.Watch(ended, "a", clientv3.WithCreatedNotify())
	<-watch
	cancel()
	for range watch { // until it is closed
	}
	if _, err := c.etcd.Delete(ctx, "a"); err == nil {
		t.Fatal("it was not refused")
	}
	for _, got := range c.usage.counted() {
		switch {
		case got.Method == "KV/RangeStream" && got.Errors == 1:
		case got.Method == "Watch/Watch" && got.Errors == 0 && got.Calls == 1:
		default:
			t.Errorf("%+v", got)
		}
	}
}

// burst changes keys under a prefix, so many each time, in transactions of 100.
func burst(t *testing.T, w *clientv3.Client, prefix string, events, distinct int) {
	t.Helper()
	ctx := testContext(t)
	for i := 0; i < events; i += 100 {
		var ops []clientv3.Op
		for j := i; j < i+100; j++ {
			ops = append(ops, clientv3.OpPut(fmt.Sprintf("%s%06d", prefix, j%distinct), "v"))
		}
		if _, err := w.Txn(ctx).Then(ops...).Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

// awaitEvents waits until the box has been given so many events, while nobody
// takes anything out of it.
func (s *screen) awaitEvents(n int64) {
	s.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.session.Usage().Watch.Events < n {
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			s.t.Fatalf("%d events came, of %d", s.session.Usage().Watch.Events, n)
		}
	}
}

// awaitNothing waits until nothing is on its way.
func (s *screen) awaitNothing() {
	s.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.session.Usage().InFlight > 0 {
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			s.t.Fatalf("%d bytes wait", s.session.Usage().InFlight)
		}
	}
}

// A flood while the screen takes nothing: what waits is bounded, every event is
// accounted for, and in the end the tree is what the store is.
func TestFloodWhileTheScreenStandsStill(t *testing.T) {
	for name, test := range map[string]struct {
		budget, distinct int
		sheds            bool
	}{
		"few keys are coalesced":         {DefaultMaxInFlight, 200, false},
		"many keys wait":                 {DefaultMaxInFlight, 50_000, false},
		"more bytes than may wait: shed": {LeastInFlight, 50_000, true},
	} {
		t.Run(name, func(t *testing.T) {
			leaks(t)
			const events = 50_000
			srv := startEtcd(t)
			w := adminFor(t, srv.Endpoint())
			put(t, w, "a")
			s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, MaxInFlight: test.budget}), Options{})
			s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
			burst(t, w, "flood/", events, test.distinct)
			if test.sheds {
				s.awaitEvents(int64(test.budget / (2 * changeWeight)))
			} else {
				s.awaitEvents(events)
				s.session.box.mu.Lock()
				if n := len(s.session.box.changes); n != test.distinct {
					t.Errorf("%d changes wait", n)
				}
				s.session.box.mu.Unlock()
			}
			u := s.session.Usage()
			if u.InFlight > u.MaxInFlight || u.MaxInFlight != int64(test.budget) {
				t.Errorf("%d bytes wait, of %d", u.InFlight, u.MaxInFlight)
			}
			if want := int64(events - test.distinct); !test.sheds && u.Watch.Coalesced != want {
				t.Errorf("%d events were coalesced, of %d", u.Watch.Coalesced, want)
			}
			shown := s.status.Flood.Summarised
			if test.sheds {
				s.until("it is said that changes were summarised", func() bool {
					shown = max(shown, s.status.Flood.Summarised)
					return s.gaps > 0 && shown > 0
				})
			}
			s.until("loaded again", s.loaded)
			s.equalsStore(w, "")
			s.awaitNothing()
			u = s.session.Usage()
			if sheds := u.Watch.Summarised > 0; sheds != test.sheds || sheds != (u.Watch.Gaps > 0) {
				t.Errorf("%+v", u.Watch)
			}
		})
	}
}

func TestRespiteGrows(t *testing.T) {
	var r respite
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		if got := r.after(5 * time.Second); got != want*time.Second {
			t.Errorf("pause %d is %v", i, got)
		}
	}
	if got := r.after(floodOver + 1); got != retryPause {
		t.Errorf("after a long time without a flood it is %v", got)
	}
}

// After a flood the person is told why and for how long nothing happens, unless
// something worse is to be told.
func TestRespiteIsSaid(t *testing.T) {
	for link, want := range map[model.Link]string{
		model.LinkLive:     "more changes than could be shown, all is read again in 1 s",
		model.LinkNoLeader: "no leader",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := &Session{ctx: ctx, box: newMailbox(model.Status{Link: link, Cause: "no leader"}, DefaultMaxInFlight)}
		if err := s.restAfter(&era{began: time.Now()}, errFlood, &respite{}); err == nil {
			t.Error("it doesn't wait")
		}
		if b, err := s.Next(t.Context()); err != nil || b.Status.Cause != want || b.Status.Link != link {
			t.Errorf("%+v, %v", b.Status, err)
		}
	}
}

func TestFloodMeter(t *testing.T) {
	var m floodMeter
	now := time.Now()
	at := func(after time.Duration, w model.WatchUsage, resyncing bool) model.Flood {
		now = now.Add(after)
		return m.measure(w, resyncing, now)
	}
	steps := []struct {
		after     time.Duration
		watch     model.WatchUsage
		resyncing bool
		want      model.Flood
	}{
		{0, model.WatchUsage{}, false, model.Flood{}},
		{time.Second, model.WatchUsage{Events: 100}, false, model.Flood{}},
		{time.Second, model.WatchUsage{Events: 12_555}, false, model.Flood{}}, // a burst
		{time.Second, model.WatchUsage{Events: 12_556}, false, model.Flood{}},
		{time.Second, model.WatchUsage{Events: 20_000}, false, model.Flood{}},
		{time.Second, model.WatchUsage{Events: 32_455}, false, model.Flood{Rate: 12_400}},
		{16 * time.Millisecond, model.WatchUsage{Events: 32_600}, false, model.Flood{Rate: 12_400}},
		{time.Second, model.WatchUsage{Events: 50_000, Summarised: 9_000}, true, model.Flood{Rate: 17_200, Summarised: 9_000}},
		{time.Second, model.WatchUsage{Events: 50_000, Summarised: 9_000}, true, model.Flood{Summarised: 9_000}},
		{time.Second, model.WatchUsage{Events: 50_001, Summarised: 9_000}, false, model.Flood{}},
		{time.Second, model.WatchUsage{Events: 60_001, Summarised: 9_500}, true, model.Flood{Summarised: 500}},
		{time.Second, model.WatchUsage{Events: 70_001, Summarised: 9_500}, false, model.Flood{Rate: 10_000, Summarised: 500}},
	}
	for i, step := range steps {
		if got := at(step.after, step.watch, step.resyncing); got != step.want {
			t.Errorf("step %d: %+v, want %+v", i, got, step.want)
		}
	}
}
