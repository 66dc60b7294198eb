package model

import "bytes"

// walk is one change of the tree, or a run of changes in about ascending
// order. It keeps the way from the root to where it stands, and settles each
// directory's sums (keys, rows, marks) when it leaves it: a chunk of a
// thousand neighbours costs their parents one update, not a thousand.
type walk struct {
	t     *Tree
	stack []frame
	path  []byte // of the directory it stands in
}

type frame struct {
	edit   editor
	before int // rows that the directory took in its parent when it was entered
	keys   int // keys that came (went, if negative) at and below it
	mark   mark
}

func (t *Tree) walk() *walk {
	w := &t.walker
	w.t = t
	w.enter(t.root)
	return w
}

// close settles everything up to the root.
func (w *walk) close() {
	for len(w.stack) > 0 {
		w.leave()
	}
}

func (w *walk) top() *frame { return &w.stack[len(w.stack)-1] }
func (w *walk) dir() *dir   { return w.top().edit.d }

func (w *walk) enter(d *dir) {
	if len(w.stack) < cap(w.stack) { // keep the buffers of the frame that was here
		w.stack = w.stack[:len(w.stack)+1]
	} else {
		w.stack = append(w.stack, frame{})
	}
	f := w.top()
	f.edit = editor{d: d, items: f.edit.items[:0], arena: f.edit.arena[:0], buf: f.edit.buf}
	f.before, f.keys, f.mark = d.shown(), 0, 0
	w.path = append(w.path, d.name...)
}

// leave settles the directory and goes to its parent.
func (w *walk) leave() {
	f := w.top()
	d := f.edit.d
	f.edit.release()
	d.keys += f.keys
	d.mark = max(d.mark, f.mark)
	w.path = w.path[:len(w.path)-len(d.name)]
	w.stack = w.stack[:len(w.stack)-1]
	if d.parent == nil {
		return
	}
	p := w.top()
	p.keys += f.keys
	p.mark = max(p.mark, f.mark)
	if d.n == 0 && d.self == nil && d != w.t.baseDir && !d.kept {
		i, _ := p.edit.seek([]byte(d.name))
		p.edit.remove(i)
		p.edit.d.rows -= f.before
		return
	}
	if rows := d.shown() - f.before; rows != 0 {
		p.edit.shows([]byte(d.name), rows)
	}
}

// to goes to the directory that holds path, and gives the name that is left:
// "" if path is the directory itself. Without create it stops (ok false) at
// the deepest directory that exists.
func (w *walk) to(path []byte, create bool) (name []byte, ok bool) {
	for len(w.stack) > 1 && !bytes.HasPrefix(path, w.path) {
		w.leave()
	}
	for {
		rest := path[len(w.path):]
		n := w.t.paths.cut(rest, len(w.stack)-1)
		if n == 0 {
			return rest, true
		}
		if !w.down(rest[:n], create) {
			return rest, false
		}
	}
}

// at goes to the directory whose path is path; nil if there is none.
func (w *walk) at(path string) *dir {
	if name, ok := w.to([]byte(path), false); !ok || len(name) > 0 {
		return nil
	}
	return w.dir()
}

func (w *walk) down(name []byte, create bool) bool {
	e := &w.top().edit
	if c, ok := e.find(name); ok {
		w.enter(c.dir)
		return true
	}
	if !create {
		return false
	}
	i, _ := e.seek(name)
	d := &dir{parent: e.d, name: string(name)}
	w.t.made++
	w.t.sprout(d, w.path)
	e.insert(i, child{name: name, dir: d})
	e.d.rows += d.shown()
	w.enter(d)
	return true
}

