package model

import (
	"bytes"
	"strings"
	"time"
)

// Tree is what is known of a keyspace: the keys listed and watched so far as
// a tree of prefixes, what is open in it, and how much of it is known for
// sure. One goroutine owns a tree.
//
// Its rows (Len, At, Window, IndexOf) are the lines that are visible: the
// children of what is open. All names are exact bytes.
type Tree struct {
	paths   paths
	root    *dir // has no row
	baseDir *dir // the start prefix's directory, always there; root if it is ""
	walker  walk
	key     []byte // of the change that is being applied

	covered Spans               // listed, and watched ever since
	suspect Spans               // may have changed unseen (see gap)
	before  Spans               // what was covered before the gap
	of      *Tree               // whose keys it has, those that match (see Filter); nil: it is whole
	access  Access              // what may be read
	denied  Spans               // what not: of the scope, the rest; counts as covered
	kept    []string            // paths of directories that stay when they are empty
	listing map[ListID]struct{} // under way
	buried  map[string]int64    // deletes that a listing under way may not know of

	opened map[string]bool // paths that are open, also of what isn't there (yet, or any more)
	spread bool            // what comes is open
	wanted []string
	grown  []string // open directories that came in this batch
	causes map[string]string

	gaps   int
	ghosts []ghost // rows of deleted keys, oldest first
	epoch  time.Time
	made   int // directories, also those that are gone
	shot   int // parts that the last snapshot had, and some
}

// NewTree returns the tree of the keys that start with scope ("" is the whole
// keyspace), split at separator ("" for one flat list). The part of scope up
// to its last separator is the top row, open.
func NewTree(scope, separator string) *Tree { return newTree(newPaths(scope, separator), nil) }

func newTree(p paths, of *Tree) *Tree {
	t := &Tree{
		paths:   p,
		of:      of,
		listing: map[ListID]struct{}{},
		buried:  map[string]int64{},
		opened:  map[string]bool{},
	}
	if p.scope != p.base { // a prefix given without its last separator
		t.opened[p.scope+string(p.separator)] = true
	}
	t.reset()
	return t
}

// reset forgets everything but what was open.
func (t *Tree) reset() {
	t.root = &dir{open: true}
	t.baseDir = t.root
	t.covered, t.suspect, t.before = Spans{}, Spans{}, Spans{}
	t.access, t.denied, t.kept = Access{}, Spans{}, nil
	t.causes = map[string]string{}
	clear(t.listing)
	clear(t.buried)
	t.ghosts, t.wanted, t.made = nil, nil, 0
	if t.paths.base != "" {
		t.opened[t.paths.base] = true
		w := t.walk()
		w.to([]byte(t.paths.base), true)
		t.baseDir = w.dir()
		w.close()
	}
	t.baseDir.open = true
	t.want(t.baseDir, t.paths.base)
	t.grown = nil
}

// Apply takes over what the source has learned. O(change · depth).
func (t *Tree) Apply(b Batch) {
	if t.epoch.IsZero() {
		t.epoch = b.At
	}
	switch {
	case b.Reset:
		t.reset()
	case b.Gap:
		t.gap()
	}
	if b.Access != nil {
		t.applyAccess(*b.Access)
	}
	for _, id := range b.Begun {
		t.listing[id] = struct{}{}
	}
	for _, l := range b.Listed {
		t.applyListed(l, b.At)
	}
	t.applyChanges(b.Changes, b.At)
	for _, l := range b.Levels {
		t.applyLevel(l)
	}
	for _, id := range b.Ended {
		delete(t.listing, id)
	}
	if len(t.listing) == 0 {
		clear(t.buried)
	}
	t.wantGrown()
}

