package value

import (
	"encoding/json"
	"slices"
)

// The lines of JSON know how deep they are, so their paths and blocks need no
// index: to look through a hundred thousand lines takes a tenth of a
// millisecond.

// path looks back: what is before a line on its level are its siblings, the
// first that is less deep is what it is in.
func (t *jsonText) path(i int) (steps []step) {
	for t.lines[i].continued {
		i--
	}
	for depth := int(t.lines[i].depth); depth > 0; depth-- {
		if t.closes(i) { // it is of what it closes
			for i--; !t.begins(i, depth); i-- {
			}
		}
		s, at := step{ordinal: -1}, i
		named := t.named(i)
		if named {
			s.name = t.name(i)
		}
		for i--; !t.begins(i, depth-1); i-- {
			if !named && t.begins(i, depth) {
				s.ordinal++
			}
		}
		...
	}
	slices.Reverse(steps)
	return steps
}
