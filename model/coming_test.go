package model

import "testing"

func TestComing(t *testing.T) {
	tree := NewTree("", "/")
	tree.Expand("a/")
	expect := func(when string, want map[string]bool) {
		t.Helper()
		for path, coming := range want {
			if got := tree.Coming(path); got != coming {
				t.Errorf("%s: %q coming is %v", when, path, got)
			}
		}
	}
	expect("at first", map[string]bool{"a/": true, "a/x": true, "z": true})
	keys := NewKeys(2, 0)
	for _, k := range []string{"a/b", "c/d"} {
		keys.Add([]byte(k), Meta{ModRev: 2})
	}
	tree.Apply(Batch{Listed: []Listed{{Span: Span{To: "d"}, Rev: 5, Keys: keys}}})
	expect("in the middle", map[string]bool{"a/": false, "a/b": false, "z": true, "c/d": false})
	tree.Apply(Batch{Levels: []Level{{Prefix: "", State: LevelListed}, {Prefix: "a/", State: LevelFailed}}})
	expect("at the end", map[string]bool{"a/x": false, "z": false, "c/d": false})
	tree.Apply(Batch{Reset: true})
	expect("anew", map[string]bool{"a/x": true, "z": true})
}
