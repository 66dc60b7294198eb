package model

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// keyOnly is the span of exactly that key.
func keyOnly(key string) Span { return Span{From: key, To: After(key)} }

func access(spans ...Span) *Access { return &Access{User: "alice", Readable: spans} }

// What may be read is there at once, with the way to it open; what lies beside
// it is not counted, nor missed.
func TestAccessShowsRoots(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Access: access(keyOnly("/config/app"), PrefixSpan("/team-a/"), PrefixSpan("/team-b/x/"))})
	wantRows(t, tree, `
v / >=0
  > team-a/ >=0
  v team-b/ >=0
    > x/ >=0
`)
	apply(tree, 0, Batch{
		Listed: []Listed{{Span: keyOnly("/config/app"), Rev: 9, Keys: listed("", 9, "/config/app").Keys}, listed("/team-a/", 9, "/team-a/1", "/team-a/2"), listed("/team-b/x/", 9)},
		Levels: []Level{{Prefix: "", State: LevelListed}, {Prefix: "/", State: LevelListed}, {Prefix: "/config/", State: LevelListed}, {Prefix: "/team-b/", State: LevelListed}},
	})
	wantRows(t, tree, `
v / >=3
  v config/ >=1
      app
  > team-a/ =2
  v team-b/x/ =0
`)
	if n, exact := tree.Keys(); n != 3 || !exact {
		t.Errorf("Keys() = %d, %v", n, exact)
	}
	if part, ok := tree.Progress(""); part != 1 || !ok {
		t.Errorf("Progress() = %v, %v", part, ok)
	}
}

// A grant that is taken back: what was known there goes, the row stays and
// says why. One that is given back is listed again.
func TestAccessIsTakenBack(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{
		Listed: []Listed{listed("", 9, "/a/b/1", "/a/c/2", "/d/3", "/top", "/z/")},
		Levels: []Level{{Prefix: "", State: LevelListed}, {Prefix: "/", State: LevelListed}},
	})
	tree.Expand("/a/")
	tree.Expand("/a/b/")
	apply(tree, 0, Batch{Gap: true, Access: access(PrefixSpan("/a/c/"), keyOnly("/top"))})
	apply(tree, 0, Batch{Listed: []Listed{listed("/a/c/", 10, "/a/c/2"), {Span: keyOnly("/top"), Rev: 10, Keys: listed("", 9, "/top").Keys}},
		// Late news of what may not be read any more.
		Changes: []Change{{"/a/b/1", at(11), Changed}, {"/d/new", at(11), Created}, {"/a/b/1", at(12), Deleted}}})
	wantRows(t, tree, `
v / >=2
  v a/ >=1
    > b/ >=0
    > c/ =1
  > d/ >=0
    top
  > z/ >=0
`)
	i, _ := tree.IndexOf("/a/b/")
	if r := tree.At(i); r.Level != LevelDenied || r.Cause != "needs read on /a/b/" {
		t.Errorf("%+v", r)
	}
	tree.Expand("/d/")
	tree.Retry("/d/")
	for _, path := range tree.Wanted() {
		if path == "/d/" || path == "/a/b/" {
			t.Errorf("%s is asked for", path)
		}
	}
	apply(tree, 0, Batch{Gap: true, Access: access(PrefixSpan(""))})
	if wanted := tree.Wanted(); len(wanted) == 0 {
		t.Error("nothing is asked for")
	}
	apply(tree, 0, Batch{Listed: []Listed{listed("", 20, "/a/b/1", "/a/c/2", "/d/3", "/top")}})
	wantRows(t, tree, `
v / =4
  v a/ =2
    v b/ =1
        1
    > c/ =1
  v d/ =1
      3
    top
`)
}

// What a person has closed stays closed when more may be read.
func TestAccessGrows(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Access: access(PrefixSpan("/a/1/"))})
	tree.Collapse("/a/")
	apply(tree, 0, Batch{Gap: true, Access: access(PrefixSpan("/a/1/"), PrefixSpan("/b/1/"))})
	wantRows(t, tree, `
v / >=0
  > a/ >=0
  v b/ >=0
    > 1/ >=0
`)
}

// A PREFIX of which a part may be read, and one that is a single key.
func TestAccessWithinAScope(t *testing.T) {
	tree := NewTree("/a/k", "/")
	apply(tree, 0, Batch{Access: access(keyOnly("/a/key")), Listed: []Listed{{Span: keyOnly("/a/key"), Rev: 9, Keys: listed("", 9, "/a/key").Keys}}})
	wantRows(t, tree, "v /a/k* >=1\n    key\n")
	apply(tree, 0, Batch{Gap: true, Access: access()})
	if r := tree.Root(); r.Level != LevelDenied || tree.Len() != 1 {
		t.Errorf("%+v", r)
	}
}

// Whatever was known, and whatever the tree's shape: only what may be read is
// left, every sum is right, and it is known as well as before.
func TestAccessLeavesWhatMayBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]string{"/", "::", ""}).Draw(t, "separator")
		scope := rapid.SampledFrom([]string{"", "a", "a/"}).Draw(t, "scope")
		w := &world{store: store{keys: map[string]int64{}}, tree: NewTree(scope, separator), now: t0}
		var readable Spans
		readable.Add(PrefixSpan(scope))
		relist := func(t *rapid.T) {
			for _, s := range readable.In(PrefixSpan(scope)) {
				w.begin(s)
			}
			for len(w.lists) > 0 {
				w.list(t, 0)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"put":    func(t *rapid.T) { w.put(w.someKey(t)) },
			"delete": func(t *rapid.T) { w.delete(w.someKey(t)) },
			"watch":  func(*rapid.T) { w.watch(len(w.events)) },
			"list":   relist,
			"expand": func(t *rapid.T) { w.tree.Expand(w.someDir(t)) },
			"close":  func(t *rapid.T) { w.tree.Collapse(w.someDir(t)) },
			"level": func(t *rapid.T) {
				w.apply(Batch{Levels: []Level{{Prefix: w.someDir(t), State: LevelListed}}})
			},
			"access": func(t *rapid.T) {
				var spans Spans
				for range rapid.IntRange(0, 3).Draw(t, "n") {
					key := w.someKey(t)
					spans.Add(rapid.SampledFrom([]Span{keyOnly(key), PrefixSpan(key), {From: key}, PrefixSpan(w.someDir(t))}).Draw(t, "span").Intersect(PrefixSpan(scope)))
				}
				w.watch(len(w.events))
				readable = spans
				w.apply(Batch{Gap: true, Access: &Access{Readable: readable.In(PrefixSpan(scope))}})
			},
			"expire": func(*rapid.T) { w.now = w.now.Add(time.Minute); w.tree.Expire(w.now) },
			"": func(t *rapid.T) {
				checkTree(t, w.tree)
				for key := range w.tree.scan(PrefixSpan("")) {
					if !readable.Contains(string(key)) {
						t.Fatalf("%q may not be read", key)
					}
				}
			},
		})
		w.watch(len(w.events))
		relist(t)
		got, want := map[string]int64{}, maps.Clone(w.keys)
		maps.DeleteFunc(want, func(key string, _ int64) bool { return !readable.Contains(key) })
		for key, meta := range w.tree.scan(PrefixSpan("")) {
			got[string(key)] = meta.ModRev
		}
		if n, exact := w.tree.Keys(); !maps.Equal(got, want) || n != len(want) || !exact {
			t.Fatalf("%d keys (%v): tree has %v\nof the store is readable %v", n, exact, got, want)
		}
	})
}
