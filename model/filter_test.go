package model

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// keys is enough after so many of them.
func keys(n int) func([]byte) bool {
	return func([]byte) bool {
		n--
		return n <= 0
	}
}

// filtered is what matches of a tree, all of it.
func filtered(whole *Tree, text, under, chosen string) *Filter {
	f := NewFilter(whole, &holding{text: text}, under, chosen)
	for f.Fill(keys(1000)) {
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
	b := Batch{At: t0, Levels: []Level{{Prefix: "a/b/", State: LevelListing}}}
	whole.Apply(b)
	f.Apply(b)
	b = Batch{At: t0, Gap: true}
	whole.Apply(b)
	f.Apply(b)
	if got := whole.Wanted(); !slices.Equal(got, []string{"", "a/b/"}) {
		t.Errorf("after a gap it wants %q", got)
	}
	whole.Apply(Batch{Levels: []Level{{Prefix: "a/b/", State: LevelFailed}}})
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
		if more = f.Fill(keys(slice)); h.looked-before > slice {
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
				for f.Fill(keys(8192)) {
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

// What was deleted while a listing is under way doesn't come back with that, be it
// deleted before there was a filter, or before filling had come to it.
func TestStaleListingBringsNothingBack(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "a", "b", "c")}})
	apply(whole, 1, Batch{Gap: true})
	apply(whole, 2, Batch{Begun: []ListID{1}})
	apply(whole, 3, Batch{Changes: []Change{{"b", at(20), Deleted}}})
	whole.Expire(t0.Add(2 * Moment))
	f := NewFilter(whole, &holding{}, "", "a")
	both := func(b Batch) {
		b.At = t0.Add(2 * Moment)
		whole.Apply(b)
		f.Apply(b)
	}
	f.Fill(keys(1))
	both(Batch{Changes: []Change{{"c", at(21), Deleted}}})
	whole.Expire(t0.Add(4 * Moment))
	f.Tree().Expire(t0.Add(4 * Moment))
	for f.Fill(keys(1)) {
	}
	both(Batch{Listed: []Listed{listed("", 15, "a", "b", "c")}, Ended: []ListID{1}})
	wantRows(t, f.Tree(), "  a\n")
	wantRows(t, whole, "  a\n")
}

// The chosen key is there before filling has come to it, as it is.
func TestChosenIsThereFirst(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "a", "b", "c")}})
	f := NewFilter(whole, &holding{}, "", "c")
	wantRows(t, f.Tree(), "  c\n")
	both := func(b Batch) {
		b.At = t0
		whole.Apply(b)
		f.Apply(b)
	}
	both(Batch{Changes: []Change{{"c", at(20), Changed}}})
	if rev, _ := f.Tree().ModRev("c"); rev != at(20).ModRev {
		t.Errorf("it is at revision %d", rev)
	}
	both(Batch{Changes: []Change{{"c", at(21), Deleted}}})
	whole.Expire(t0.Add(2 * Moment))
	both(Batch{})
	wantRows(t, f.Tree(), "")
}

// Who turns to another match before filling comes to it leaves nothing behind.
func TestChooseWhileFilling(t *testing.T) {
	whole := NewTree("", "/")
	apply(whole, 0, Batch{Listed: []Listed{listed("", 9, "/a/x", "/b/x", "/c/x", "/d/y")}, Levels: []Level{{Prefix: "/", State: LevelListed}}})
	f := NewFilter(whole, &holding{text: "x"}, "", "/b/x")
	if f.Choose("/d/y") || f.Choose("/e/x") || f.Chosen() != "/b/x" {
		t.Errorf("it chose what doesn't match, or isn't there: %q", f.Chosen())
	}
	if !f.Choose("/c/x") || f.Chosen() != "/c/x" {
		t.Errorf("it chose %q", f.Chosen())
	}
	wantRows(t, f.Tree(), "v / >=1\n  v c/ >=1\n      x\n")
	for f.Fill(keys(1)) {
	}
	wantRows(t, f.Tree(), "v / =3\n  v a/ =1\n      x\n  v b/ =1\n      x\n  v c/ =1\n      x\n")
	if !f.Choose("/a/x") || f.Chosen() != "/a/x" {
		t.Errorf("it chose %q", f.Chosen())
	}
	wantRows(t, f.Tree(), "v / =3\n  v a/ =1\n      x\n  v b/ =1\n      x\n  v c/ =1\n      x\n")
}
