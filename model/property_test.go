package model

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// store is the plain sorted map that the tree is held against: every key with
// its mod revision, and the events in between, as etcd would have them.
type store struct {
	rev    int64
	keys   map[string]int64
	events []Change // not yet told by the watch
}

func (s *store) put(key string) {
	s.rev++
	kind := Created
	if s.keys[key] != 0 {
		kind = Changed
	}
	s.keys[key] = s.rev
	s.events = append(s.events, Change{key, metaAt(s.rev), kind})
}

func (s *store) delete(key string) {
	if s.keys[key] == 0 {
		return
	}
	s.rev++
	delete(s.keys, key)
	s.events = append(s.events, Change{key, metaAt(s.rev), Deleted})
}

// listing is one pinned listing under way: what is left of it to tell.
type listing struct {
	id   ListID
	rev  int64
	left Span
	keys map[string]int64
}

// take tells the first part of what is left, up to a key chosen at random.
func (l *listing) take(t *rapid.T) Listed {
	in := slices.Sorted(maps.Keys(l.keys))
	in = slices.DeleteFunc(in, func(k string) bool { return !l.left.Contains(k) })
	part := Listed{Span: l.left, Rev: l.rev}
	n := rapid.IntRange(0, len(in)).Draw(t, "chunk")
	if n < len(in) {
		part.Span.To = in[n]
	}
	part.Keys = NewKeys(n, 0)
	for _, k := range in[:n] {
		part.Keys.Add([]byte(k), metaAt(l.keys[k]))
	}
	l.left.From = part.Span.To
	if n == len(in) {
		l.left = Span{"\x00", "\x00"}
	}
	return part
}

// world drives a tree as the source would, in a random order.
type world struct {
	store
	tree   *Tree
	filter *Filter // of the tree; nil: none
	now    time.Time
	lists  []*listing
	lastID ListID
	shots  []shot
}

// someKey is a key in the scope, with many separators of every kind.
func (w *world) someKey(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{"/", ":", "::", "a", "b", "ab", "-", "0", "\xff"}), 1, 8)
	return w.tree.Scope() + strings.Join(parts.Draw(t, "key"), "")
}

// someDir is a key as far as a separator goes.
func (w *world) someDir(t *rapid.T) string {
	key, sep := w.someKey(t), string(w.tree.paths.separator)
	if i := strings.LastIndex(key, sep); i >= 0 {
		return key[:i+len(sep)]
	}
	return ""
}

func (w *world) apply(b Batch) {
	w.now = w.now.Add(time.Second)
	b.At = w.now
	w.tree.Apply(b)
	if w.filter != nil {
		w.filter.Apply(b)
	}
	w.tree.Wanted()
}

func (w *world) watch(n int) {
	n = min(n, len(w.events))
	newest := map[string]Change{} // as the mailbox coalesces
	for _, c := range w.events[:n] {
		newest[c.Key] = c
	}
	w.events = w.events[n:]
	w.apply(Batch{Changes: slices.Collect(maps.Values(newest))})
}

func (w *world) begin(s Span) {
	w.lastID++
	w.apply(Batch{Begun: []ListID{w.lastID}})
	w.lists = append(w.lists, &listing{id: w.lastID, rev: w.rev, left: s, keys: maps.Clone(w.keys)})
}

func (w *world) list(t *rapid.T, i int) {
	l := w.lists[i]
	b := Batch{Listed: []Listed{l.take(t)}}
	if l.left.Empty() {
		b.Ended = []ListID{l.id}
		w.lists = slices.Delete(w.lists, i, i+1)
	}
	w.apply(b)
}

// comes is what a store and its source may do, and a person who opens a prefix.
func (w *world) comes(scope, separator string) map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
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
		"gap": func(*rapid.T) { // the watch lost its place: everything begins anew
			w.events, w.lists = nil, nil
			w.apply(Batch{Gap: true})
			w.begin(PrefixSpan(scope))
		},
	}
}

func TestTreeEqualsSortedMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]string{"/", "/", "::", "ab", ""}).Draw(t, "separator")
		scope := rapid.SampledFrom([]string{"", "", "a", "a/", "a::b::", "aab"}).Draw(t, "scope")
		w := &world{store: store{keys: map[string]int64{}}, tree: NewTree(scope, separator), now: t0}
		w.put(scope + "first")
		w.events = nil
		actions := w.comes(scope, separator)
		maps.Copy(actions, map[string]func(*rapid.T){
			"retry":    func(t *rapid.T) { w.tree.Retry(w.someDir(t)) },
			"collapse": func(t *rapid.T) { w.tree.Collapse(w.someDir(t)) },
			"closeall": func(*rapid.T) { w.tree.CollapseAll() },
			"expire":   func(*rapid.T) { w.tree.Expire(w.now) },
			"reset": func(*rapid.T) { // another store, whose revisions begin anew
				w.store = store{keys: map[string]int64{}}
				w.lists = nil
				w.put(scope + "other")
				w.events = nil
				w.apply(Batch{Reset: true, Gap: true})
				w.begin(PrefixSpan(scope))
			},
			"snapshot": w.shoot,
			"":         func(t *rapid.T) { checkTree(t, w.tree) },
		})
		t.Repeat(actions)
		for _, s := range w.shots {
			s.check(t, 1)
		}
		w.watch(len(w.events))
		w.begin(PrefixSpan(scope))
		for len(w.lists) > 0 {
			w.list(t, 0)
		}
		checkTree(t, w.tree)
		got := map[string]int64{}
		for key, meta := range w.tree.scan(PrefixSpan("")) {
			got[string(key)] = meta.ModRev
			if meta != metaAt(meta.ModRev) {
				t.Fatalf("%q has %v", key, meta)
			}
		}
		if !maps.Equal(got, w.keys) {
			t.Fatalf("tree has %v\nstore has %v", got, w.keys)
		}
		if n, exact := w.tree.Keys(); n != len(w.keys) || !exact {
			t.Fatalf("Keys() = %d, %v; the store has %d", n, exact, len(w.keys))
		}
	})
}