func (t *Tree) applyListed(l Listed, now time.Time) {
	var created, changed mark
	if sweep := t.suspect.Touches(l.Span); sweep {
		changed = newMark(Changed, t.epoch, now)
		if t.before.Covers(l.Span) {
			created = newMark(Created, t.epoch, now)
		}
		t.sweep(l, now)
		t.suspect.Remove(l.Span)
	}
	w := t.walk()
	for i := range l.Keys.Len() {
		key, meta := l.Keys.Key(i), l.Keys.Meta(i)
		if t.buried[string(key)] <= meta.ModRev && t.holds(key) {
			w.put(key, meta, created, changed)
		}
	}
	w.close()
	t.covered.Add(l.Span)
}

func (t *Tree) applyChanges(changes []Change, now time.Time) {
	w := t.walk()
	for _, c := range changes {
		t.key = append(t.key[:0], c.Key...)
		m := newMark(c.Kind, t.epoch, now)
		switch {
		case !t.holds(t.key):
		case c.Kind != Deleted:
			if !w.change(t.key, c.Meta, m) {
				w.put([]byte(c.Key), c.Meta, m, m)
			}
		default:
			if len(t.listing) > 0 {
				t.buried[c.Key] = max(t.buried[c.Key], c.Meta.ModRev)
			}
			t.bury(w, c.Key, c.Meta.ModRev, m, now)
		}
	}
	w.close()
	t.limitGhosts()
}

// holds says whether the key is one of the tree's. What etcd sends always is;
// a tree must not break if it isn't. Late news of what may not be read any
// more isn't.
func (t *Tree) holds(key []byte) bool {
	return bytes.HasPrefix(key, []byte(t.paths.base)) && (len(t.denied.all) == 0 || !t.denied.Contains(string(key)))
}

// descend goes down along path as far as there are directories; rest is what
// is left of path there, depth directories below the root.
func (t *Tree) descend(path string) (d *dir, rest []byte, depth int) {
	for d, rest = t.root, []byte(path); ; depth++ {
		n := t.paths.cut(rest, depth)
		if n == 0 {
			return d, rest, depth
		}
		c, ok := d.find(rest[:n])
		if !ok || c.dir == nil {
			return d, rest, depth
		}
		d, rest = c.dir, rest[n:]
	}
}

// find goes to the directory that holds path and gives the name that is left,
// "" if path is the directory itself; nil if there is no such directory.
func (t *Tree) find(path string) (d *dir, name []byte) {
	d, rest, depth := t.descend(path)
	if t.paths.cut(rest, depth) > 0 {
		return nil, nil
	}
	return d, rest
}

// dirAt is the directory whose path is path; nil if there is none.
func (t *Tree) dirAt(path string) *dir {
	if d, rest, _ := t.descend(path); len(rest) == 0 {
		return d
	}
	return nil
}

// ModRev is the mod revision of a key; ok is false if the tree doesn't have
// it or it was deleted.
func (t *Tree) ModRev(key string) (rev int64, ok bool) {
	d, name := t.find(key)
	switch {
	case d == nil:
		return 0, false
	case len(name) == 0:
		return d.meta().ModRev, d.self != nil
	}
	c, ok := d.find(name)
	return c.meta.ModRev, ok && c.mark.kind() != Deleted
}

// Keys is the number of keys known; exact if they are all that may be read.
func (t *Tree) Keys() (n int, exact bool) {
	return t.KeysUnder("")
}

// KeysUnder is the same of a prefix that is a directory of the tree, "" for all of
// it. O(depth).
func (t *Tree) KeysUnder(under string) (n int, exact bool) {
	if d := t.under(under); d != nil {
		n = d.keys
	}
	return n, t.Knows(under)
}

// under is the directory whose path is path, the root by "".
func (t *Tree) under(path string) *dir {
	if path == "" {
		return t.root
	}
	return t.dirAt(path)
}

// Scope is the start prefix.
func (t *Tree) Scope() string { return t.paths.scope }

// InScope says whether a key or prefix can be in the tree.
func (t *Tree) InScope(path string) bool {
	return strings.HasPrefix(path, t.paths.base) && (strings.HasPrefix(path, t.paths.scope) || strings.HasPrefix(t.paths.scope, path))
}
