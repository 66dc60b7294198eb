//go:build linux

package main

import "math"

// measureTree measures the tree itself, without a server and a screen, in a
// process that does nothing else.
func measureTree(h *harness) error {
	sizes := h.sizes(1, 10)
	for i, n := range sizes {
		var found treeFound
		if err := h.child(&found, "tree", n); err != nil {
			return err
		}
		size := ", " + keys(n)
		h.found(5, "a", "the tree's heap / the keys' own bytes"+size, "×", atMost(1), found.HeapOfKeys)
		if i < len(sizes)-1 {
			continue
		}
		first, again := "Apply of one watched event, the first of its block of keys", "Apply of one watched event, a later one"
		h.found(6, "a", first+size, "µs", atMost(5), found.First.Apply...)
		h.found(6, "b", first+": allocations", "", target{}, found.First.Allocations)
		h.found(6, "c", again+size, "µs", atMost(5), found.Update.Apply...)
		h.found(6, "d", again+": allocations", "", atMost(0), math.Round(found.Update.Allocations*100)/100) // the runtime's own, now and then
		h.found(7, "a", "Window of 50 rows anywhere, all open"+size, "µs", atMost(20), found.Window...)
	}
	return nil
}
