package source

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// oldStore answers Range as a server before 3.7, and counts the keys that such
// a server walks: all to the end of the range.
type oldStore struct {
	clientv3.KV
	keys          []string // sorted
	calls, walked int
	most          int // walked by one call
	first         int // calls to the first keys
	firstWalked   int
}

func (s *oldStore) Get(_ context.Context, key string, opts ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	op := clientv3.OpGet(key, opts...)
	from := sort.SearchStrings(s.keys, key)
	to := len(s.keys)
	if end := string(op.RangeBytes()); end != "\x00" {
		to = max(from, sort.SearchStrings(s.keys, end))
	}
	s.calls, s.walked, s.most = s.calls+1, s.walked+to-from, max(s.most, to-from)
	limit := int(op.Limit())
	resp := &pb.RangeResponse{Header: &pb.ResponseHeader{Revision: 9}, Count: int64(to - from), More: to-from > limit}
	for _, k := range s.keys[from:min(to, from+limit)] {
		resp.Kvs = append(resp.Kvs, &mvccpb.KeyValue{Key: []byte(k), ModRevision: 1})
	}
	return (*clientv3.GetResponse)(resp), nil
}

// level lists the children of prefix as listLevel does.
func (s *oldStore) level(t *testing.T, prefix string) (children []string) {
	t.Helper()
	scan := newPages(t.Context(), s, &pagePace{}, model.PrefixSpan(prefix), 9)
	h := hopper{prefix: prefix, separator: "/"}
	for {
		part, err := scan.next()
		if err == io.EOF {
			return slices.Compact(children)
		}
		if s.first == 0 {
			s.first = s.calls
			s.firstWalked = s.walked
		}
		for i := range part.Keys.Len() {
			key := part.Keys.Key(i)
			if child := h.childOf(key); len(child) > 0 {
				key = child
			}
			children = append(children, string(key))
		}
		h.cost = scan.hopCost()
		at := h.next(part)
		if at == "" || scan.left.Empty() {
			return slices.Compact(children)
		}
		if at > part.Span.To {
			scan.seek(at)
		}
	}
}

// kubernetes is a keyspace of about n keys like a cluster's.
func kubernetes(n int) (keys []string) {
	for _, kind := range []string{"apiextensions.k8s.io/customresourcedefinitions", "apiregistration.k8s.io/apiservices"} {
		for i := range 30 {
			keys = append(keys, fmt.Sprintf("/registry/%s/v%d.example.com", kind, i))
		}
	}
	kinds := []string{"configmaps", "deployments", "endpointslices", "events", "leases", "pods", "replicasets", "secrets", "serviceaccounts"}
	for _, kind := range kinds {
		for i := range n / len(kinds) {
			keys = append(keys, fmt.Sprintf("/registry/%s/namespace-%04d/object-%08d", kind, i/500, i))
		}
	}
	keys = append(keys, "compact_rev_key")
	slices.Sort(keys)
	return keys
}

func TestFirstChildrenOnAnOldServer(t *testing.T) {
	const n = 500_000
	for _, c := range []struct {
		name, prefix  string
		keys          []string
		children      int
		calls, walked int // at most
	}{
		{"kubernetes", "", kubernetes(n), 2, 40, n / 4},
		{"kubernetes", "/registry/", kubernetes(n), 11, 100, n * 3 / 2},
		{"big children", "/big/", numbered(n, "/big/child-%02d/key-%07d", n/20), 20, 80, 3 * n},
	} {
		t.Run(c.name+c.prefix, func(t *testing.T) {
			s := &oldStore{keys: c.keys}
			children := s.level(t, c.prefix)
			if len(children) != c.children {
				t.Errorf("%d children: %q", len(children), children)
			}
			t.Logf("%d calls (%d to the first keys), %d keys walked of %d", s.calls, s.first, s.walked, len(s.keys))
			if c.prefix != "/big/" && s.firstWalked > n/5 {
				t.Errorf("%d keys were walked to give the first", s.firstWalked)
			}
			if s.calls > c.calls || s.walked > c.walked {
				t.Errorf("more than %d calls, or %d keys", c.calls, c.walked)
			}
		})
	}
}

// numbered is n keys made of a child's number and one of their own, each each.
func numbered(n int, format string, each int) (keys []string) {
	for i := range n {
		keys = append(keys, fmt.Sprintf(format, i/each, i%each))
	}
	return keys
}

