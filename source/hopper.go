package source

import (
	"bytes"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// hopper watches a listing go through the children of a prefix and says when
// enough of one has been seen.
type hopper struct {
	prefix, separator string
	after             int

	child string // the child prefix that the listing is in
	seen  int    // its keys
}

// next gives the key at which to go on after part: the part's end, or the end
// of a child that is big. "" is the end of the keyspace.
func (h *hopper) next(part model.Listed) string {
	n := part.Keys.Len()
	if n == 0 || part.Span.To == "" {
		return part.Span.To
	}
	last := string(part.Keys.Key(n - 1))
	child := h.childOf(last)
	if child == "" {
		h.child, h.seen = "", 0
		return part.Span.To
	}
	if child != h.child {
		h.child, h.seen = child, 0
	}
	for i := n - 1; i >= 0 && bytes.HasPrefix(part.Keys.Key(i), []byte(child)); i-- {
		h.seen++
	}
	if h.seen < h.after {
		return part.Span.To
	}
	// Where one child is big others are: look at them for shorter.
	h.after = min(h.after, max(h.after/2, hopSoonest))
	return model.PrefixEnd(child)
}

// childOf is the child prefix that holds key, "" if key is a child itself.
func (h *hopper) childOf(key string) string {
	if h.separator == "" || !strings.HasPrefix(key, h.prefix) {
		return ""
	}
	i := strings.Index(key[len(h.prefix):], h.separator)
	if i < 0 {
		return ""
	}
	return key[:len(h.prefix)+i+len(h.separator)]
}
