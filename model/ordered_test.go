package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A snapshot's parts are not in order; what reads ranges between neighbours
// must be.
func TestOrderedIsInOrder(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 6))
		have := map[string]bool{}
		for range r.IntN(800) {
			key := ""
			for range 1 + r.IntN(4) {
				key += string("ab-/z0"[r.IntN(6)])
				if r.IntN(2) == 0 {
					key += fmt.Sprint(r.IntN(40))
				}
			}
			have[key] = true
		}
		var want []string
		for key := range have {
			want = append(want, key)
		}
		slices.Sort(want)
		keys := NewKeys(len(want), 0)
		for _, key := range want {
			keys.Add([]byte(key), Meta{ModRev: 1})
		}
		tree := NewTree("", "/")
		tree.Apply(Batch{Listed: []Listed{{Rev: 1, Keys: keys}}})
		var got []string
		for o := tree.Snapshot("").Ordered(); ; {
			key, ok := o.Next()
			if !ok {
				break
			}
			got = append(got, key)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %d keys, of %d\n got %q\nwant %q", seed, len(got), len(want), got, want)
		}
	}
}
