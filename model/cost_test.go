package model

import (
	"fmt"
	"testing"
)

// The work of looking at rows doesn't grow with the tree: what is counted is
// the children that are looked at, in the middle and at the ends.
func TestWindowLooksAtNoMoreInABiggerTree(t *testing.T) {
	const rows = 50
	for _, shape := range []struct {
		name string
		key  func(i int) string
	}{
		{"flat", func(i int) string { return fmt.Sprintf("%09d", i) }},
		{"many prefixes of few keys", func(i int) string { return fmt.Sprintf("a/%07d/%d", i/10, i%10) }},
		{"few prefixes of many keys", func(i int) string { return fmt.Sprintf("a/%d/%09d", i%20, i) }},
	} {
		t.Run(shape.name, func(t *testing.T) {
			for n := 1_000; n <= 64_000; n *= 2 {
				tree := expanded(n, shape.key)
				for _, offset := range []int{0, 1, tree.Len() / 3, tree.Len() / 2, tree.Len() - rows} {
					v := tree.view(offset, rows)
					if len(v.rows) != rows {
						t.Fatalf("%d keys: %d rows at %d of %d", n, len(v.rows), offset, tree.Len())
					}
					// The rows themselves, and on the way to the first of them
					// one block on each of the levels.
					if most := rows + 3*2*blockSize; v.read > most {
						t.Errorf("%d keys: looked at %d children for the %d rows at %d, more than %d", n, v.read, rows, offset, most)
					}
				}
			}
		})
	}
}

// expanded is a tree of n keys with every prefix open.
func expanded(n int, key func(int) string) *Tree {
	tree := NewTree("", "/")
	names := make([]string, n)
	for i := range names {
		names[i] = key(i)
	}
	apply(tree, 0, Batch{Listed: []Listed{listed("", 1, names...)}})
	for _, name := range names {
		tree.Reveal(name)
	}
	return tree
}

// An event of a key that is there changes it where it is packed: neither the
// tree nor the blocks around it take memory, however big they are.
func TestUpdateTakesNoMemory(t *testing.T) {
	for _, n := range []int{1_000, 30_000} {
		key := func(i int) string { return fmt.Sprintf("/registry/pods/ns-%d/pod-%d", i%17, i) }
		tree := expanded(n, key)
		rev := int64(10)
		change := make([]Change, 1)
		update := func(i int) {
			rev++
			change[0] = Change{Key: key(i), Meta: Meta{ModRev: rev, CreateRev: 1, Version: rev % 200}, Kind: Changed}
		}
		for i := range n { // a block gets room for marks when its first key is marked
			update(i)
			tree.Apply(Batch{At: t0, Changes: change})
		}
		update(n / 2)
		allocs := testing.AllocsPerRun(1000, func() {
			rev++
			change[0].Meta.ModRev = rev
			tree.Apply(Batch{At: t0, Changes: change})
		})
		if allocs != 0 {
			t.Errorf("%d keys: an update allocates %v times", n, allocs)
		}
		if got, ok := tree.ModRev(key(n / 2)); !ok || got != rev {
			t.Errorf("%d keys: it is at revision %d, not %d", n, got, rev)
		}
	}
}

// A listing takes memory by the block, not by the key.
func TestListingAllocatesByTheBlock(t *testing.T) {
	const n = 100_000
	keys := NewKeys(n, 0)
	for i := range n {
		keys.Add(fmt.Appendf(nil, "a/%07d", i), at(1))
	}
	batch := Batch{At: t0, Listed: []Listed{{Span: PrefixSpan(""), Rev: 1, Keys: keys}}}
	allocs := testing.AllocsPerRun(5, func() { NewTree("", "/").Apply(batch) })
	if blocks := float64(n / blockSize); allocs > 3*blocks {
		t.Errorf("%v allocations for %v blocks", allocs, blocks)
	}
}
