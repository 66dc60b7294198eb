package model

import "slices"

// Expand opens the prefix; if it isn't known yet, it will be open when it
// comes. What must be listed for it is Wanted.
func (t *Tree) Expand(path string) {
	t.opened[path] = true
	w := t.walk()
	d := w.at(path)
	if d != nil {
		d.open = true
		t.want(d, path)
	}
	w.close()
	if d != nil {
		t.openOnly(path)
	}
}

// Collapse closes the prefix. It stays as known as it is; a listing that is
// under way may be given up, and is wanted again when it is opened again.
func (t *Tree) Collapse(path string) {
	delete(t.opened, path)
	w := t.walk()
	if d := w.at(path); d != nil && d != t.root {
		if d.open = false; d.level == LevelListing {
			d.level = LevelUnknown
		}
	}
	w.close()
}

// CollapseAll closes everything below the top row, or the top rows.
func (t *Tree) CollapseAll() {
	var keep []string
	for path := range t.opened {
		if d := t.dirAt(path); d != nil && (d == t.baseDir || d.folded()) {
			keep = append(keep, path)
			continue
		}
		t.Collapse(path)
	}
	clear(t.opened)
	for _, path := range keep {
		t.opened[path] = true
	}
}

// Expanded says whether the prefix is open.
func (t *Tree) Expanded(path string) bool { return t.opened[path] }

// Reveal opens every prefix above path.
func (t *Tree) Reveal(path string) {
	rest := []byte(path)
	for depth, at := 0, 0; ; depth++ {
		n := t.paths.cut(rest, depth)
		if n == 0 || n == len(rest) {
			return
		}
		at += n
		rest = rest[n:]
		t.Expand(path[:at])
	}
}

// Retry asks once more for a level that was denied, failed or is partial.
func (t *Tree) Retry(path string) {
	if t.of != nil {
		t.of.Retry(path)
		return
	}
	w := t.walk() // it may fold now
	if d := w.at(path); d != nil && d.level != LevelListed {
		d.level = LevelUnknown
		t.want(d, path)
	}
	w.close()
}

// Wanted gives the prefixes that are open and must be listed, each once.
func (t *Tree) Wanted() []string {
	w := slices.DeleteFunc(t.wanted, t.Denied)
	t.wanted = nil
	return w
}

// want asks for the level unless it is known or on its way.
func (t *Tree) want(d *dir, path string) {
	switch {
	case t.Denied(path): // its row says so
	case t.of != nil:
		t.of.ask(path)
	case d.level == LevelListing || d.level == LevelListed && d.listed == t.gaps:
	case t.covered.Covers(t.paths.inScope(path)):
		d.level, d.listed = LevelListed, t.gaps
	case d.level == LevelListed: // before a gap; it stays folded as it is
		t.wanted = append(t.wanted, path)
		d.listed = t.gaps
	default:
		d.level = LevelListing
		t.wanted = append(t.wanted, path)
	}
}

// sprout opens a directory that has just come below path if it was opened
// before, or is a leading separator, which says nothing by itself.
func (t *Tree) sprout(d *dir, path []byte) {
	full := string(path) + d.name
	if t.spread || len(path) == 0 && d.name == string(t.paths.separator) {
		t.opened[full] = true
	}
	d.open = t.opened[full]
	switch {
	case t.of != nil:
		t.foldAsWhole(d, full)
	case d.open:
		t.grown = append(t.grown, full)
	}
}

func (t *Tree) wantGrown() {
	grown := t.grown
	t.grown = nil
	for _, path := range grown {
		t.Expand(path)
	}
}

func (t *Tree) applyLevel(l Level) {
	w := t.walk() // it may fold now, or unfold
	d := w.at(l.Prefix)
	if d != nil {
		d.level, d.listed = l.State, t.gaps
	}
	w.close()
	if d == nil {
		return
	}
	delete(t.causes, l.Prefix)
	if l.Cause != "" {
		t.causes[l.Prefix] = l.Cause
	}
	t.openOnly(l.Prefix)
}

// openOnly opens the one child of an open prefix if it is a prefix too, so
// that one press opens a whole chain, which is then one row.
func (t *Tree) openOnly(path string) {
	d := t.dirAt(path)
	if d == nil || !d.open || d.level != LevelListed && t.of == nil || d.n != 1 {
		return
	}
	if only := d.only(); only != nil && !only.open {
		t.Expand(path + only.name)
	}
}

// Parent is the path of the row that path's row is under; ok is false at the
// top.
func (t *Tree) Parent(path string) (parent string, ok bool) {
	d := t.holder(path)
	for d != nil && d.folded() {
		d = d.parent
	}
	if d == nil || d == t.root {
		return "", false
	}
	return d.path(), true
}

// holder is the deepest existing directory above path.
func (t *Tree) holder(path string) *dir {
	d, rest, _ := t.descend(path)
	if len(rest) == 0 && d.parent != nil {
		return d.parent
	}
	return d
}

// Coming says whether a path that has no row may still get one, by what is being
// listed.
func (t *Tree) Coming(path string) bool {
	if _, ok := t.IndexOf(path); ok {
		return false
	}
	if t.of != nil {
		return !t.covered.Contains(path)
	}
	d := t.holder(path)
	return d.open && (d.level == LevelUnknown || d.level == LevelListing)
}