// metaAt is a key whose numbers are of many widths.
func metaAt(rev int64) Meta {
	return Meta{ModRev: rev, CreateRev: rev % 7 << (rev % 50), Version: rev * rev}
}

// checkTree counts everything again that the tree keeps a sum of, and looks
// every row up by all ways there are.
func checkTree(t *rapid.T, tree *Tree) {
	checkDir(t, tree.root)
	rows := tree.Window(0, tree.Len()+10)
	if len(rows) != tree.Len() {
		t.Fatalf("Len() = %d but there are %d rows", tree.Len(), len(rows))
	}
	for i, r := range rows {
		if at := tree.At(i); at != r {
			t.Fatalf("At(%d) = %+v, Window has %+v", i, at, r)
		}
		if j, ok := tree.IndexOf(r.Path); j != i || !ok {
			t.Fatalf("IndexOf(%q) = %d, %v; it is row %d", r.Path, j, ok, i)
		}
		if next, ok := tree.Sibling(r.Path, 1); ok {
			if back, _ := tree.Sibling(next, -1); back != r.Path {
				t.Fatalf("after %q comes %q, before which comes %q", r.Path, next, back)
			}
		}
		if parent, ok := tree.Parent(r.Path); ok != (r.Depth > 0) || (ok && len(parent) != len(r.Path)-len(r.Name)) {
			t.Fatalf("parent of %+v is %q, %v", r, parent, ok)
		}
		if i > 0 && rows[i-1].Path >= r.Path {
			t.Fatalf("rows out of order: %q, %q", rows[i-1].Path, r.Path)
		}
	}
}

func checkDir(t *rapid.T, d *dir) (keys int) {
	if d.self != nil {
		keys++
	}
	n, dirs, rows := 0, 0, 0
	var last []byte
	for c := range d.from(nil) {
		if n > 0 && bytes.Compare(last, c.name) >= 0 {
			t.Fatalf("children of %q out of order: %q, %q", d.path(), last, c.name)
		}
		last = bytes.Clone(c.name)
		n++
		rows += c.shown()
		switch {
		case c.dir != nil:
			dirs++
			if c.dir.parent != d || c.dir.name != string(c.name) {
				t.Fatalf("%q is not where it belongs", c.dir.path())
			}
			keys += checkDir(t, c.dir)
		case c.mark.kind() != Deleted:
			keys++
		}
	}
	if n != d.n || dirs != d.dirs || rows != d.rows || keys != d.keys {
		t.Fatalf("%q: children %d (directories %d) rows %d keys %d, counted %d (%d) %d %d", d.path(), d.n, d.dirs, d.rows, d.keys, n, dirs, rows, keys)
	}
	checkSlots(t, d)
	return keys
}

// checkSlots counts the rows of each slot again, and looks each up.
func checkSlots(t *rapid.T, d *dir) {
	sum := 0
	for i, s := range d.slots.all {
		rows := 0
		var c child
		for r := s.block.reader(); r.next(&c); {
			rows += c.shown()
		}
		if s.rows != rows {
			t.Fatalf("%q: slot %d shows %d rows, not %d", d.path(), i, s.rows, rows)
		}
		if before := d.slots.before(i); before != sum {
			t.Fatalf("%q: %d rows before slot %d, not %d", d.path(), before, i, sum)
		}
		if at, before := d.slots.showing(sum + rows - 1); rows > 0 && (at != i || before != sum) {
			t.Fatalf("%q: row %d is in slot %d after %d rows, not %d after %d", d.path(), sum+rows-1, at, before, i, sum)
		}
		sum += rows
	}
}

func TestSpansEqualSetOfPoints(t *testing.T) {
	end := rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f"})
	points := []string{"", "\x00", "a", "aa", "b", "c", "cc", "d", "e", "f", "ff"}
	rapid.Check(t, func(t *rapid.T) {
		var c Spans
		has := map[string]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"change": func(t *rapid.T) {
				s := Span{end.Draw(t, "from"), end.Draw(t, "to")}
				add := rapid.Bool().Draw(t, "add")
				if add {
					c.Add(s)
				} else {
					c.Remove(s)
				}
				for _, p := range points {
					if s.Contains(p) {
						has[p] = add
					}
				}
			},
			"": func(t *rapid.T) {
				for _, p := range points {
					if got := c.Covers(Span{p, After(p)}); got != has[p] {
						t.Fatalf("%q is covered: %v, want %v in %v", p, got, has[p], c.all)
					}
				}
				for i := 1; i < len(c.all); i++ {
					if c.all[i-1].To == "" || c.all[i-1].To >= c.all[i].From {
						t.Fatalf("spans touch or are out of order: %q", c.all)
					}
				}
				s := Span{end.Draw(t, "from"), end.Draw(t, "to")}
				if gap := c.Gap(s); !s.Empty() && !gap.Empty() && (c.Touches(gap) || gap.From < s.From) {
					t.Fatalf("gap %q of %q in %q", gap, s, c.all)
				}
			},
		})
	})
}
