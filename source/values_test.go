package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// valueReads are the requests for values that a gate has seen.
func valueReads(g *gate) func() []*pb.RangeRequest {
	var all []*pb.RangeRequest
	g.set(func() {
		g.before = func(req any) {
			if r, ok := req.(*pb.RangeRequest); ok && !r.KeysOnly && !r.CountOnly {
				g.set(func() { all = append(all, r) })
			}
		}
	})
	return func() (seen []*pb.RangeRequest) {
		g.set(func() { seen, all = all, nil })
		return seen
	}
}

// valuesOf reads the values of all keys of the tree.
func (s *screen) valuesOf() (all []model.Entry, sum model.Values, calls int) {
	s.t.Helper()
	var keys []string
	for o := s.tree.Snapshot("").Ordered(); ; {
		key, ok := o.Next()
		if !ok {
			break
		}
		keys = append(keys, key)
	}
	for len(keys) > 0 {
		v, err := s.session.Values(s.ctx, keys)
		if err != nil {
			s.t.Fatal(err)
		}
		if v.Settled < 1 || v.Settled > len(keys) {
			s.t.Fatalf("%d of %d keys are settled", v.Settled, len(keys))
		}
		calls++
		keys = keys[v.Settled:]
		all = append(all, v.Entries...)
		sum.Bytes, sum.Denied, sum.TooBig = sum.Bytes+v.Bytes, sum.Denied+v.Denied, sum.TooBig+v.TooBig
	}
	return all, sum, calls
}

// areBounded sees that no request is for more than was known to be there.
func areBounded(t *testing.T, reads []*pb.RangeRequest, rev int64) {
	t.Helper()
	for _, r := range reads {
		if len(r.RangeEnd) == 0 {
			continue // of one key
		}
		if string(r.RangeEnd) == "\x00" || r.Limit < 1 || r.Limit > valuesMost || !r.Serializable || r.Revision != rev {
			t.Errorf("asked for %+v", r)
		}
	}
}

func putAll(t *testing.T, w *clientv3.Client, values map[string]string) (rev int64) {
	t.Helper()
	for key, value := range values {
		resp, err := w.Put(testContext(t), key, value)
		mustNot(t, err)
		rev = resp.Header.Revision
	}
	return rev
}

func TestValuesAreThoseOfTheStore(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		want := map[string]string{"b": "0", "a/": "1", "z": "2"}
		for i := range 60 {
			want[fmt.Sprintf("a/%02d", i)] = fmt.Sprint("value of ", i)
			want[fmt.Sprintf("a/%02d/below", i%7)] = "below"
		}
		putAll(t, w, want)
		s := follow(t, srv, Options{})
		s.until("all is loaded", s.loaded)
		reads := valueReads(g)
		got, sum, calls := s.valuesOf()
		weight := 0
		for i, e := range got {
			weight += len(e.Key) + len(e.Value)
			if want[e.Key] != string(e.Value) || !e.Found || e.ReadAt.IsZero() {
				t.Errorf("%q is %q", e.Key, e.Value)
			}
			if rev, _ := s.tree.ModRev(e.Key); rev != e.ModRevision || i > 0 && got[i-1].Key >= e.Key {
				t.Errorf("%q is out of order, or of revision %d", e.Key, e.ModRevision)
			}
		}
		if len(got) != len(want) || sum.Bytes != weight || sum.Denied+sum.TooBig > 0 {
			t.Errorf("%d values of %d, %+v", len(got), len(want), sum)
		}
		all := reads()
		areBounded(t, all, 0)
		if len(all) != calls || all[0].Limit != valuesFirst || all[1].Limit != 2*valuesFirst || calls > 5 {
			t.Errorf("%d requests for %d values: %v", len(all), len(want), all)
		}
	}
}

