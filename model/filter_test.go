package model

import (
	"bytes"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
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
			if keys := slices.Sorted(maps.Keys(w.keys)); len(keys) > 0 && rapid.Bool().Draw(t, "choose") {
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
		t.Repeat(map[string]func(*rapid.T){
			"put":    func(t *rapid.T) { w.put(w.someKey(t)) },
			"delete": func(t *rapid.T) { w.delete(w.someKey(t)) },
			"many": func(t *rapid.T) {
				for i := range rapid.IntRange(1, 400).Draw(t, "n") {
					w.put(fmt.Sprintf("%s%c%s%d", scope, 'a'+i%3, separator, i*7919%1000))
				}
			},
			"watch": func(t *rapid.T) { w.watch(rapid.IntRange(0, 99).Draw(t, "n")) },
			"begin": func(t *rapid.T) {
				w.begin(PrefixSpan(scope + rapid.SampledFrom([]string{"", "a", "/", "b/"}).Draw(t, "p")))
			},
			"list": func(t *rapid.T) {
				if len(w.lists) > 0 {
					w.list(t, rapid.IntRange(0, len(w.lists)-1).Draw(t, "which"))
				}
			},
			"level": func(t *rapid.T) {
				state := rapid.SampledFrom([]LevelState{LevelListed, LevelFailed, LevelPartial}).Draw(t, "state")
				w.apply(Batch{Levels: []Level{{Prefix: w.someDir(t), State: state}}})
			},
			"expand": func(t *rapid.T) { w.tree.Expand(w.someDir(t)) },
			"expire": func(*rapid.T) { w.tree.Expire(w.now); w.filter.Tree().Expire(w.now) },
			"access": func(t *rapid.T) {
				var a Access
				for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"", "a", "a/", "b", "b/a"}), 1, 2, rapid.ID).Draw(t, "readable") {
					a.Readable = append(a.Readable, PrefixSpan(scope+p))
				}
				readable := SpansOf(a.Readable)
				a.Readable = readable.In(PrefixSpan(scope))
				w.apply(Batch{Access: &a})
			},
			"gap": func(t *rapid.T) {
				w.events, w.lists = nil, nil
				w.apply(Batch{Gap: true})
				w.begin(PrefixSpan(scope))
			},
			"reset": func(*rapid.T) {
				w.store = store{keys: map[string]int64{}}
				w.lists, w.events = nil, nil
				w.put(scope + "other")
				w.apply(Batch{Reset: true, Gap: true})
				w.begin(PrefixSpan(scope))
			},
			"filter": filter,
			"fill":   func(t *rapid.T) { w.filter.Fill(rapid.IntRange(1, 700).Draw(t, "most")) },
			"open":   func(t *rapid.T) { w.filter.Tree().Expand(w.someDir(t)) },
			"close":  func(t *rapid.T) { w.filter.Tree().Collapse(w.someDir(t)) },
			"jump":   func(t *rapid.T) { w.filter.Tree().Reveal(w.someKey(t)) },
			"again":  func(t *rapid.T) { w.filter.Tree().Retry(w.someDir(t)) },
			"": func(t *rapid.T) {
				checkTree(t, w.tree)
				checkFilter(t, w.filter, h, under)
			},
		})
		for w.filter.Fill(rapid.IntRange(1, 700).Draw(t, "most")) {
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

// filtered is what matches of a tree, all of it.
func filtered(whole *Tree, text, under, chosen string) *Filter {
	f := NewFilter(whole, &holding{text: text}, under, chosen)
	for f.Fill(1000) {
	}
	return f
}

func TestFewMatchesAreAllShown(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "/r/pods/a/x1", "/r/pods/a/y", "/r/pods/b/x2", "/r/svc/a/y", "/r/svc/x/z", "/x")},
		Levels: []Level{{Prefix: "/", State: LevelListed}}})
	before := drawn(whole)
	f := filtered(whole, "x", "", "")
	wantRows(t, f.Tree(), `
v / =4
  v r/ =3
    v pods/ =2
      v a/ =1
          x1
      v b/ =1
          x2
    v svc/ =1
      v x/ =1
          z
    x
`)
	if got := f.Chosen(); got != "/r/pods/a/x1" {
		t.Errorf("the first match is %q", got)
	}
	if n, exact := f.Of(); n != 6 || !exact {
		t.Errorf("of %d keys, exact: %v", n, exact)
	}
	if got := drawn(whole); got != before {
		t.Errorf("the whole tree is\n%snow, it was\n%s", got, before)
	}
}

