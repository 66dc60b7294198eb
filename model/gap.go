package model

import (
	"bytes"
	"iter"
	"slices"
	"time"
)

// Moment is how long a deleted key keeps its row.
const Moment = 10 * time.Second

// maxGhosts bounds the rows of deleted keys: when more go at once, the oldest
// lose their row early.
const maxGhosts = 10_000

// ghost is the row of a deleted key, until its moment is over.
type ghost struct {
	path string
	rev  int64
	at   time.Time
}

// Expire takes away the rows of keys that were deleted a Moment ago or
// longer, or at a time that is to come, if the clock was set back; true if there
// were any.
func (t *Tree) Expire(now time.Time) bool {
	n := 0
	for n < len(t.ghosts) && now.Sub(t.ghosts[n].at).Abs() >= Moment {
		n++
	}
	t.dropGhosts(n)
	return n > 0
}

// bury marks a key deleted; if that leaves a row, it is a ghost's.
func (t *Tree) bury(w *walk, key string, rev int64, m mark, now time.Time) {
	if w.bury([]byte(key), rev, m) {
		t.ghosts = append(t.ghosts, ghost{key, rev, now})
	}
}

func (t *Tree) limitGhosts() { t.dropGhosts(len(t.ghosts) - maxGhosts) }

func (t *Tree) dropGhosts(n int) {
	if n <= 0 {
		return
	}
	w := t.walk()
	for _, g := range t.ghosts[:n] {
		w.drop([]byte(g.path), g.rev)
	}
	w.close()
	t.ghosts = slices.Delete(t.ghosts, 0, n)
}

// gap takes in that changes were missed. Every row stays: it is the newest
// that is known. But nothing counts as covered any more, and what is listed
// from now on is compared with what is here, so that keys that were deleted
// unseen go, and go visibly.
func (t *Tree) gap() {
	t.before, t.covered = t.covered, Spans{}
	for _, s := range t.denied.all {
		t.before.Remove(s)
		t.covered.Add(s)
	}
	t.suspect = Spans{}
	t.suspect.Add(PrefixSpan(""))
	t.gaps++
	t.wanted = append(t.wanted[:0], t.paths.base)
	t.baseDir.listed = t.gaps
	for path := range t.opened {
		if d := t.dirAt(path); d != nil && d != t.baseDir {
			t.wanted = append(t.wanted, path)
			d.listed = t.gaps
		}
	}
}

// sweep buries the keys of a listed span that the listing doesn't have.
func (t *Tree) sweep(l Listed, now time.Time) {
	var gone []string
	i, n := 0, l.Keys.Len()
	for key, meta := range t.scan(l.Span) {
		for i < n && bytes.Compare(l.Keys.Key(i), key) < 0 {
			i++
		}
		if meta.ModRev < l.Rev && (i == n || !bytes.Equal(l.Keys.Key(i), key)) {
			gone = append(gone, string(key))
		}
	}
	m := newMark(Deleted, t.epoch, now)
	w := t.walk()
	for _, key := range gone {
		t.bury(w, key, l.Rev, m, now)
	}
	w.close()
	t.limitGhosts()
}

// scan gives the live keys of a span, in order, with what is known of them. The
// tree must not change meanwhile; a key is valid for its turn only.
func (t *Tree) scan(s Span) iter.Seq2[[]byte, Meta] {
	return func(yield func([]byte, Meta) bool) { scanDir(t.root, nil, s, yield) }
}

func scanDir(d *dir, path []byte, s Span, yield func([]byte, Meta) bool) bool {
	if d.self != nil && s.Contains(string(path)) && !yield(path, *d.self) {
		return false
	}
	// Children before From, and those after To, needn't be looked at.
	var from []byte
	if bytes.HasPrefix([]byte(s.From), path) {
		from = []byte(s.From[len(path):])
	}
	for c := range d.from(nearest(d, from)) {
		full := append(bytes.Clone(path), c.name...)
		switch {
		case s.To != "" && string(full) >= s.To:
			return true
		case c.dir != nil:
			if end := PrefixEnd(string(full)); end != "" && end <= s.From {
				continue
			}
			if !scanDir(c.dir, full, s, yield) {
				return false
			}
		case s.Contains(string(full)) && c.mark.kind() != Deleted && !yield(full, c.meta):
			return false
		}
	}
	return true
}

// nearest is where a scan from name begins: at the child directory that name
// lies in, if there is one.
func nearest(d *dir, name []byte) []byte {
	var at []byte
	if len(d.slots.all) == 0 || len(name) == 0 {
		return nil
	}
	r := d.slots.all[d.slots.holding(name)].block.reader()
	var c child
	for r.next(&c) && bytes.Compare(c.name, name) <= 0 {
		at = bytes.Clone(c.name)
	}
	return at
}
