package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var t0 = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// listed is the listing of a prefix at rev with the given keys.
func listed(prefix string, rev int64, keys ...string) Listed {
	slices.Sort(keys)
	k := NewKeys(len(keys), 0)
	for _, key := range keys {
		k.Add([]byte(key), at(1))
	}
	return Listed{Span: PrefixSpan(prefix), Rev: rev, Keys: k}
}

func apply(t *Tree, at time.Duration, b Batch) {
	b.At = t0.Add(at)
	t.Apply(b)
}

// drawn draws the visible rows, one a line.
func drawn(t *Tree) string {
	var b strings.Builder
	for _, r := range t.Window(0, t.Len()) {
		glyph := " "
		switch {
		case r.Prefix && r.Expanded:
			glyph = "v"
		case r.Prefix:
			glyph = ">"
		case r.AlsoPrefix:
			glyph = "o"
		}
		fmt.Fprintf(&b, "%s%s %s", strings.Repeat("  ", r.Depth), glyph, r.Name)
		if r.Prefix && r.Exact {
			fmt.Fprintf(&b, " =%d", r.Count)
		} else if r.Prefix {
			fmt.Fprintf(&b, " >=%d", r.Count)
		}
		if r.Mark != Unchanged {
			fmt.Fprintf(&b, " %c%d", "?+~x"[r.Mark], r.MarkedAt.Sub(t0)/time.Second)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func wantRows(t *testing.T, tree *Tree, want string) {
	t.Helper()
	if got := drawn(tree); got != strings.TrimLeft(want, "\n") {
		t.Errorf("rows:\n%swant:\n%s", got, strings.TrimLeft(want, "\n"))
	}
}

func TestChainsFoldWhenTheirLevelsAreListed(t *testing.T) {
	tree := NewTree("", "/")
	if got := tree.Wanted(); !slices.Equal(got, []string{""}) {
		t.Fatalf("a new tree wants %q, not its scope", got)
	}
	apply(tree, 0, Batch{Listed: []Listed{{Span: Span{"", "/registry/pods/b\x00"}, Rev: 9, Keys: listed("", 9, "/registry/pods/a", "/registry/pods/b").Keys}}})
	// "/" says nothing and is opened at once; nothing folds while more may come.
	wantRows(t, tree, `
v / >=2
  > registry/ >=2
`)
	if got := tree.Wanted(); !slices.Equal(got, []string{"/"}) {
		t.Fatalf("wanted %q", got)
	}
	apply(tree, 0, Batch{Levels: []Level{{Prefix: "/", State: LevelListed}}})
	if got := tree.Wanted(); !slices.Equal(got, []string{"/registry/"}) {
		t.Fatalf("the only child must be wanted next, not %q", got)
	}
	wantRows(t, tree, `
v /registry/ >=2
  > pods/ >=2
`)
	apply(tree, 0, Batch{Listed: []Listed{listed("", 10, "/registry/pods/a", "/registry/pods/b", "/registry/pods/c", "/registry/x", "other")}})
	wantRows(t, tree, `
v /registry/ =4
  > pods/ =3
    x
  other
`)
	tree.Collapse("/registry/")
	wantRows(t, tree, `
> /registry/ =4
  other
`)
}

func TestKeysOfEveryShapeAppearAndAreFound(t *testing.T) {
	keys := []string{"a", "a/", "a/b", "a//", "a//c", "/", "//", "\xff\xfe/x", "a-b", "a0", "日本/キー", strings.Repeat("deep/", 100) + "end", "\x00", "a/b/", "x\n\x1b[31m"}
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 2, keys...)}, Levels: []Level{{Prefix: "", State: LevelListed}}})
	if n, exact := tree.Keys(); n != len(keys) || !exact {
		t.Fatalf("Keys() = %d, %v", n, exact)
	}
	for _, k := range keys {
		tree.Reveal(k)
		i, ok := tree.IndexOf(k)
		if !ok {
			t.Errorf("%q has no row", k)
			continue
		}
		if r := tree.At(i); r.Path != k || !r.Key {
			t.Errorf("row of %q is %+v", k, r)
		}
	}
	if i, _ := tree.IndexOf("a"); !tree.At(i).AlsoPrefix {
		t.Error(`"a" beside "a/" is not shown as also a prefix`)
	}
}

