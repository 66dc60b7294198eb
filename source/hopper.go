package source

import (
	"bytes"
	"math/bits"

	"github.com/etcdscope/etcdscope/model"
)

// hopper watches a listing go through the children of a prefix and says when
// to leave one for the next.
//
// How big a child is shows only when it has been read. To read as much of it
// as a hop costs, and then to hop, costs twice the best at most. What the
// children before were like makes it better: after a big one the next is left
// sooner, after a small one not, unless it is already much bigger than all the
// small ones. A child that is left at once never shows that it is small; so
// now and then one is looked at for longer.
type hopper struct {
	prefix, separator string
	cost              int // of a hop, in keys that are read in the same time

	child   []byte // the child prefix that the listing is in; empty: in none
	seen    int    // its keys
	hopped  bool   // over any child yet
	big     int    // children in a row that were hopped over
	largest int    // of the children that ended by themselves
}

// next gives the key at which to go on after part: the part's end, or the end
// of a child that is big. "" is the end of the keyspace.
func (h *hopper) next(part model.Listed) string {
	for i := range part.Keys.Len() {
		key := part.Keys.Key(i)
		if len(h.child) == 0 || !bytes.HasPrefix(key, h.child) {
			h.ended()
			h.child = append(h.child, h.childOf(key)...)
		}
		h.seen++
	}
	if len(h.child) == 0 || part.Span.To == "" || h.seen < h.enough() {
		return part.Span.To
	}
	end := model.PrefixEnd(string(h.child))
	h.hopped, h.child, h.seen = true, h.child[:0], 0
	h.big++
	return end
}

// ended takes in that the listing has come to the end of a child.
func (h *hopper) ended() {
	if len(h.child) > 0 {
		h.largest, h.big = max(h.largest, h.seen), 0
	}
	h.child, h.seen = h.child[:0], 0
}

// enough is how many keys of a child are read before its rest is hopped over.
func (h *hopper) enough() int {
	switch {
	case h.big >= hopLook && bits.OnesCount(uint(h.big)) == 1:
		return h.cost
	case h.big > 0:
		return h.cost >> (2 * min(h.big, 2))
	case h.largest == 0:
		return h.cost / 2
	case h.hopped:
		return min(h.cost, max(hopOutgrown*h.largest, h.cost/16))
	}
	return h.cost
}

// childOf is the child prefix that holds key, empty if key is a child itself.
func (h *hopper) childOf(key []byte) []byte {
	if h.separator == "" || !bytes.HasPrefix(key, []byte(h.prefix)) {
		return nil
	}
	i := bytes.Index(key[len(h.prefix):], []byte(h.separator))
	if i < 0 {
		return nil
	}
	return key[:len(h.prefix)+i+len(h.separator)]
}
