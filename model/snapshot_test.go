package model

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// shot is a snapshot and what it must say for ever.
type shot struct {
	*Snapshot
	keys []string
}

// shoot takes a snapshot, of which the tree says what is in it.
func (w *world) shoot(t *rapid.T) {
	under := ""
	if rapid.Bool().Draw(t, "a part") {
		under = w.someDir(t)
	}
	s := shot{Snapshot: w.tree.Snapshot(under)}
	for key := range w.tree.scan(PrefixSpan(under)) {
		s.keys = append(s.keys, string(key))
	}
	if under != "" && w.tree.dirAt(under) == nil {
		s.keys = nil
	}
	n, exact := s.Keys()
	if n != len(s.keys) {
		t.Fatalf("snapshot of %q says %d keys, the tree has %q", under, n, s.keys)
	}
	if of, all := w.tree.KeysUnder(under); of != n || all != exact {
		t.Fatalf("the tree says %d %v keys under %q, the snapshot %d %v", of, all, under, n, exact)
	}
	s.check(t, rapid.Uint64().Draw(t, "some"))
	if len(w.shots) > 0 {
		s.checkSince(t, w.shots[len(w.shots)-1])
	}
	w.shots = append(w.shots, s)
}

// check reads the snapshot whole, and by one reader a part of it.
func (s shot) check(t *rapid.T, some uint64) {
	var all, chosen, got []string
	r := s.Reader()
	var last []byte
	for i := range s.Len() {
		only, n := KeySet{}, 0
		var before []byte
		s.Each(i, func(key []byte, same int) bool {
			if !bytes.HasPrefix(key, before[:same]) {
				t.Fatalf("%q doesn't share %d bytes with %q", key, same, before)
			}
			all, before = append(all, string(key)), bytes.Clone(key)
			n++
			return true
		})
		if n != s.KeysOf(i) {
			t.Fatalf("part %d has %d keys, said %d", i, n, s.KeysOf(i))
		}
		for r.Open(i, s.All(i)); r.Next(); {
			if some++; some*0x9E3779B97F4A7C15>>63 == 0 {
				only.Add(r.At)
				chosen = append(chosen, string(r.Key))
			}
			last = bytes.Clone(r.Key)
		}
		for r.Open(i, only); r.Next(); {
			if !bytes.HasPrefix(r.Key, last[:r.Same]) || !only.Has(r.At) {
				t.Fatalf("%q at %d, %d bytes as %q, of %v", r.Key, r.At, r.Same, last, only)
			}
			got, last = append(got, string(r.Key)), bytes.Clone(r.Key)
		}
	}
	slices.Sort(all) // a block's keys come before those of its directories
	if !slices.Equal(all, s.keys) {
		t.Fatalf("snapshot has %q\nthe tree had %q", all, s.keys)
	}
	if !slices.Equal(got, chosen) {
		t.Fatalf("reader gave %q of %q", got, chosen)
	}
}

// checkSince looks at the parts that two snapshots have both.
func (s shot) checkSince(t *rapid.T, before shot) {
	last := int32(-1)
	for i, j := range s.Since(before.Snapshot) {
		if j < 0 {
			continue
		}
		if j <= last || s.parts[i] != before.parts[j] {
			t.Fatalf("part %d is said to have been %d, after %d", i, j, last)
		}
		last = j
		if !slices.Equal(s.keysOf(i), before.keysOf(int(j))) {
			t.Fatalf("one part has %q and %q", s.keysOf(i), before.keysOf(int(j)))
		}
	}
}

func (s shot) keysOf(i int) (keys []string) {
	s.Each(i, func(key []byte, _ int) bool {
		keys = append(keys, string(key))
		return true
	})
	return keys
}

// A key that comes back while its row still says that it was deleted is one of
// the keys.
func TestSnapshotHasWhatCameBack(t *testing.T) {
	tree := NewTree("", "/")
	change := func(kind ChangeKind, rev int64) {
		apply(tree, 0, Batch{Changes: []Change{{Key: "a/b", Kind: kind, Meta: Meta{ModRev: rev}}}})
	}
	for i, want := range []struct {
		kind ChangeKind
		keys int
	}{{Created, 1}, {Deleted, 0}, {Created, 1}, {Changed, 1}, {Deleted, 0}} {
		change(want.kind, int64(i+1))
		s := tree.Snapshot("")
		n := 0
		for i := range s.Len() {
			n += len(shot{Snapshot: s}.keysOf(i))
		}
		if n != want.keys {
			t.Fatalf("after %v: %d keys", want.kind, n)
		}
	}
}

