package ui

import (
	"slices"

	"github.com/etcdscope/etcdscope/model/find"
)

// hits are the keys that were found, the best first, and the one of them that is
// chosen: the best, until a person moves on, and then that key as long as it is
// among them.
type hits struct {
	all []find.Match
	list
	moved bool
}

// replace takes other hits. Where they are of the same query, one that a person
// chose stays though it isn't found any more.
func (h *hits) replace(best []find.Match, same bool) {
	if !h.moved || len(h.all) == 0 {
		*h = hits{all: best}
		return
	}
	chosen := h.all[h.chosen]
	at := slices.IndexFunc(best, func(m find.Match) bool { return m.Key == chosen.Key })
	switch {
	case at >= 0:
		h.offset += at - h.chosen // it keeps its line
		h.all, h.chosen = best, at
	case same:
		h.chosen = min(h.chosen, len(best))
		h.all = slices.Concat(best[:h.chosen], []find.Match{chosen}, best[h.chosen:])
	default:
		*h = hits{all: best}
	}
}

// move chooses another one.
func (h *hits) move(by int) {
	if len(h.all) > 0 {
		h.list.move(by, len(h.all))
		h.moved = true
	}
}

// fit brings the chosen one into view, and with the last one what is said after it.
func (h *hits) fit(height, after int) {
	at := h.chosen
	if at == len(h.all)-1 && height > after {
		at += after
	}
	h.offset = inView(h.offset, at, height, len(h.all)+after)
}

// key is the chosen one.
func (h *hits) key() (key string, ok bool) {
	if h.chosen >= len(h.all) {
		return "", false
	}
	return h.all[h.chosen].Key, true
}
