package model

import (
	"bytes"
	"iter"
)

// Len is the number of visible rows.
func (t *Tree) Len() int { return t.root.rows }

// At is the i-th visible row; i must be in [0, Len).
func (t *Tree) At(i int) Row { return t.Window(i, 1)[0] }

// Window gives up to n visible rows from offset on. O(depth + n), and a few
// additions for each 8,192 children that a directory has before them.
func (t *Tree) Window(offset, n int) []Row {
	return t.view(offset, n).rows
}

func (t *Tree) view(offset, n int) *viewer {
	v := &viewer{t: t, skip: max(0, offset)}
	if n > 0 && offset < t.Len() {
		v.rows = make([]Row, 0, n)
		v.children(t.root, "", 0, 0)
	}
	return v
}

// viewer makes rows: it skips skip of them, then fills rows to its capacity.
type viewer struct {
	t    *Tree
	skip int
	rows []Row
	buf  []byte
	read int // children that were looked at
}

func (v *viewer) full() bool { return len(v.rows) == cap(v.rows) }

// children makes the rows of d's children. path is d's path, of which the
// first above bytes are named by the row above.
func (v *viewer) children(d *dir, path string, above, depth int) {
	if v.skip >= d.rows {
		v.skip -= d.rows
		return
	}
	i, before := d.slots.showing(v.skip)
	v.skip -= before
	for ; i < len(d.slots.all); i++ {
		r := d.slots.all[i].block.reader()
		var c child
		for r.next(&c) {
			if v.full() {
				return
			}
			v.read++
			if rows := c.shown(); v.skip >= rows {
				v.skip -= rows
				continue
			}
			v.child(d, &c, path, above, depth)
		}
	}
}

func (v *viewer) child(d *dir, c *child, parent string, above, depth int) {
	path := v.join(parent, c.name)
	switch {
	case c.dir == nil:
		v.rows = append(v.rows, Row{
			Path: path, Name: path[above:], Depth: depth,
			Key: true, AlsoPrefix: v.alsoPrefix(d, c.name),
			Meta: c.meta, Mark: c.mark.kind(), MarkedAt: c.mark.at(v.t.epoch),
		})
		return
	case c.dir.folded():
		v.children(c.dir, path, above, depth)
		return
	case v.skip > 0:
		v.skip--
	default:
		v.rows = append(v.rows, v.t.dirRow(c.dir, path, above, depth))
	}
	if c.dir.open {
		v.children(c.dir, path, len(path), depth+1)
	}
}

func (v *viewer) join(path string, name []byte) string {
	v.buf = append(append(v.buf[:0], path...), name...)
	return string(v.buf)
}

// alsoPrefix says whether there is a directory beside the key of that name.
func (v *viewer) alsoPrefix(d *dir, name []byte) bool {
	if d.dirs == 0 {
		return false
	}
	v.buf = append(append(v.buf[:0], name...), v.t.paths.separator...)
	_, also := d.find(v.buf)
	return also
}

func (t *Tree) dirRow(d *dir, path string, above, depth int) Row {
	whole := t.paths.inScope(path)
	name := path[above:]
	if d == t.baseDir && path != t.paths.scope {
		name = t.paths.scope + "*" // a part of the directory, as its name says
	}
	level, cause := t.level(d, path)
	exact := t.covered.Covers(whole)
	shut := t.denied.Touches(whole)
	switch {
	case t.Denied(path):
		level, cause, exact = LevelDenied, "needs read on "+path, false
	case exact: // what an attempt of its own came to doesn't matter any more
		level, cause = LevelListed, ""
		exact = !shut // else there may be more, for others
	}
	changed := min(d.mark.kind(), Changed) // what a newest change below was says little
	return Row{
		Path: path, Name: name, Depth: depth,
		Prefix: true, Expanded: d.open,
		Count: d.keys,
		Exact: exact,
		Shut:  shut,
		Level: level, Cause: cause,
		Key: d.self != nil, Meta: d.meta(), Mark: changed, MarkedAt: d.mark.at(t.epoch),
	}
}

// Root describes the start prefix itself, which has no row if it is "".
func (t *Tree) Root() Row { return t.dirRow(t.baseDir, t.paths.base, 0, 0) }

// IndexOf is the index of the row that shows path; a folded chain's row shows
// each of its prefixes. ok is false if there is no such row: i is then the
// closed prefix that hides it, or where the row would be.
func (t *Tree) IndexOf(path string) (i int, ok bool) {
	d, rest := t.root, []byte(path)
	for depth := 0; ; depth++ {
		n := t.paths.cut(rest, depth)
		name := rest
		if n > 0 {
			name = rest[:n]
		}
		p := d.place(name)
		i += p.before
		rest = rest[len(name):]
		switch {
		case !p.found:
			return i, false
		case len(rest) == 0 || p.dir == nil:
			return i, true
		case !p.dir.folded() && !p.dir.open:
			return i, false
		case !p.dir.folded():
			i++
		}
		d = p.dir
	}
}

// Sibling is the path of the next (by 1) or previous (by -1) row under the
// same parent; ok is false if there is none.
func (t *Tree) Sibling(path string, by int) (sibling string, ok bool) {
	i, ok := t.IndexOf(path)
	if !ok {
		return "", false
	}
	d := t.holder(path)
	name := path[len(d.path()):]
	for d.parent != nil && d.folded() {
		name, d = d.name, d.parent
	}
	p := d.place([]byte(name))
	if by > 0 {
		i += p.shown
		if p.before+p.shown >= d.rows {
			return "", false
		}
	} else {
		i -= p.previous
		if p.before == 0 {
			return "", false
		}
	}
	return t.At(i).Path, true
}

// place is where a child's rows are among its directory's.
type place struct {
	dir      *dir
	found    bool
	before   int // rows before it
	shown    int // rows it takes
	previous int // rows that the child before it takes
}

func (d *dir) place(name []byte) (p place) {
	if len(d.slots.all) == 0 {
		return place{}
	}
	i := d.slots.holding(name)
	p.before = d.slots.before(i)
	r := d.slots.all[i].block.reader()
	var c child
	for r.next(&c) {
		order := bytes.Compare(c.name, name)
		if order > 0 {
			break
		}
		if order == 0 {
			p.dir, p.found, p.shown = c.dir, true, c.shown()
			break
		}
		p.previous = c.shown()
		p.before += p.previous
	}
	if p.previous == 0 && i > 0 {
		r := d.slots.all[i-1].block.reader()
		for r.next(&c) {
			p.previous = c.shown()
		}
	}
	return p
}

// from gives the children from name on, in order; a child is valid for its
// turn only.
func (d *dir) from(name []byte) iter.Seq[*child] {
	return func(yield func(*child) bool) {
		if len(d.slots.all) == 0 {
			return
		}
		var c child
		for _, s := range d.slots.all[d.slots.holding(name):] {
			r := s.block.reader()
			for r.next(&c) {
				if bytes.Compare(c.name, name) >= 0 && !yield(&c) {
					return
				}
			}
		}
	}
}

// rank is the number of children before name.
func (d *dir) rank(name []byte) (n int) {
	if len(d.slots.all) == 0 {
		return 0
	}
	i := d.slots.holding(name)
	for _, s := range d.slots.all[:i] {
		n += int(s.block.n)
	}
	r := d.slots.all[i].block.reader()
	var c child
	for r.next(&c) && bytes.Compare(c.name, name) < 0 {
		n++
	}
	return n
}
