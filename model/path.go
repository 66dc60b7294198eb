package model

import (
	"bytes"
	"strings"
)

// maxDepth bounds how deep a path is split: what is deeper is one name. A key
// of a million separators must not make a million directories.
const maxDepth = 64

// paths splits keys into the names of the tree.
type paths struct {
	scope     string // the start prefix
	base      string // the part of scope up to its last separator: the first name of every path
	separator []byte // empty: nothing is split
}

func newPaths(scope, separator string) paths {
	p := paths{scope: scope, separator: []byte(separator)}
	if separator != "" {
		if i := strings.LastIndex(scope, separator); i >= 0 {
			p.base = scope[:i+len(separator)]
		}
	}
	return p
}

// cut is the length of the directory name that rest starts with, depth
// directories below the root; 0 if rest is a key's last name.
func (p *paths) cut(rest []byte, depth int) int {
	if depth == 0 && p.base != "" {
		return min(len(p.base), len(rest))
	}
	if len(p.separator) == 0 || depth >= maxDepth {
		return 0
	}
	if i := bytes.Index(rest, p.separator); i >= 0 {
		return i + len(p.separator)
	}
	return 0
}

// inScope is the part of the span of prefix that is in the scope.
func (p *paths) inScope(prefix string) Span {
	return PrefixSpan(prefix).Intersect(PrefixSpan(p.scope))
}
