package model

// Snapshot is the keys of a tree, or of a prefix in it, as they were at one
// moment. It doesn't change and may be read by several goroutines while the
// tree goes on: it keeps the tree's blocks, whose names never change in place,
// and of directories only names and parents are looked at. Records are read
// when it is taken, by the goroutine whose tree it is, and never after.
type Snapshot struct {
	parts []Part
	dead  map[int]KeySet // of the parts that have some: deleted keys that still have a row
	keys  int
	exact bool
}

// Part is a run of neighbouring keys: a block, or the key that is a
// directory's own path. Two snapshots that have the same part have the same
// keys there: who deletes a key, or brings it back, packs its block anew.
type Part struct {
	dir   *dir
	block *block // nil: the directory's own key
}

// Snapshot takes what is known under a prefix that is a directory of the tree,
// "" for all of it. O(blocks).
func (t *Tree) Snapshot(under string) *Snapshot {
	s := &Snapshot{}
	s.keys, s.exact = t.KeysUnder(under)
	if d := t.under(under); d != nil {
		few := t.made + (t.made+d.keys)/blockSize // each directory has a block, more if it has many children
		s.parts = make([]Part, 0, min(max(t.shot, few), 2*d.keys)+1)
		s.take(d, len(t.ghosts) > 0)
		t.shot = len(s.parts) + len(s.parts)/8
	}
	return s
}

func (s *Snapshot) take(d *dir, ghosts bool) {
	if d.self != nil {
		s.parts = append(s.parts, Part{dir: d})
	}
	for i := range d.slots.all {
		b := d.slots.all[i].block
		if ghosts && b.dead > 0 {
			if s.dead == nil {
				s.dead = make(map[int]KeySet)
			}
			s.dead[len(s.parts)] = b.deleted()
		}
		s.parts = append(s.parts, Part{d, b})
		if d.dirs == 0 {
			continue // to look into each block would cost more than all the rest
		}
		for _, child := range b.dirs {
			s.take(child, ghosts)
		}
	}
}

// Keys is the number of keys.
func (s *Snapshot) Keys() (n int, exact bool) { return s.keys, s.exact }

// Len is the number of parts.
func (s *Snapshot) Len() int { return len(s.parts) }

// KeysOf is the number of keys in the i-th part.
func (s *Snapshot) KeysOf(i int) int {
	b := s.parts[i].block
	if b == nil {
		return 1
	}
	return int(b.n) - len(b.dirs) - int(b.dead)
}

// All is the set of the keys in the i-th part, and maybe more: places that have
// no key, which no reader gives.
func (s *Snapshot) All(i int) KeySet {
	b := s.parts[i].block
	switch {
	case b == nil:
		return firstKeys(1)
	case b.dead > 0:
		return firstKeys(int(b.n)).without(s.dead[i])
	}
	return firstKeys(int(b.n))
}

// Each gives the keys of the i-th part in order, each with the number of bytes
// that it surely shares with the one given before it. A key is valid for its
// turn only. Who reads many parts takes a Reader.
func (s *Snapshot) Each(i int, yield func(key []byte, same int) bool) {
	r := s.Reader()
	r.Open(i, s.All(i))
	for r.Next() {
		if !yield(r.Key, r.Same) {
			return
		}
	}
}