func TestFilterUnderAPrefix(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("/r/pods/", 9, "/r/pods/a/x1", "/r/pods/b/x2"), listed("/r/svc/", 9, "/r/svc/x")}})
	f := filtered(whole, "x", "/r/pods/", "")
	apply2 := func(b Batch) { apply(whole, 0, b); b.At = t0; f.Apply(b) }
	// Nothing can match elsewhere: what there is isn't known, what matches is.
	const want = "v / =2\n  v r/ =2\n    v pods/ =2\n      v a/ =1\n          x1\n      v b/ =1\n          x2\n"
	wantRows(t, f.Tree(), want)
	if n, exact := f.Of(); n != 2 || !exact {
		t.Errorf("of %d keys, exact: %v", n, exact)
	}
	apply2(Batch{Changes: []Change{{"/r/svc/x3", at(20), Created}, {"/r/pods/c", at(21), Created}}})
	wantRows(t, f.Tree(), want)
	apply2(Batch{Gap: true})
	wantRows(t, f.Tree(), strings.ReplaceAll(want, "=", ">="))
	apply2(Batch{Listed: []Listed{listed("/r/pods/", 30, "/r/pods/a/x1", "/r/pods/b/x2")}})
	wantRows(t, f.Tree(), want)
}

// A row has the same name in both trees: a chain is folded where it is there.
func TestFilteredTreeFoldsAsTheWhole(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "/r/pods/a/x1", "/r/svc/a/y")}, Levels: []Level{{Prefix: "/", State: LevelListed}}})
	whole.Expand("/r/")
	wantRows(t, whole, "v /r/ =2\n  > pods/ =1\n  > svc/ =1\n")
	wantRows(t, filtered(whole, "x", "", "").Tree(), "v /r/ =1\n  v pods/ =1\n    v a/ =1\n        x1\n")
}

// many is a tree of n keys in two prefixes, of which the second is open.
func many(n int) *Tree {
	t := NewTree("", "/")
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf("%c/%d/%05d", 'a'+i%2, i%4/2, i))
	}
	apply(t, 0, Batch{Listed: []Listed{listed("", 9, keys...)}})
	t.Expand("b/")
	return t
}

func TestOfManyMatchesIsOpenWhatWasAndTheWayToTheChosen(t *testing.T) {
	whole := many(4 * spreadMost)
	f := filtered(whole, "0", "", "a/1/00002")
	rows := drawn(f.Tree())
	for _, want := range []string{"v a/ =", "  v 1/ =", "      00002\n", "v b/ =", "  > 1/ ="} {
		if !strings.Contains(rows, want) {
			t.Errorf("%q isn't there:\n%s", want, rows[:200])
		}
	}
	if strings.Contains(rows, "      00000\n") || strings.Contains(rows, "      00001\n") {
		t.Errorf("prefixes are open that weren't:\n%s", rows[:200])
	}
}

// What a person has opened or closed stays so, however many matches come.
func TestNothingClosesUnderThePersonsHand(t *testing.T) {
	whole := many(20)
	f := filtered(whole, "", "", "")
	f.Tree().Collapse("a/1/")
	f.Settle()
	before := map[string]bool{}
	for _, r := range f.Tree().Window(0, f.Tree().Len()) {
		before[r.Path] = r.Expanded
	}
	var more []Change
	for i := range 2 * spreadMost {
		more = append(more, Change{fmt.Sprintf("a/0/new%d", i), at(int64(20 + i)), Created})
	}
	more = append(more, Change{"c/d/e", at(9999), Created})
	b := Batch{At: t0, Changes: more}
	whole.Apply(b)
	f.Apply(b)
	for _, r := range f.Tree().Window(0, f.Tree().Len()) {
		if was, ok := before[r.Path]; ok && was != r.Expanded {
			t.Errorf("%q is open: %v, it was %v", r.Path, r.Expanded, was)
		}
	}
}