func TestScopeBelongsToTheTopRow(t *testing.T) {
	tree := NewTree("config/pay", "/")
	if got := tree.Wanted(); !slices.Equal(got, []string{"config/"}) {
		t.Fatalf("wanted %q", got)
	}
	apply(tree, 0, Batch{Listed: []Listed{listed("config/pay", 3, "config/pay", "config/pay/db", "config/payments")}})
	wantRows(t, tree, `
v config/pay* =3
  o pay
  v pay/ =1
      db
    payments
`)
	if n, exact := tree.Keys(); n != 3 || !exact {
		t.Errorf("Keys() = %d, %v: the scope itself is known", n, exact)
	}
	if tree.InScope("other") || !tree.InScope("config/payX") {
		t.Error("InScope is wrong")
	}
}

func TestChangesShowAndAge(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a/1", "a/2", "b")}})
	tree.Expand("a/")
	apply(tree, time.Second, Batch{Changes: []Change{{"a/1", at(6), Deleted}, {"a/2", at(7), Changed}, {"a/3", at(8), Created}}})
	wantRows(t, tree, `
v a/ =2 ~1
    1 x1
    2 ~1
    3 +1
  b
`)
	if tree.Expire(t0.Add(5 * time.Second)) {
		t.Error("the deleted key lost its row too early")
	}
	if !tree.Expire(t0.Add(time.Second + Moment)) {
		t.Error("the deleted key kept its row")
	}
	apply(tree, 20*time.Second, Batch{Changes: []Change{{"a/2", at(9), Deleted}, {"a/3", at(10), Deleted}}})
	tree.Expire(t0.Add(40 * time.Second))
	wantRows(t, tree, `
  b
`)
}

func TestAListingDoesNotBringBackWhatWasDeleted(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Begun: []ListID{1}})
	apply(tree, 0, Batch{Changes: []Change{{"a", at(7), Deleted}, {"b", at(8), Deleted}, {"b", at(9), Created}}})
	tree.Expire(t0.Add(time.Minute))
	apply(tree, 0, Batch{Listed: []Listed{listed("", 6, "a", "b", "c")}, Ended: []ListID{1}})
	tree.Expire(t0.Add(time.Minute))
	wantRows(t, tree, "  b +0\n  c\n")
	if len(tree.buried) > 0 {
		t.Error("deletes are still remembered after the last listing ended")
	}
}

func TestAfterAGapTheListingIsCompared(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a/1", "a/2", "b/1", "c")}})
	tree.Expand("a/")
	tree.Wanted()
	apply(tree, time.Second, Batch{Gap: true})
	if got := tree.Wanted(); !slices.Equal(got, []string{"", "a/"}) {
		t.Errorf("after a gap wanted %q", got)
	}
	wantRows(t, tree, "v a/ >=2\n    1\n    2\n> b/ >=1\n  c\n") // everything stays, nothing is sure
	apply(tree, 2*time.Second, Batch{Listed: []Listed{listed("", 9, "a/1", "a/3", "c")}})
	wantRows(t, tree, `
v a/ =2 ~2
    1
    2 x2
    3 +2
> b/ =0 ~2
  c
`)
	tree.Expire(t0.Add(time.Minute))
	wantRows(t, tree, "v a/ =2 ~2\n    1\n    3 +2\n  c\n")
}

func TestCursorStaysOnItsRow(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a/1", "a/2", "a/3", "b")}})
	tree.Expand("a/")
	c := NewCursor(tree)
	steps := []struct {
		what string
		do   func()
		path string
	}{
		{"at first on the first row", func() {}, "a/"},
		{"a row comes before it", func() { c.To("a/2"); apply(tree, 0, Batch{Changes: []Change{{"a/0", at(6), Created}}}) }, "a/2"},
		{"deleted, still shown", func() { apply(tree, 0, Batch{Changes: []Change{{"a/2", at(7), Deleted}}}) }, "a/2"},
		{"its row goes: next sibling", func() { tree.Expire(t0.Add(time.Minute)) }, "a/3"},
		{"no next sibling: parent", func() {
			apply(tree, 0, Batch{Changes: []Change{{"a/3", at(8), Deleted}}})
			tree.Expire(t0.Add(time.Minute))
		}, "a/"},
		{"its parent is collapsed", func() { c.To("a/1"); tree.Collapse("a/") }, "a/"},
		{"end", func() { c.End() }, "b"},
		{"past the end", func() { c.Move(5) }, "b"},
		{"home", func() { c.Home() }, "a/"},
	}
	for _, s := range steps {
		s.do()
		if got := c.Path(); got != s.path {
			t.Errorf("%s: cursor on %q, want %q\n%s", s.what, got, s.path, drawn(tree))
		}
	}
}

