package model

import "bytes"

// Snapshot is the keys of a tree, or of a prefix in it, as they were at one
// moment. It doesn't change and may be read by several goroutines while the
// tree goes on: it keeps the tree's blocks, whose names never change in place.
type Snapshot struct {
	parts []Part
	keys  int
	exact bool
	gone  map[string]struct{} // deleted keys that still have a row
}

// Part is a run of neighbouring keys: a block, or the key that is a
// directory's own path. Two snapshots that have the same part have the same
// names there.
type Part struct {
	dir   *dir
	block *block // nil: the directory's own key
}

// Snapshot takes what is known under a prefix that is a directory of the tree,
// "" for all of it. O(blocks).
func (t *Tree) Snapshot(under string) *Snapshot {
	s := &Snapshot{gone: make(map[string]struct{}, len(t.ghosts))}
	s.exact = t.covered.Covers(t.paths.inScope(under))
	for _, g := range t.ghosts {
		s.gone[g.path] = struct{}{}
	}
	d := t.root
	if under != "" {
		d = t.dirAt(under)
	}
	if d != nil {
		s.keys = d.keys
		s.take(d)
	}
	return s
}

func (s *Snapshot) take(d *dir) {
	if d.self != nil {
		s.parts = append(s.parts, Part{dir: d})
	}
	for i := range d.slots.all {
		b := d.slots.all[i].block
		s.parts = append(s.parts, Part{d, b})
		for _, child := range b.dirs {
			s.take(child)
		}
	}
}

// Keys is the number of keys.
func (s *Snapshot) Keys() (n int, exact bool) { return s.keys, s.exact }

// Len is the number of parts.
func (s *Snapshot) Len() int { return len(s.parts) }

// Part is the i-th part.
func (s *Snapshot) Part(i int) Part { return s.parts[i] }

// Each gives the keys of the i-th part in order, each with the number of bytes
// that it surely shares with the one given before it. A key is valid for its
// turn only.
func (s *Snapshot) Each(i int, yield func(key []byte, same int) bool) {
	p := s.parts[i]
	key := []byte(p.dir.path())
	if p.block == nil {
		yield(key, 0)
		return
	}
	above, same := len(key), 0
	r := p.block.reader()
	for r.i < int(p.block.n) {
		shared, suffix, dir := r.entry()
		r.skip(dir)
		key = append(key[:above+shared], suffix...)
		same = min(same, above+shared)
		if _, gone := s.gone[string(key)]; dir || gone {
			continue
		}
		if !yield(bytes.Clone(key), same) {
			return
		}
		same = len(key)
	}
}