// The first snapshot has room for a part of each directory, and doesn't grow.
func TestFirstSnapshotTakesItsMemoryAtOnce(t *testing.T) {
	const n = 20_000
	keys := NewKeys(n, n*16)
	for i := range n {
		keys.Add(fmt.Appendf(nil, "a/%05d/%05d/x", i/7, i), Meta{ModRev: 1})
	}
	tree := NewTree("", "/")
	tree.Apply(Batch{At: t0, Listed: []Listed{{Rev: 1, Keys: keys}}})
	if took := testing.AllocsPerRun(3, func() {
		tree.shot = 0
		tree.Snapshot("")
	}); took > 2 {
		t.Errorf("%.0f allocations", took)
	}
}

// Of two snapshots with chunks, or changes, in between, all parts but those
// that were touched are the same.
func TestSinceFindsWhatStayed(t *testing.T) {
	chunks, _ := registry(100_000)
	tree := NewTree("", "/")
	for _, c := range chunks[:len(chunks)-3] {
		tree.Apply(Batch{At: t0, Listed: []Listed{c}})
	}
	before := tree.Snapshot("")
	for _, c := range chunks[len(chunks)-3:] {
		tree.Apply(Batch{At: t0, Listed: []Listed{c}})
	}
	stayed := func(s, before *Snapshot) (n int) {
		for _, j := range s.Since(before) {
			if j >= 0 {
				n++
			}
		}
		return n
	}
	after := tree.Snapshot("")
	if n := stayed(after, before); n < before.Len()-4 { // on each level the last block
		t.Errorf("%d parts of %d are still there after a chunk at the end", n, before.Len())
	}
	for i := range 100 {
		apply(tree, 0, Batch{Changes: []Change{{Key: fmt.Sprintf("/registry/pods/namespace-%04d/new", i), Kind: Created, Meta: Meta{ModRev: 20_000_000}}}})
	}
	if n := stayed(tree.Snapshot(""), after); n != after.Len()-100 {
		t.Errorf("%d parts of %d are still there after 100 changes", n, after.Len())
	}
	if n := stayed(tree.Snapshot("/registry/pods/namespace-0150/"), after); n != tree.Snapshot("/registry/pods/namespace-0150/").Len() {
		t.Errorf("%d parts of a prefix are those of the whole", n)
	}
}

// Snapshots are read while the tree changes, in every way that leaves blocks
// where they are: it is for the race detector to say something.
func TestSnapshotIsReadWhileTheTreeChanges(t *testing.T) {
	chunks, _ := registry(20_000)
	tree := NewTree("", "/")
	for _, c := range chunks[:2] {
		tree.Apply(Batch{At: t0, Listed: []Listed{c}})
	}
	var readers sync.WaitGroup
	read := func(s *Snapshot) {
		want, _ := s.Keys()
		readers.Go(func() {
			n := 0
			for i := range s.Len() {
				s.Each(i, func([]byte, int) bool { n++; return true })
			}
			if n != want {
				t.Errorf("%d keys in a snapshot of %d", n, want)
			}
			s.Since(s)
		})
	}
	rev := int64(20_000_000)
	for i := range 60 {
		read(tree.Snapshot(""))
		if i < len(chunks)-2 {
			tree.Apply(Batch{At: t0, Listed: []Listed{chunks[i+2]}})
		}
		for j := range 100 {
			n := (i*100 + j) * 7919 % 20_000
			rev++
			key := fmt.Sprintf("/registry/pods/namespace-%04d/checkout-7d9f4c6b5d-%013d", n/500, n)
			kind := []ChangeKind{Changed, Changed, Deleted, Created}[j%4]
			tree.Apply(Batch{At: t0, Changes: []Change{{Key: key, Kind: kind, Meta: Meta{ModRev: rev, CreateRev: rev, Version: rev}}}})
		}
		tree.Expire(t0.Add(Moment))
	}
	readers.Wait()
}

func BenchmarkSnapshot(b *testing.B) {
	t := loaded(b, *benchKeys)
	b.ReportAllocs()
	for b.Loop() {
		t.Snapshot("")
	}
}

// BenchmarkReader is what a key costs whoever looks at all of them.
func BenchmarkReader(b *testing.B) {
	s := loaded(b, *benchKeys).Snapshot("")
	r := s.Reader()
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		for i := range s.Len() {
			for r.Open(i, s.All(i)); r.Next(); {
				n += r.Same
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*benchKeys), "ns/key")
}