func TestValuesOfAnOldRevision(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	rev := putAll(t, w, map[string]string{"a": "old", "b": "old", "c": "old"})
	putAll(t, w, map[string]string{"a": "new", "aa": "new"})
	mustDelete(t, w, "b")
	s := follow(t, srv, Options{Rev: rev})
	s.until("all is loaded", s.loaded)
	reads := valueReads(g)
	got, _, _ := s.valuesOf()
	if len(got) != 3 || slices.ContainsFunc(got, func(e model.Entry) bool { return string(e.Value) != "old" }) {
		t.Errorf("%+v", got)
	}
	areBounded(t, reads(), rev)
	_, err := w.Compact(s.ctx, rev+2)
	mustNot(t, err)
	if _, err = s.session.Values(s.ctx, []string{"a", "b"}); err == nil || err.Error() != "the revision has been compacted" {
		t.Errorf("compacted: %v", err)
	}
}

func mustDelete(t *testing.T, w *clientv3.Client, key string) {
	t.Helper()
	_, err := w.Delete(testContext(t), key)
	mustNot(t, err)
}

// What isn't known lies between keys that are: it is not to be read, nor counted.
func TestValuesNeverReadWhatIsNotKnown(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	putAll(t, w, map[string]string{"a": "1", "b": "2", "y": "3", "z": "4"})
	fillFlat(t, w, "m/", 3_000)
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	s.until("the level is listed", func() bool { return s.levels[""].State == model.LevelListed })
	s.session.change(func() {
		s.session.covered = model.SpansOf([]model.Span{{To: "m/"}, {From: "n"}})
	})
	reads := valueReads(g)
	var got []string
	for keys := []string{"a", "b", "y", "z"}; len(keys) > 0; {
		v, err := s.session.Values(s.ctx, keys)
		mustNot(t, err)
		keys = keys[v.Settled:]
		for _, e := range v.Entries {
			got = append(got, e.Key)
		}
	}
	if all := reads(); !slices.Equal(got, []string{"a", "b", "y", "z"}) || len(all) != 2 || string(all[0].RangeEnd) != "b\x00" {
		t.Errorf("got %q by %v", got, all)
	}
}

func TestValuesWrittenInBetweenDoNotDisplaceOthers(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	putAll(t, w, map[string]string{"a": "1", "c": "2", "e": "3"})
	s := follow(t, srv, Options{})
	s.until("all is loaded", s.loaded)
	putAll(t, w, map[string]string{"b": "new", "d": "new"})
	mustDelete(t, w, "a")
	var got []string
	for keys := []string{"a", "c", "e"}; len(keys) > 0; {
		v, err := s.session.Values(s.ctx, keys)
		mustNot(t, err)
		keys = keys[v.Settled:]
		for _, e := range v.Entries {
			got = append(got, e.Key)
		}
	}
	if !slices.Equal(got, []string{"b", "c", "d", "e"}) {
		t.Errorf("got %q", got)
	}
}

func TestBigValuesShrinkTheRequests(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	big := string(bytes.Repeat([]byte("x"), 600<<10))
	for i := range 12 {
		putAll(t, w, map[string]string{fmt.Sprintf("k%02d", i): big})
	}
	putAll(t, w, map[string]string{"l": big + big})
	// The client takes messages of 2 MiB: three of these values, not four.
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, MaxRecvBytes: 2 << 20, MaxRequestBytes: 1 << 20}), Options{})
	s.until("all is loaded", s.loaded)
	reads := valueReads(g)
	got, sum, _ := s.valuesOf()
	if len(got) != 13 || sum.TooBig > 0 {
		t.Errorf("%d values, %+v", len(got), sum)
	}
	all := reads()
	areBounded(t, all, 0)
	if all[0].Limit != 8 || all[1].Limit != 4 || all[2].Limit != 2 || len(all) > 2+1+11 {
		t.Errorf("%v", all)
	}
}

func TestAValueThatIsTooBigIsLeftOut(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	putAll(t, w, map[string]string{"a": "1", "b": string(make([]byte, 1<<20)), "c": "2"})
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, MaxRecvBytes: 512 << 10, MaxRequestBytes: 256 << 10}), Options{})
	s.until("all is loaded", s.loaded)
	got, sum, _ := s.valuesOf()
	if len(got) != 2 || sum.TooBig != 1 {
		t.Errorf("%d values, %+v", len(got), sum)
	}
	s.rests("b")
}

