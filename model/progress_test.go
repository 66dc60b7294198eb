package model

import (
	"fmt"
	"math"
	"testing"
)

func TestProgress(t *testing.T) {
	tree := NewTree("", "/")
	part := listed("", 5, "/r/a/1", "/r/ab", "/r/b/1")
	part.Span.To = "/r/b/1\x00"
	apply(tree, 0, Batch{Listed: []Listed{part}})
	wants := func(under string, want float64, told bool) {
		t.Helper()
		if part, ok := tree.Progress(under); ok != told || math.Abs(part-want) > 0.001 {
			t.Errorf("Progress(%q) = %.3f, %v, want %.3f, %v", under, part, ok, want, told)
		}
	}
	wants("", 0, false) // there may be more beside "/"
	levels := func(prefixes ...string) {
		for _, p := range prefixes {
			apply(tree, 0, Batch{Levels: []Level{{Prefix: p, State: LevelListed}}})
		}
	}
	levels("", "/", "/r/")
	// Of "/r/"'s three children two are known; of the third only a part.
	wants("", 2./3, true)
	wants("/r/", 2./3, true)
	wants("/r/a/", 1, true)
	wants("/r/b/", 0, false)
	wants("/z/", 0, false)
	apply(tree, 0, Batch{Listed: []Listed{listed("/r/c/", 5, "/r/c/1", "/r/c/2")}, Changes: []Change{{"/r/d/1", at(6), Created}}})
	wants("/r/", 3./5, true) // a gap in "/r/b/", and all of "/r/d/"
	apply(tree, 0, Batch{Listed: []Listed{listed("/r/b/", 5, "/r/b/1", "/r/b/2")}})
	wants("/r/", 4./5, true)
	apply(tree, 0, Batch{Listed: []Listed{listed("/r/d/", 6, "/r/d/1")}})
	wants("/r/", progressNearly, true) // though no key that is known lies in the gaps
	tree.covered.Add(PrefixSpan("/r/"))
	wants("/r/", 1, true)
	tree.covered.Remove(PrefixSpan("/r/e"))
	for i := range 2 * progressGaps { // more gaps than are measured: what is after them counts as one
		key := fmt.Sprintf("/r/e%03d/1", i)
		apply(tree, 0, Batch{Changes: []Change{{key, at(7), Created}}, Listed: []Listed{{Span: keyOnly(key), Rev: 7, Keys: listed("", 7, key).Keys}}})
	}
	if part, ok := tree.Progress("/r/"); !ok || part < 0 || part > 0.1 {
		t.Errorf("with many gaps Progress = %v, %v", part, ok)
	}
}
