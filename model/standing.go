package model

import "strings"

// Standing is whether there is something at a path, as far as a tree knows.
type Standing uint8

// The standings.
const (
	NotRead    Standing = iota // nobody has looked there yet
	Here                       // it is there
	Absent                     // it is not
	Outside                    // of what the tree is of
	Unreadable                 // nothing there may be read
)

// Standing says whether there is a living key at a path, or any key in it if it
// ends with the separator.
func (t *Tree) Standing(path string) Standing {
	separator := string(t.paths.separator)
	prefix := separator != "" && strings.HasSuffix(path, separator)
	span := Span{From: path, To: After(path)}
	if prefix {
		span = t.paths.inScope(path)
	}
	_, here := t.ModRev(path)
	switch {
	case span.Empty() || !PrefixSpan(t.paths.scope).Contains(span.From):
		return Outside
	case path != t.paths.scope && strings.HasPrefix(t.paths.scope, path): // what lies beside the scope isn't known
		if t.root.keys == 0 {
			return NotRead
		}
		return Here
	case here || prefix && len(t.Complete(path, 1)) > 0:
		return Here
	case t.denied.Covers(span):
		return Unreadable
	case t.covered.Covers(span):
		return Absent
	}
	return NotRead
}