func TestParentAndSiblings(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "/r/a/1", "/r/a/2", "/r/b/x/1", "/r/c", "z")}, Levels: []Level{{Prefix: "", State: LevelListed}}})
	tree.Expand("/r/a/")
	tree.Expand("/r/b/")
	// /r/ (folded), a/, 1, 2, b/x/ (folded), 1, c, z
	for _, c := range []struct{ path, parent, next, prev string }{
		{"/r/", "", "z", ""},
		{"/r/a/", "/r/", "/r/b/x/", ""},
		{"/r/a/1", "/r/a/", "/r/a/2", ""},
		{"/r/a/2", "/r/a/", "", "/r/a/1"},
		{"/r/b/x/", "/r/", "/r/c", "/r/a/"},
		{"/r/b/x/1", "/r/b/x/", "", ""},
		{"/r/c", "/r/", "", "/r/b/x/"},
		{"z", "", "", "/r/"},
	} {
		parent, _ := tree.Parent(c.path)
		next, _ := tree.Sibling(c.path, 1)
		prev, _ := tree.Sibling(c.path, -1)
		if parent != c.parent || next != c.next || prev != c.prev {
			t.Errorf("%s: parent %q next %q previous %q, want %+v\n%s", c.path, parent, next, prev, c, drawn(tree))
		}
	}
}

func TestCompleteAndLoaded(t *testing.T) {
	tree := NewTree("", "/")
	part := listed("", 5, "/r/a/1", "/r/ab", "/r/b/1")
	part.Span.To = "/r/b/\x00"
	apply(tree, 0, Batch{Listed: []Listed{part}})
	if got := tree.Complete("/r/a", 9); !slices.Equal(got, []string{"/r/a/", "/r/ab"}) {
		t.Errorf("Complete = %q", got)
	}
	if got := tree.Complete("/rx", 9); got != nil {
		t.Errorf("Complete of what nothing resembles = %q", got)
	}
	apply(tree, 0, Batch{Changes: []Change{{"/r/a/checkout", at(6), Created}, {"/r/a/cheque", at(7), Created}}})
	if got := tree.Complete("/r/a/ckt", 9); !slices.Equal(got, []string{"/r/a/checkout"}) {
		t.Errorf("Complete of letters in order = %q", got)
	}
}

func TestAClosedPrefixIsListedAgainAfterAGap(t *testing.T) {
	tree := NewTree("", "/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a/1", "a/2", "b/1")}})
	tree.Expand("a/")
	tree.Collapse("a/")
	apply(tree, 0, Batch{Gap: true})
	tree.Wanted()
	tree.Expand("a/")
	if got := tree.Wanted(); !slices.Equal(got, []string{"a/"}) {
		t.Errorf("opened after a gap, wanted %q", got)
	}
	tree.Collapse("a/")
	tree.Expand("a/")
	if got := tree.Wanted(); len(got) > 0 {
		t.Errorf("opened again, wanted %q", got)
	}
}

func TestSeparatorsThatOverlap(t *testing.T) {
	tree := NewTree("", "::")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a:::b", "a::c", "z")}})
	tree.Expand("a::")
	if p, _ := tree.Parent("a:::b"); p != "a::" {
		t.Errorf("the parent is %q", p)
	}
	if n, _ := tree.Sibling("a:::b", 1); n != "a::c" {
		t.Errorf("the next sibling is %q", n)
	}
}

func TestAnotherStoreBeginsAnew(t *testing.T) {
	tree := NewTree("", "/")
	tree.Expand("d/")
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a", "d/old")}, Begun: []ListID{1}})
	apply(tree, 0, Batch{Changes: []Change{{"a", at(100), Deleted}}})
	// Its revisions have nothing to do with those of the store before.
	apply(tree, 0, Batch{Reset: true, Gap: true, Begun: []ListID{2}})
	apply(tree, 0, Batch{Listed: []Listed{listed("", 5, "a", "b", "d/new")}, Ended: []ListID{1, 2}})
	wantRows(t, tree, "  a\n  b\nv d/ =1\n    new\n")
}

// at is a key that was made at rev.
func at(rev int64) Meta { return Meta{ModRev: rev, CreateRev: rev, Version: 1} }
