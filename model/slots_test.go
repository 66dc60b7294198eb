package model

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// A directory of more children than one group of blocks holds, as it grows,
// shrinks and has its prefixes opened: what is summed must stay the sum.
func TestSlotsOfABigDirectory(t *testing.T) {
	const n = 3*groupSize*blockSize + 7
	tree := NewTree("", "/")
	keys := NewKeys(n, 0)
	for i := range n {
		keys.Add(fmt.Appendf(nil, "%07d", 10*i), at(1))
	}
	apply(tree, 0, Batch{Listed: []Listed{{Span: PrefixSpan(""), Rev: 1, Keys: keys}}})
	rapid.Check(t, func(t *rapid.T) {
		rev := int64(1)
		for range 30 {
			rev++
			i := rapid.IntRange(0, 10*n).Draw(t, "key")
			kind := rapid.SampledFrom([]ChangeKind{Created, Deleted}).Draw(t, "kind")
			key := fmt.Sprintf("%07d", i)
			if rapid.Bool().Draw(t, "below") {
				key = fmt.Sprintf("%07d/%d", i, rev)
				tree.Expand(fmt.Sprintf("%07d/", i))
			}
			apply(tree, 0, Batch{Changes: []Change{{Key: key, Meta: Meta{ModRev: rev}, Kind: kind}}})
			tree.Len()
			if rapid.Bool().Draw(t, "look") {
				tree.Window(rapid.IntRange(0, tree.Len()-1).Draw(t, "row"), 5)
			}
		}
		checkDir(t, tree.root)
	})
}
