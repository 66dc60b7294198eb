package model

// Reader reads the parts of a snapshot, in any order, for one goroutine. It
// takes no memory for a key.
type Reader struct {
	Key  []byte // valid until the next one
	Same int    // bytes that Key surely shares with the one given before it
	At   int    // the key's place in its part

	snap  *Snapshot
	dir   *dir // whose path Key begins with; nil: none yet
	above int  // the length of that
	kept  int  // bytes of Key that are still those of the key given last
	own   bool // the part is the directory's own key
	in    reader
	end   int // the place after the last key wanted
	only  KeySet
	path  []byte // where the next directory's path is built
}

// Reader returns a reader of the snapshot that has no part open.
func (s *Snapshot) Reader() *Reader { return &Reader{snap: s} }

// Open goes to the i-th part, of which it gives the keys that are in only.
func (r *Reader) Open(i int, only KeySet) {
	p := r.snap.parts[i]
	r.only, r.end, r.own = only, only.end(), p.block == nil
	if p.dir != r.dir || r.own {
		r.enter(p.dir)
	}
	r.in = reader{block: p.block}
}

// enter makes Key the path of d.
func (r *Reader) enter(d *dir) {
	r.path = d.appendPath(r.path[:0])
	r.kept = min(r.kept, CommonPrefix(r.Key, r.path))
	r.Key, r.path = r.path, r.Key
	r.dir, r.above = d, len(r.Key)
}

// Next goes to the next key; false at the end of the part.
func (r *Reader) Next() bool {
	for r.in.i < r.end {
		at, dir := r.in.i, false
		if r.own {
			r.in.i++
		} else {
			dir = r.name()
		}
		if !dir && r.only.Has(at) {
			r.At, r.Same, r.kept = at, r.kept, len(r.Key)
			return true
		}
	}
	return false
}

// name makes Key end with the next name of the block, and says whether that is
// a directory's.
func (r *Reader) name() (dir bool) {
	first := r.in.i == 0
	shared, suffix, dir := r.in.entry()
	r.in.skip(dir)
	end := r.above + shared
	if same := end; same < r.kept {
		if first { // it is packed whole, whatever it shares with the last of the block before
			same += CommonPrefix(r.Key[end:], suffix)
		}
		r.kept = min(r.kept, same)
	}
	r.Key = append(r.Key[:end], suffix...)
	return dir
}
