package model

import (
	"bytes"
	"slices"
	"strings"
)

// Access is what the user may read of the scope. Until a server has refused
// something it is taken for all of it.
type Access struct {
	User     string // who the server takes us for; hostile
	Readable []Span // in order, apart from each other
	Left     int    // spans that may be read but are too many to be followed
}

// Access is what may be read; ok is false as long as that is everything.
func (t *Tree) Access() (a Access, partial bool) { return t.access, len(t.denied.all) > 0 }

// Denied says whether nothing of the prefix may be read.
func (t *Tree) Denied(prefix string) bool {
	if len(t.denied.all) == 0 {
		return false
	}
	whole := t.paths.inScope(prefix)
	return !whole.Empty() && t.denied.Covers(whole)
}

// applyAccess takes in what may be read. What may not counts as covered:
// nothing is missing there that could come. What was known of it goes, because
// it can't be kept current, and what may be read is brought into view.
func (t *Tree) applyAccess(a Access) {
	before, kept := t.access.Readable, t.kept
	for _, s := range t.denied.all {
		t.covered.Remove(s)
	}
	readable, scope := SpansOf(a.Readable), PrefixSpan(t.paths.scope)
	t.access, t.denied, t.kept = a, SpansOf(readable.NotIn(scope)), nil
	for _, s := range t.denied.all {
		t.covered.Add(s)
	}
	t.keep(kept, false)
	t.forget()
	if t.of != nil { // no row of its is there for its own sake
		kept, t.kept = append(kept, t.kept...), nil
		t.keep(kept, false)
		a.Readable = nil
	}
	for _, s := range a.Readable {
		if s != scope {
			t.reach(s, !slices.Contains(before, s))
		}
	}
	w := t.walk() // takes away what was kept, and is empty
	for _, path := range kept {
		w.at(path)
	}
	w.close()
	t.wantAgain()
}

// keep says of directories that they stay when they are empty, or that they
// needn't.
func (t *Tree) keep(paths []string, kept bool) {
	for _, path := range paths {
		if d := t.dirAt(path); d != nil {
			d.kept = kept
		}
	}
	if kept {
		t.kept = append(t.kept, paths...)
	}
}

// wantAgain asks for what is open and was denied.
func (t *Tree) wantAgain() {
	for path := range t.opened {
		if d := t.dirAt(path); d != nil && d.level == LevelDenied {
			d.level = LevelUnknown
			t.want(d, path)
		}
	}
}

// forget takes away what is known of the denied parts. A directory all of
// which is denied keeps its row, to say so.
func (t *Tree) forget() {
	if len(t.denied.all) == 0 {
		return
	}
	keys, dirs := t.forbidden(t.root, nil, nil, nil)
	w := t.walk()
	for _, key := range keys {
		w.forget([]byte(key))
	}
	w.close()
	w = t.walk()
	for _, path := range dirs {
		if d := w.at(path); d != nil {
			w.empty()
			d.open, d.level = d == t.baseDir, LevelUnknown
		}
	}
	w.close()
	t.keep(dirs, true)
}

// forbidden finds the keys at and below d that are denied, but for those below
// dirs, of which all is.
func (t *Tree) forbidden(d *dir, path []byte, keys, dirs []string) (k, w []string) {
	if d.self != nil && t.denied.Contains(string(path)) {
		keys = append(keys, string(path))
	}
	for c := range d.from(nil) {
		full := append(bytes.Clone(path), c.name...)
		switch {
		case c.dir == nil:
			if t.denied.Contains(string(full)) {
				keys = append(keys, string(full))
			}
		case t.Denied(string(full)):
			dirs = append(dirs, string(full))
		case t.denied.Touches(PrefixSpan(string(full))):
			keys, dirs = t.forbidden(c.dir, full, keys, dirs)
		}
	}
	return keys, dirs
}

// reach shows where a span is: a prefix has a row even if it is empty, and the
// way to it is open, unless a person has closed it since.
func (t *Tree) reach(s Span, open bool) {
	prefix := len(t.paths.separator) > 0 && s == PrefixSpan(s.From) && strings.HasSuffix(s.From, string(t.paths.separator))
	if prefix {
		w := t.walk()
		if name, _ := w.to([]byte(s.From), true); len(name) == 0 {
			w.dir().kept = true
			t.kept = append(t.kept, s.From)
		}
		w.close()
	}
	for depth, at := 0, 0; open; depth++ {
		n := t.paths.cut([]byte(s.From[at:]), depth)
		if at += n; n == 0 || prefix && at == len(s.From) {
			return
		}
		t.Expand(s.From[:at])
	}
}