// The prefixes that are open because they match ask for nothing; what a person
// opens is asked by the whole tree, once.
func TestOnlyWhatAPersonOpensIsWanted(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{{Span: Span{To: "a/b/y"}, Rev: 9, Keys: listed("", 9, "a/b/x", "a/x").Keys}}})
	whole.Wanted()
	before := drawn(whole)
	f := filtered(whole, "x", "", "")
	apply(whole, 0, Batch{})
	if got := whole.Wanted(); len(got) > 0 {
		t.Errorf("it wants %q by itself", got)
	}
	f.Tree().Collapse("a/b/")
	f.Tree().Expand("a/b/")
	f.Tree().Expand("a/b/")
	if got := whole.Wanted(); !slices.Equal(got, []string{"a/b/"}) {
		t.Errorf("it wants %q", got)
	}
	if got := drawn(whole); got != before {
		t.Errorf("the whole tree is\n%snow, it was\n%s", got, before)
	}
	if row := f.Tree().At(1); row.Path != "a/b/" || row.Level != LevelListing {
		t.Errorf("its row is %+v", row)
	}
	whole.Apply(Batch{Levels: []Level{{Prefix: "a/b/", State: LevelFailed, Cause: "timed out"}}})
	if row := f.Tree().At(1); row.Level != LevelFailed || row.Cause != "timed out" {
		t.Errorf("its row is %+v", row)
	}
	f.Tree().Retry("a/b/")
	if got := whole.Wanted(); !slices.Equal(got, []string{"a/b/"}) {
		t.Errorf("tried again, it wants %q", got)
	}
}

// Filling looks at each key once, and at no more of them in one go than it is
// told to; a change looks at nothing else.
func TestFillingLooksAtEachKeyOnce(t *testing.T) {
	const n, slice = 20_000, 1_024
	whole := many(n)
	h := &holding{text: "7"}
	f := NewFilter(whole, h, "", "")
	for before, more := 0, true; more; before = h.looked {
		if more = f.Fill(slice); h.looked-before > slice {
			t.Fatalf("%d keys were looked at in one go", h.looked-before)
		}
	}
	if h.looked != n {
		t.Errorf("%d looks at %d keys", h.looked, n)
	}
	b := Batch{At: t0, Changes: []Change{{"b/0/00001", at(50), Changed}}}
	whole.Apply(b)
	if f.Apply(b); h.looked != n+1 {
		t.Errorf("a change looks at %d keys", h.looked-n)
	}
}

func TestRowsOfDeletedKeysAreInTheFilteredTree(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "a/x", "a/y", "b/x")}})
	apply(whole, 5, Batch{Changes: []Change{{"b/x", at(20), Deleted}}})
	apply(whole, Moment/2, Batch{Changes: []Change{{"a/x", at(21), Deleted}, {"a/y", at(22), Deleted}}})
	f := filtered(whole, "x", "", "")
	wantRows(t, f.Tree(), "v a/ =0 ~5\n    x x5\nv b/ =0 ~0\n    x x0\n")
	if !f.Tree().Expire(t0.Add(Moment + 1)) {
		t.Error("nothing has expired")
	}
	wantRows(t, f.Tree(), "v a/ =0 ~5\n    x x5\n")
}

func BenchmarkFill(b *testing.B) {
	chunks, _ := registry(*benchKeys)
	whole := NewTree("", "/")
	for _, c := range chunks {
		whole.Apply(Batch{At: t0, Listed: []Listed{c}})
	}
	for name, text := range map[string]string{"all": "checkout", "few": "00000000012345"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				before := heap()
				f := NewFilter(whole, &plain{[]byte(text)}, "", "")
				for f.Fill(8192) {
				}
				if n, _ := f.Tree().Keys(); n == *benchKeys {
					b.ReportMetric(float64(heap()-before)/float64(n), "B/match")
				}
				runtime.KeepAlive(f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*benchKeys), "ns/key")
		})
	}
}

// plain matches the keys that contain a text.
type plain struct{ text []byte }

func (p *plain) Match(key []byte, _ int) (score int, ok bool) { return 0, bytes.Contains(key, p.text) }
