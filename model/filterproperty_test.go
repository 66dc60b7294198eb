package model

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// holding matches the keys that contain a text, and sees that it is told the
// truth of what they share.
type holding struct {
	text   string
	before []byte
	looked int
	lied   string
}

func (h *holding) Match(key []byte, same int) (score int, ok bool) {
	if same > CommonPrefix(h.before, key) {
		h.lied = fmt.Sprintf("%q doesn't share %d bytes with %q", key, same, h.before)
	}
	h.before = append(h.before[:0], key...)
	h.looked++
	return 0, bytes.Contains(key, []byte(h.text))
}

// Whatever comes, and in whatever order it is filled meanwhile, a filtered tree
// has those keys of the whole one that match, as they are there, and knows as well
// what is missing.
func TestFilteredTreeHasWhatMatchesOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]string{"/", "/", "::", ""}).Draw(t, "separator")
		scope := rapid.SampledFrom([]string{"", "", "a", "a/", "aab"}).Draw(t, "scope")
		w := &world{store: store{keys: map[string]int64{}}, tree: NewTree(scope, separator), now: t0}
		var h *holding
		var under string
		chosen := func(t *rapid.T) string {
			if keys := slices.Sorted(maps.Keys(w.keys)); len(keys) > 0 {
				return rapid.SampledFrom(keys).Draw(t, "chosen")
			}
			return ""
		}
		filter := func(t *rapid.T) {
			h = &holding{text: rapid.SampledFrom([]string{"", "a", "b", "1", "ab"}).Draw(t, "text")}
			if under = ""; separator != "" && rapid.Bool().Draw(t, "under") {
				if under = w.someDir(t); !w.tree.isDir(under) {
					under = ""
				}
			}
			w.filter = NewFilter(w.tree, h, under, chosen(t))
		}
		filter(t)
		actions := w.comes(scope, separator)
		maps.Copy(actions, map[string]func(*rapid.T){
			"expire": func(*rapid.T) { // the rows of what is deleted, soon after
				w.tree.Expire(w.now.Add(Moment))
				w.filter.Tree().Expire(w.now.Add(Moment))
			},
			"access": func(t *rapid.T) {
				var a Access
				for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"", "a", "a/", "b", "b/a"}), 1, 2, rapid.ID).Draw(t, "readable") {
					a.Readable = append(a.Readable, PrefixSpan(scope+p))
				}
				readable := SpansOf(a.Readable)
				a.Readable = readable.In(PrefixSpan(scope))
				w.apply(Batch{Access: &a})
			},
			"reset": func(*rapid.T) {
				w.store = store{keys: map[string]int64{}}
				w.lists, w.events = nil, nil
				w.put(scope + "other")
				w.apply(Batch{Reset: true, Gap: true})
				w.begin(PrefixSpan(scope))
			},
			"filter": filter,
			"fill":   func(t *rapid.T) { w.filter.Fill(keys(rapid.SampledFrom([]int{1, 2, 3, 100, 700}).Draw(t, "most"))) },
			"open":   func(t *rapid.T) { w.filter.Tree().Expand(w.someDir(t)) },
			"close":  func(t *rapid.T) { w.filter.Tree().Collapse(w.someDir(t)) },
			"jump":   func(t *rapid.T) { w.filter.Tree().Reveal(w.someKey(t)) },
			"again":  func(t *rapid.T) { w.filter.Tree().Retry(w.someDir(t)) },
			"": func(t *rapid.T) {
				checkTree(t, w.tree)
				checkFilter(t, w.filter, h, under)
			},
		})
		t.Repeat(actions)
		for w.filter.Fill(keys(rapid.IntRange(1, 700).Draw(t, "most"))) {
			checkFilter(t, w.filter, h, under)
		}
		checkFilter(t, w.filter, h, under)
	})
}

// isDir says whether a path is a directory's, if there is one.
func (t *Tree) isDir(path string) bool {
	for depth, at := 0, 0; at < len(path); depth++ {
		n := t.paths.cut([]byte(path[at:]), depth)
		if at += n; n == 0 {
			return false
		}
	}
	return true
}

// checkFilter holds a filter against the whole tree.
func checkFilter(t *rapid.T, f *Filter, h *holding, under string) {
	checkTree(t, f.Tree())
	if h.lied != "" {
		t.Fatal(h.lied)
	}
	all := func(tree *Tree) map[string]Meta {
		found := map[string]Meta{}
		for key, meta := range tree.scan(PrefixSpan(under)) {
			if bytes.Contains(key, []byte(h.text)) {
				found[string(key)] = meta
			}
		}
		return found
	}
	want, got := all(f.whole), all(f.Tree())
	if n, _ := f.Tree().Keys(); n != len(got) {
		t.Fatalf("it has %d keys of which %d match: %q", n, len(got), slices.Sorted(maps.Keys(got)))
	}
	for key, meta := range got {
		if want[key] != meta {
			t.Fatalf("%q has %v, in the whole tree %v", key, meta, want[key])
		}
	}
	for _, row := range f.Tree().Window(0, f.Tree().Len()) {
		if d := f.whole.dirAt(row.Path); row.Prefix && under == "" && d != nil {
			of := f.whole.dirRow(d, row.Path, 0, 0)
			same := row.Exact == of.Exact && row.Shut == of.Shut && row.Level == of.Level && row.Cause == of.Cause
			if row.Exact && !of.Exact || f.Filled() && !same {
				t.Fatalf("filled %v, %+v is in the whole tree %+v", f.Filled(), row, of)
			}
		}
	}
	if !f.Filled() {
		return
	}
	if !maps.Equal(want, got) {
		t.Fatalf("it has %v\nof %v", got, want)
	}
	if f.whole.covered.Covers(PrefixSpan(under)) != f.Tree().covered.Covers(PrefixSpan("")) {
		t.Fatalf("under %q, the whole tree covers %q, it covers %q", under, f.whole.covered, f.Tree().covered)
	}
	if under == "" && fmt.Sprint(f.whole.suspect) != fmt.Sprint(f.Tree().suspect) {
		t.Fatalf("suspect is %q, in the whole tree %q", f.Tree().suspect, f.whole.suspect)
	}
	if len(f.whole.listing) == 0 && len(f.Tree().listing) != 0 {
		t.Fatalf("%v are still being listed", f.Tree().listing)
	}
}
