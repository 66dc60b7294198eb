package model

import (
	"bytes"

	"github.com/sahilm/fuzzy"
)

// fuzzyMost bounds the names that are matched loosely: about a millisecond's
// work, between two key presses.
const fuzzyMost = 5_000

// Complete gives up to most known paths that partial may be the beginning of,
// each as far as its next separator: those that start with it, in order; if
// none does, those in the same place whose names have its letters in order
// ("chk" in "checkout"), the best first.
func (t *Tree) Complete(partial string, most int) []string {
	d, name := t.find(partial)
	if d == nil {
		return nil
	}
	path := d.path()
	var found []string
	for c := range d.from(name) {
		if len(found) == most || !bytes.HasPrefix(c.name, name) {
			break
		}
		if c.mark.kind() != Deleted {
			found = append(found, path+string(c.name))
		}
	}
	if len(found) > 0 || len(name) == 0 {
		return found
	}
	for _, m := range fuzzy.Find(string(name), d.names(fuzzyMost)) {
		if len(found) == most {
			break
		}
		found = append(found, path+m.Str)
	}
	return found
}

// names are the names of the first most living children.
func (d *dir) names(most int) (names []string) {
	for c := range d.from(nil) {
		if len(names) == most {
			break
		}
		if c.mark.kind() != Deleted {
			names = append(names, string(c.name))
		}
	}
	return names
}
