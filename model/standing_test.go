package model

import "testing"

func TestStanding(t *testing.T) {
	const sep = "/"
	check := func(t *testing.T, tree *Tree, want map[string]Standing) {
		t.Helper()
		for path, standing := range want {
			if got := tree.Standing(path); got != standing {
				t.Errorf("%q is %d, want %d", path, got, standing)
			}
		}
	}
	tree := NewTree("", sep)
	check(t, tree, map[string]Standing{"/a": NotRead, "/a/": NotRead})
	apply(tree, 0, Batch{Listed: []Listed{listed("/a/", 9, "/a/b/1", "/a/k", "/a/s/")}})
	check(t, tree, map[string]Standing{
		"/a/": Here, "/a/b/": Here, "/a/b/1": Here, "/a/k": Here, "/a/s/": Here, "/": Here, "/a/b": Absent, "/a/k/": Absent,
		"/a/none": Absent, "/a/none/": Absent, "/a/none/x": Absent, "/a": NotRead, "/c/": NotRead, "/a/k\x00": Absent,
	})
	apply(tree, 0, Batch{Changes: []Change{{"/a/k", at(11), Deleted}}})
	check(t, tree, map[string]Standing{"/a/k": Absent, "/a/": Here})
	apply(tree, 0, Batch{Gap: true, Access: access(PrefixSpan("/a/b/"))})
	check(t, tree, map[string]Standing{"/a/x": Unreadable, "/a/s/": Unreadable, "/a/b/2": NotRead})

	part := NewTree("/a/", sep)
	apply(part, 0, Batch{Listed: []Listed{listed("/a/", 9, "/a/b/1")}})
	check(t, part, map[string]Standing{"/a/": Here, "/a/b/": Here, "/": Here, "/b/": Outside, "/b": Outside, "/a/c": Absent})

	flat := NewTree("", "")
	apply(flat, 0, Batch{Listed: []Listed{listed("", 9, "a/", "a/b")}})
	check(t, flat, map[string]Standing{"a/": Here, "a": Absent})
}