func TestPagesGiveEveryKeyOnce(t *testing.T) {
	odd := []string{"a", "a/", "a/b", "//", "\x00", "/", "/registry", "/registry/", "/registry//", "/registry/Z", "/registry0", "\xff\xff", "\xff", "日本/キー", "z", "{", strings.Repeat("x", 4000)}
	slices.Sort(odd)
	for _, keys := range [][]string{odd, kubernetes(20_000), numbered(20_000, "%d/%d", 10), numbered(20_000, "flat/%d-%06d", 99_999), nil} {
		slices.Sort(keys)
		for _, prefix := range []string{"", "/", "/registry/", "a", "flat/", "\xff"} {
			s := &oldStore{keys: keys}
			var want, got []string
			for _, k := range keys {
				if strings.HasPrefix(k, prefix) {
					want = append(want, k)
				}
			}
			scan := newPages(t.Context(), s, &pagePace{}, model.PrefixSpan(prefix), 9)
			for part, err := scan.next(); err == nil; part, err = scan.next() {
				for i := range part.Keys.Len() {
					got = append(got, string(part.Keys.Key(i)))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q: %d keys, want %d", prefix, len(got), len(want))
			}
			if pages := len(want)/pageFirst + 40; s.calls > 4*pages || s.walked > 40*len(keys)+100 {
				t.Errorf("%q: %d keys by %d calls that walked %d", prefix, len(want), s.calls, s.walked)
			}
		}
	}
}

// What the load reads at its own pace begins behind a key that is known and
// ends where something is known again. Nobody can write while a range is
// counted, so no range may be big, however many keys there are.
func TestGentlePagesCountLittleAtOnce(t *testing.T) {
	const n = 200_000
	random := numbered(n, "r/%d", 1)
	for i := range random {
		random[i] = fmt.Sprintf("r/%016x/%08x", uint64(i)*0x9e3779b97f4a7c15, i)
	}
	for name, c := range map[string]struct {
		prefix string
		keys   []string
	}{
		"kubernetes":    {"/registry/events/", kubernetes(4 * n)},
		"flat":          {"flat/", numbered(n, "flat/%d-%06d", 9_999_999)},
		"ten a child":   {"l/", numbered(n, "l/%06d/%d", 10)},
		"many a child":  {"l/", numbered(n, "l/child-%03d/key-%07d", 5_000)},
		"random":        {"r/", random},
		"one long name": {"l/", append(numbered(1000, "l/%d-%03d", 1000), "l/0-"+strings.Repeat("5", 4000))},
	} {
		t.Run(name, func(t *testing.T) {
			slices.Sort(c.keys)
			s := &oldStore{keys: c.keys}
			from, _ := slices.BinarySearch(c.keys, c.prefix)
			to, _ := slices.BinarySearch(c.keys, model.PrefixEnd(c.prefix))
			want := c.keys[from+1 : to]
			scan := newGentlePages(t.Context(), s, &pagePace{}, model.Span{From: model.After(c.keys[from]), To: model.PrefixEnd(c.prefix)}, 9)
			var got []string
			for part, err := scan.next(); err == nil; part, err = scan.next() {
				if n := part.Keys.Len(); n > gentlePage {
					t.Fatalf("%d keys at once", n)
				}
				for i := range part.Keys.Len() {
					got = append(got, string(part.Keys.Key(i)))
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d keys, want %d", len(got), len(want))
			}
			t.Logf("%d keys: %d calls, %d walked, %d at most at once", len(want), s.calls, s.walked, s.most)
			if s.most > 25*gentleMost {
				t.Errorf("%d keys were counted at once", s.most)
			}
			if s.calls > len(want)/20+500 {
				t.Errorf("%d calls for %d keys", s.calls, len(want))
			}
		})
	}
}

// A gap ends where something is known, which may be anywhere.
func TestGentlePagesBetweenAnyKeys(t *testing.T) {
	keys := append([]string{"a", "a/", "a/b", "//", "\x00", "/", "/a/1", "/a/x", "/registry", "/registry/", "/registry//", "/registry/pods/x/y",
		"/registry0", "\xff\xff", "\xff", "日本/キー", "z", "{", strings.Repeat("x", 4000), "x" + strings.Repeat("5", 3000)}, kubernetes(200)...)
	slices.Sort(keys)
	places := []string{"", "/a/", "/b/" + strings.Repeat("n", 4000), "/registry/pods/", "/registry/events/default/typo-long-name", "b"}
	for _, k := range keys[:40] {
		places = append(places, k, model.After(k))
	}
	for _, from := range places {
		for _, to := range places {
			if to == "\x00" || (to != "" && from >= to) { // before \x00 there is no key
				continue
			}
			s := &oldStore{keys: keys}
			first, _ := slices.BinarySearch(keys, from)
			last := len(keys)
			if to != "" {
				last, _ = slices.BinarySearch(keys, to)
			}
			var got []string
			scan := newGentlePages(t.Context(), s, &pagePace{}, model.Span{From: from, To: to}, 9)
			for part, err := scan.next(); err == nil; part, err = scan.next() {
				for i := range part.Keys.Len() {
					got = append(got, string(part.Keys.Key(i)))
				}
			}
			if !slices.Equal(got, keys[first:last]) {
				t.Fatalf("%.40q to %.40q: %d keys, want %d", from, to, len(got), last-first)
			}
			if s.calls > 5_000 {
				t.Errorf("%.40q to %.40q: %d calls for %d keys", from, to, s.calls, len(got))
			}
		}
	}
}