// put makes the key what it is in meta, unless newer is known. It is marked
// as created if the tree didn't have it, else as changed. The bytes of path
// must stay as they are until the walk is closed.
func (w *walk) put(path []byte, meta Meta, created, changed mark) {
	name, _ := w.to(path, true)
	f := w.top()
	if len(name) == 0 {
		w.putSelf(meta, created, changed)
		return
	}
	i, ok := f.edit.seek(name)
	if !ok {
		f.edit.insert(i, child{name: name, meta: meta, mark: created})
		f.edit.d.rows++
		f.keys++
		f.mark = max(f.mark, created)
		return
	}
	c := &f.edit.items[i]
	if c.meta.ModRev >= meta.ModRev {
		return
	}
	m := changed
	if c.mark.kind() == Deleted {
		f.keys++
		m = created
	}
	c.meta, c.mark = meta, m
	f.edit.dirty = true
	f.mark = max(f.mark, m)
}

// change is put for a single event: the key is changed where it is packed,
// which costs no memory if it is there, and little if it is new. False: it
// takes a put.
func (w *walk) change(path []byte, meta Meta, m mark) bool {
	name, ok := w.to(path, false)
	if !ok || len(name) == 0 {
		return false
	}
	f := w.top()
	kind, ok := f.edit.change(name, meta, m)
	switch kind {
	case Created:
		f.keys++
		fallthrough
	case Changed:
		f.mark = max(f.mark, m)
	}
	return ok
}

// putSelf is put for a key that is its directory's own path.
func (w *walk) putSelf(meta Meta, created, changed mark) {
	f := w.top()
	d := f.edit.d
	switch {
	case d.self == nil:
		f.keys++
		changed = created
	case d.self.ModRev >= meta.ModRev:
		return
	}
	d.self = &meta
	f.mark = max(f.mark, changed)
}

// bury marks the key deleted at rev, unless newer is known; it keeps its row
// until the moment is over. It says whether there is such a row now.
func (w *walk) bury(path []byte, rev int64, m mark) bool {
	name, _ := w.to(path, true)
	f := w.top()
	if len(name) == 0 {
		if d := f.edit.d; d.self != nil && d.self.ModRev < rev {
			d.self = nil
			f.keys--
			f.mark = max(f.mark, m)
		}
		return false
	}
	i, ok := f.edit.seek(name)
	if !ok {
		f.mark = max(f.mark, m)
		f.edit.insert(i, child{name: name, meta: Meta{ModRev: rev}, mark: m})
		f.edit.d.rows++
		return true
	}
	c := &f.edit.items[i]
	if c.meta.ModRev >= rev {
		return false
	}
	if c.mark.kind() != Deleted {
		f.keys--
	}
	c.meta, c.mark = Meta{ModRev: rev}, m
	f.edit.dirty = true
	f.mark = max(f.mark, m)
	return true
}

// drop takes the row of a deleted key away, if it is still the one of rev.
func (w *walk) drop(path []byte, rev int64) {
	name, ok := w.to(path, false)
	if !ok || len(name) == 0 {
		return
	}
	f := w.top()
	i, ok := f.edit.seek(name)
	if !ok || f.edit.items[i].meta.ModRev != rev || f.edit.items[i].mark.kind() != Deleted {
		return
	}
	f.edit.remove(i)
	f.edit.d.rows--
}

// forget takes a key away without a trace.
func (w *walk) forget(path []byte) {
	name, ok := w.to(path, false)
	if !ok {
		return
	}
	f := w.top()
	if len(name) == 0 {
		if f.edit.d.self != nil {
			f.edit.d.self = nil
			f.keys--
		}
		return
	}
	i, ok := f.edit.seek(name)
	if !ok {
		return
	}
	if f.edit.items[i].mark.kind() != Deleted {
		f.keys--
	}
	f.edit.remove(i)
	f.edit.d.rows--
}

// empty takes everything away that is in the directory it stands in.
func (w *walk) empty() {
	f := w.top()
	d := f.edit.d
	f.keys -= d.keys
	d.slots, d.n, d.dirs, d.rows, d.self, d.mark = slots{}, 0, 0, 0, nil, 0
	d.kept = true
}
