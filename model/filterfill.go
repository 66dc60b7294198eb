package model

import (
	"bytes"
	"slices"
)

// fillStep is how many keys are looked at between two looks at how many match.
const fillStep = 512

// Fill looks at the next keys of the whole tree, until after one of them enough
// says that it was, and takes over those that match; false when there are no more.
func (f *Filter) Fill(enough func(key []byte) bool) (more bool) {
	for on := true; on && !f.filled; {
		on = f.fill(enough)
		f.limitSpread()
	}
	return !f.filled
}

func (f *Filter) fill(enough func(key []byte) bool) (on bool) {
	from, end := f.next, PrefixEnd(f.under)
	s := filling{Filter: f, walk: f.tree.walk(), left: fillStep, enough: enough, key: []byte(f.under)}
	d := f.whole.under(f.under)
	f.filled = d == nil || s.dir(d, []byte(from[len(f.under):]))
	if s.walk.close(); !f.filled {
		f.next = string(s.key)
		end = f.next
	}
	slice := Span{from, end}
	f.tree.covered.take(f.whole.covered, slice)
	f.tree.suspect.take(f.whole.suspect, slice)
	f.tree.before.take(f.whole.before, slice)
	if f.filled { // those of before are in the order of their keys
		slices.SortStableFunc(f.tree.ghosts, func(a, b ghost) int { return a.at.Compare(b.at) })
	}
	f.tree.limitGhosts()
	return !s.over
}

// take makes the part of the set that is in a span what it is in another set.
func (c *Spans) take(other Spans, in Span) {
	c.Remove(in)
	for _, s := range other.In(in) {
		c.Add(s)
	}
}

// filling is a walk through the whole tree that takes over what matches.
type filling struct {
	*Filter
	walk   *walk
	left   int // keys to be looked at
	enough func(key []byte) bool
	over   bool   // it was enough
	key    []byte // where it is: the key to go on from when nothing is left
	same   int    // bytes that it shares with the key that was looked at before
	taken  []byte // the bytes of the keys that were taken over
}

// dir goes through a directory, whose path is the key, from the name from on;
// false if it ends before that does.
func (s *filling) dir(d *dir, from []byte) bool {
	if d.self != nil && len(from) == 0 && !s.look(func() (Meta, mark) { return *d.self, 0 }) {
		return false
	}
	above := len(s.key)
	for i := d.slots.holding(from); i < len(d.slots.all); i++ {
		r := d.slots.all[i].block.reader()
		for r.i < int(r.block.n) {
			shared, suffix, dir := r.entry()
			s.key = append(s.key[:above+shared], suffix...)
			s.same = min(s.same, above+shared)
			name := s.key[above:]
			into := dir && len(name) <= len(from) && bytes.HasPrefix(from, name)
			if !into && bytes.Compare(name, from) < 0 {
				r.skip(dir)
				continue
			}
			if !s.child(&r, dir, from, into) {
				return false
			}
			from = nil
		}
	}
	return true
}

// child goes through the child whose entry was read: a key, or a directory, from
// the name from on if that leads into it.
func (s *filling) child(r *reader, dir bool, from []byte, into bool) (on bool) {
	if !dir {
		on = s.look(func() (Meta, mark) { return r.block.shape.read(r.block.record(r.i)) })
		r.skip(false)
		return on
	}
	d := r.block.dirs[r.dirs]
	r.skip(true)
	if into {
		return s.dir(d, from[len(d.name):])
	}
	return s.dir(d, nil)
}

// look takes the key over if it matches; false if it is one too many.
func (s *filling) look(known func() (Meta, mark)) bool {
	if s.left == 0 || s.over {
		return false
	}
	s.left--
	_, ok := s.matcher.Match(s.key, s.same)
	s.same = len(s.key)
	if ok {
		start := len(s.taken)
		s.taken = append(s.taken, s.key...) // may move: older keys keep the old array
		meta, m := known()
		s.take(s.walk, s.taken[start:len(s.taken):len(s.taken)], meta, m)
	}
	s.over = s.enough(s.key)
	return true
}

// take takes over what the whole tree has of a key that matches. One that is
// deleted has a row for as long as there.
func (f *Filter) take(w *walk, key []byte, meta Meta, m mark) {
	if m.kind() == Deleted {
		f.tree.bury(w, string(key), meta.ModRev, m, m.at(f.tree.epoch))
		return
	}
	w.put(key, meta, m, m)
}

// takeChosen takes over what the whole tree has of the chosen key, before filling
// comes to it.
func (f *Filter) takeChosen() {
	if f.chosen == "" {
		return
	}
	w := f.tree.walk()
	if meta, m, ok := f.whole.known(f.chosen); ok {
		f.take(w, []byte(f.chosen), meta, m)
	} else {
		w.forget([]byte(f.chosen))
	}
	w.close()
}

// known is what the tree has of a key, or of one that was deleted.
func (t *Tree) known(key string) (meta Meta, m mark, ok bool) {
	d, name := t.find(key)
	switch {
	case d == nil:
		return Meta{}, 0, false
	case len(name) == 0:
		return d.meta(), 0, d.self != nil
	}
	c, ok := d.find(name)
	return c.meta, c.mark, ok && c.dir == nil
}
