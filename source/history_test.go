package source

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// walk walks back through the versions of "k" to the end, n at a time.
func (s *screen) walk(before int64, n int) (all []model.Version, end model.HistoryEnd) {
	s.t.Helper()
	for {
		found, end, err := s.session.History(s.ctx, "k", before, n)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(found) > n {
			s.t.Fatalf("%d versions, of %d that were asked for", len(found), n)
		}
		if all = append(all, found...); end.State != model.HistoryOpen {
			return all, end
		}
		before = all[len(all)-1].ModRevision
	}
}

// lives is a key that was put three times, deleted and put twice more; others
// were written in between.
type lives struct {
	first   []int64 // mod revisions
	deleted int64
	second  []int64
	now     int64
}

func putLives(t *testing.T, w *clientv3.Client) (l lives) {
	ctx := testContext(t)
	write := func(to *[]int64, n int) {
		for i := range n {
			put(t, w, "other", "k/other")
			resp, err := w.Put(ctx, "k", strings.Repeat("v", len(*to)+10*i))
			if err != nil {
				t.Fatal(err)
			}
			*to = append(*to, resp.Header.Revision)
		}
	}
	write(&l.first, 3)
	put(t, w, "other")
	resp, err := w.Delete(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	l.deleted = resp.Header.Revision
	write(&l.second, 2)
	put(t, w, "other")
	l.now = l.second[1] + 1
	return l
}

func modRevisions(all []model.Version) (revs []int64) {
	for _, v := range all {
		revs = append(revs, v.ModRevision)
	}
	return revs
}

func newestFirst(revs []int64) []int64 {
	revs = slices.Clone(revs)
	slices.Reverse(revs)
	return revs
}

func TestHistoryWalksBackToTheCreation(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	l := putLives(t, w)
	s := follow(t, srv, Options{})
	for _, n := range []int{1, 2, 100} {
		all, end := s.walk(0, n)
		if !slices.Equal(modRevisions(all), newestFirst(l.second)) || end != (model.HistoryEnd{State: model.HistoryCreated}) {
			t.Errorf("%+v, %+v", all, end)
		}
		all, end = s.walk(l.deleted, n)
		if !slices.Equal(modRevisions(all), newestFirst(l.first)) || end != (model.HistoryEnd{State: model.HistoryCreated}) {
			t.Errorf("before the delete: %+v, %+v", all, end)
		}
		if v := all[0]; v.Version != 3 || v.Size != 22 || v.CreateRevision != l.first[0] || v.Lease != 0 || v.Deleted || !v.Time.IsZero() {
			t.Errorf("%+v", v)
		}
	}
	for _, before := range []int64{1, 2, l.second[0], l.first[0]} {
		if all, end := s.walk(before, 3); len(all) > 0 || end != (model.HistoryEnd{State: model.HistoryAbsent}) {
			t.Errorf("before %d: %+v, %+v", before, all, end)
		}
	}
}

func TestHistoryEndsWhereItIsCompacted(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	l := putLives(t, w)
	s := follow(t, srv, Options{})
	for _, c := range []struct {
		compact int64
		before  int64
		want    []int64
		end     model.HistoryState
		tells   bool // the compact revision
	}{
		{l.first[1], l.deleted, []int64{l.first[2], l.first[1]}, model.HistoryCompacted, true},
		{l.first[1] + 1, l.deleted, []int64{l.first[2], l.first[1]}, model.HistoryCompacted, true},
		{l.first[2], l.deleted, []int64{l.first[2]}, model.HistoryCompacted, true},
		{l.deleted - 1, l.deleted, []int64{l.first[2]}, model.HistoryCompacted, true},
		{l.deleted, l.deleted, nil, model.HistoryCompacted, true},
		{l.second[0] - 1, 0, newestFirst(l.second), model.HistoryCreated, false},
		{l.second[0], 0, newestFirst(l.second), model.HistoryCreated, true},
		{l.now, 0, []int64{l.second[1]}, model.HistoryCompacted, true},
		{l.now, l.second[1], nil, model.HistoryCompacted, true},
	} {
		if _, err := w.Compact(s.ctx, c.compact); err != nil && !strings.Contains(err.Error(), "compacted") {
			t.Fatal(err)
		}
		all, end := s.walk(c.before, 2)
		want := model.HistoryEnd{State: c.end}
		if c.tells {
			want.Compacted = c.compact
		}
		if !slices.Equal(modRevisions(all), c.want) || end != want {
			t.Errorf("compacted at %d, before %d: %v, %+v, want %v, %+v", c.compact, c.before, modRevisions(all), end, c.want, want)
		}
	}
}

// The server compacts between two questions for the compact revision.
func TestHistoryWhileItIsCompacted(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	for range 300 {
		put(t, w, "k")
	}
	s := follow(t, srv, Options{})
	if _, err := w.Compact(s.ctx, 100); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	g.set(func() {
		g.before = func(req any) {
			r, ok := req.(*pb.RangeRequest)
			if !ok || !r.KeysOnly || r.Revision == 0 || r.RangeEnd != nil {
				return
			}
			if n := asked.Add(1); n == 4 {
				if _, err := w.Compact(testContext(t), 180); err != nil {
					t.Error(err)
				}
			}
		}
	})
	all, end := s.walk(0, 50)
	if end != (model.HistoryEnd{State: model.HistoryCompacted, Compacted: 180}) || len(all) != 301-99 {
		t.Errorf("%d versions, %+v", len(all), end)
	}
	if n := asked.Load(); n > 30 {
		t.Errorf("it asked %d times for the compact revision", n)
	}
}

func TestHistoryTellsTimesAndLeases(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	lease, err := w.Grant(testContext(t), 600)
	if err != nil {
		t.Fatal(err)
	}
	object := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"creationTimestamp":"2026-03-01T12:00:00Z"}}`
	if _, err := w.Put(testContext(t), "k", object, withLease(lease.ID)); err != nil {
		t.Fatal(err)
	}
	s := follow(t, srv, Options{})
	all, _ := s.walk(0, 10)
	if len(all) != 1 || all[0].Time.UTC().Format("2006-01-02 15:04") != "2026-03-01 12:00" || all[0].Lease != int64(lease.ID) {
		t.Errorf("%+v", all)
	}
}

func TestHistoryOfAnOldRevisionStartsThere(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	l := putLives(t, w)
	s := follow(t, srv, Options{Rev: l.first[2] - 1})
	if all, end := s.walk(0, 10); !slices.Equal(modRevisions(all), newestFirst(l.first[:2])) || end.State != model.HistoryCreated {
		t.Errorf("%+v, %+v", all, end)
	}
	s = follow(t, srv, Options{})
	for rev, want := range map[int64]string{0: "second", l.first[0]: "first", l.first[1] - 1: "first", l.deleted: "", l.second[0]: "second"} {
		e, err := s.session.ReadAt(s.ctx, "k", rev)
		created := map[string]int64{"first": l.first[0], "second": l.second[0]}[want]
		if err != nil || e.Found != (want != "") || e.CreateRevision != created {
			t.Errorf("at %d: %+v, %v", rev, e, err)
		}
	}
}

// A cancelled walk asks nothing more.
func TestHistoryIsCancelled(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	for range 50 {
		put(t, w, "k")
	}
	s := follow(t, srv, Options{})
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	var asked atomic.Int64
	g.set(func() {
		g.before = func(req any) {
			if r, ok := req.(*pb.RangeRequest); ok && string(r.Key) == "k" && asked.Add(1) == 10 {
				cancel()
			}
		}
	})
	found, end, err := s.session.History(ctx, "k", 0, 1000)
	for err == nil && end.State == model.HistoryOpen { // the time of a batch was over
		found, end, err = s.session.History(ctx, "k", found[len(found)-1].ModRevision, 1000)
	}
	if !errors.Is(err, context.Canceled) && err.Error() != "canceled" {
		t.Errorf("%v", err)
	}
	if n := asked.Load(); n != 10 {
		t.Errorf("it asked %d times", n)
	}
}

// What was found before a fault isn't lost; and a member that lags is asked
// again.
func TestHistoryMeetsFaults(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	l := putLives(t, w)
	s := follow(t, srv, Options{})
	s.until("live", s.isLive)
	var asked atomic.Int64
	put := func() { put(t, w, "other") }
	g.set(func() {
		g.before = func(req any) {
			if r, ok := req.(*pb.RangeRequest); ok && string(r.Key) == "k" && r.Revision > l.now && asked.Add(1) == 3 {
				put()
			}
		}
	})
	if found, _, err := s.session.History(s.ctx, "k", l.now+2, 1); err != nil || len(found) != 1 || asked.Load() < 3 {
		t.Errorf("%+v, %v, asked %d times", found, err, asked.Load())
	}
	if _, _, err := s.session.History(s.ctx, "k", l.now+1000, 1); err == nil || !strings.Contains(err.Error(), "newer than what the server has") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if found, end, err := s.session.History(ctx, "k", 0, 10); err == nil || len(found) > 0 || end.State != model.HistoryOpen {
		t.Errorf("%+v, %+v, %v", found, end, err)
	}
}

// Who gives the newest whatever is asked for has no history: no version is told
// twice.
func TestHistoryOfAServerWithoutRevisions(t *testing.T) {
	leaks(t)
	g := &gate{before: func(req any) {
		if r, ok := req.(*pb.RangeRequest); ok {
			r.Revision = 0
		}
	}}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "k", "k")
	s := follow(t, srv, Options{})
	found, end, err := s.session.History(s.ctx, "k", 0, 1000)
	if len(found) != 1 || end.State != model.HistoryOpen || err == nil || !strings.Contains(err.Error(), "whatever revision") {
		t.Errorf("%+v, %+v, %v", found, end, err)
	}
}

func TestHistoryOnKine(t *testing.T) {
	leaks(t)
	k := &kineLike{}
	srv := startEtcd(t, k.option())
	w := adminFor(t, srv.Endpoint())
	for i := range 5 {
		put(t, w, "k", "other"+strconv.Itoa(i))
	}
	s := follow(t, srv, Options{})
	if all, end := s.walk(0, 10); len(all) != 5 || end.State != model.HistoryCreated {
		t.Errorf("%+v, %+v", all, end)
	}
}

func TestHistoryThatMayNotBeRead(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	s := follow(t, srv, Options{Linearizable: true})
	s.until("live", s.isLive)
	s.session.change(func() { s.session.leaderless = true })
	if _, _, err := s.session.History(s.ctx, "k", 0, 10); err == nil || err.Error() != errNoQuorum.Error() {
		t.Errorf("%v", err)
	}
}