// rests sees that after a request for a key the next one waits, whatever came of it.
func (s *screen) rests(key string) {
	s.t.Helper()
	before := s.session.values.pace.due
	_, _ = s.session.Values(s.ctx, []string{key})
	if !s.session.values.pace.due.After(before) {
		s.t.Errorf("nothing waits after a request for %q", key)
	}
}

// When small values were read, the next ones may be as large as etcd takes them.
func TestTheWorstCaseIsBounded(t *testing.T) {
	if worst := valuesMost * (3 << 19); worst > 24<<20 || worst >= messageMost {
		t.Errorf("%d values of 1.5 MiB are %d bytes", valuesMost, worst)
	}
}

func TestValuesPace(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var p valuesPace
	for i, c := range []struct {
		n, bytes int
		took     time.Duration
		size     int
		rest     time.Duration // from its beginning on
	}{
		{8, 800, 2 * time.Millisecond, 16, 4 * time.Millisecond}, // half of the time at most
		{16, 1600, 2 * time.Millisecond, valuesMost, 4 * time.Millisecond},
		{16, 4 << 20, 50 * time.Millisecond, 4, time.Second}, // as many bytes a second as there may be
		{4, 10 << 20, time.Second, 1, 2500 * time.Millisecond},
		{0, 0, time.Second, 1, 2 * time.Second},
		{1, 10, time.Second, 2, 2 * time.Second},
	} {
		p.took(c.n, c.bytes, at, at.Add(c.took))
		if p.size() != c.size || p.due.Sub(at) != c.rest {
			t.Errorf("%d: the next one is of %d, after %v", i, p.size(), p.due.Sub(at))
		}
	}
	p.tooMuch(7)
	if p.size() != 3 {
		t.Errorf("%d", p.size())
	}
}

func TestValuesWaitForWhatAPersonWaitsFor(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	putAll(t, adminFor(t, srv.Endpoint()), map[string]string{"a": "1"})
	s := follow(t, srv, Options{})
	s.until("all is loaded", s.loaded)
	done := s.session.asks()
	reads := valueReads(g)
	short, cancel := context.WithTimeout(s.ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := s.session.Values(short, []string{"a"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it didn't wait: %v", err)
	}
	if n := len(reads()); n > 0 {
		t.Errorf("%d requests meanwhile", n)
	}
	done()
	_, err := s.session.Values(s.ctx, []string{"a"})
	mustNot(t, err)
}

func TestDeniedValuesAreLeftOut(t *testing.T) {
	leaks(t)
	srv := startAuth(t)
	st := srv.staff(t)
	putAll(t, st.Client, map[string]string{"a/1": "no", "b/1": "yes", "b/2": "yes", "c/1": "no", "d/1": "yes"})
	st.hire(model.PrefixSpan("b/"), model.PrefixSpan("d/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("b/1", "b/2", "d/1")
	var got []string
	denied := 0
	for keys := []string{"a/1", "b/1", "b/2", "c/1", "d/1"}; len(keys) > 0; {
		v, err := s.session.Values(s.ctx, keys)
		mustNot(t, err)
		keys, denied = keys[v.Settled:], denied+v.Denied
		for _, e := range v.Entries {
			got = append(got, e.Key)
		}
	}
	if !slices.Equal(got, []string{"b/1", "b/2", "d/1"}) || denied != 2 {
		t.Errorf("%q, %d denied", got, denied)
	}
}

func TestValuesSayWhyTheyFailAndEndWithTheirContext(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	putAll(t, adminFor(t, srv.Endpoint()), map[string]string{"a": "1", "b": "2"})
	s := follow(t, srv, Options{})
	s.until("all is loaded", s.loaded)
	g.set(func() { g.refuse = refuses(status.Error(codes.Internal, "disk on fire"), unaryRange) })
	if v, err := s.session.Values(s.ctx, []string{"a", "b"}); err == nil || err.Error() != "disk on fire" || v.Settled != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	s.rests("a")
	g.set(func() { g.refuse = nil })
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := s.session.Values(ctx, []string{"a", "b"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if v, err := s.session.Values(s.ctx, nil); err != nil || v.Settled != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}
