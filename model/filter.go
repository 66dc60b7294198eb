package model

import (
	"maps"
	"strings"
)

// Matcher says which keys are looked for. same is how many bytes a key shares
// with the one of the call before; 0 is always right.
type Matcher interface {
	Match(key []byte, same int) (score int, ok bool)
}

// spreadMost is how many matches are all shown at once. Of more, what is open
// in the whole tree is, and the way to the one that was chosen.
const spreadMost = 300

// Filter is a tree of those keys of another one that match, with the prefixes
// above them. It knows of its keys what the whole tree knows, to the same
// revision, and counts as covered what is covered there:
//
//	whole tree ─ Fill: what is known, a slice at a time ─┐
//	                                                     ├─ those that match ─► Tree
//	batches ─ Apply: what comes, after the whole tree ───┘
//
// Fill goes from the first key to the last one, and brings what the whole tree
// has made of the batches so far; of a batch only that is taken which lies where
// filling has come to. What must be listed is asked by the whole tree, which is
// otherwise as it was.
type Filter struct {
	whole   *Tree
	tree    *Tree
	matcher Matcher
	under   string
	chosen  string
	next    string // the key to go on filling from
	filled  bool
	settled bool // a person has begun to open and close
}

// NewFilter returns the matching keys under a prefix of the tree, "" for
// everywhere; none yet but the chosen one, to which the way will be open.
func NewFilter(whole *Tree, m Matcher, under, chosen string) *Filter {
	f := &Filter{whole: whole, matcher: m, under: under, chosen: chosen, next: under}
	t := newTree(whole.paths, whole)
	f.tree, t.spread = t, true
	t.epoch, t.gaps = whole.epoch, whole.gaps
	maps.Copy(t.listing, whole.listing)
	maps.Copy(t.buried, whole.buried)
	if _, partial := whole.Access(); partial {
		t.applyAccess(whole.access)
	}
	for _, l := range f.beyond() {
		t.covered.Add(l.Span)
	}
	if chosen != "" && !f.matches([]byte(chosen)) {
		f.chosen = ""
	}
	f.takeChosen()
	return f
}

// Tree is the tree of what matches. Applying and filling is the filter's.
func (f *Filter) Tree() *Tree { return f.tree }

// Filled says that everything that the whole tree has was looked at.
func (f *Filter) Filled() bool { return f.filled }

// Of is how many keys there are to match; exact if they are all that may be read.
func (f *Filter) Of() (n int, exact bool) { return f.whole.KeysUnder(f.under) }

// Settle leaves open what is open, and closed what is closed: from now on a
// person does that.
func (f *Filter) Settle() { f.settled = true }

// Chosen is the match that the cursor begins on: the one that was chosen or,
// without one, the first; "" if there is none yet.
func (f *Filter) Chosen() string {
	if f.chosen == "" {
		for key := range f.tree.scan(PrefixSpan(f.under)) {
			f.chosen = string(key)
			break
		}
	}
	return f.chosen
}

// Choose makes a key the match that the cursor begins on, and shows it also before
// filling comes to it; false if it doesn't match or isn't there.
func (f *Filter) Choose(key string) bool {
	if _, ok := f.whole.ModRev(key); !ok || !f.matches([]byte(key)) {
		return false
	}
	if f.chosen != "" && !f.reached().Contains(f.chosen) { // filling will come to it
		w := f.tree.walk()
		w.forget([]byte(f.chosen))
		w.close()
	}
	f.chosen = key
	f.takeChosen()
	return true
}

// Apply takes over what the whole tree has taken over just now. O(change).
func (f *Filter) Apply(b Batch) {
	part := Batch{At: b.At, Reset: b.Reset, Gap: b.Gap, Access: b.Access, Begun: b.Begun, Ended: b.Ended}
	if b.Reset { // nothing is known but what comes
		f.filled = true
	}
	if b.Reset || b.Gap || b.Access != nil {
		part.Listed = f.beyond()
	}
	reached := f.reached()
	for _, l := range b.Listed {
		if l.Span = l.Span.Intersect(reached); !l.Span.Empty() {
			l.Keys = f.matching(l.Keys, l.Span)
			part.Listed = append(part.Listed, l)
		}
	}
	for _, c := range b.Changes {
		switch {
		case !f.matches([]byte(c.Key)):
		case reached.Contains(c.Key):
			part.Changes = append(part.Changes, c)
		case c.Kind == Deleted && len(f.whole.listing) > 0:
			f.tree.buried[c.Key] = max(f.tree.buried[c.Key], c.Meta.ModRev)
		}
	}
	if f.tree.Apply(part); b.Gap {
		f.askAgain()
	}
	if !f.filled {
		f.takeChosen()
	}
	f.limitSpread()
}

// askAgain asks once more for what was being listed for this tree alone when
// changes were missed: of the whole tree only what is open asks by itself.
func (f *Filter) askAgain() {
	for path := range f.tree.opened {
		d := f.whole.dirAt(path)
		if d != nil && d.level == LevelListing && !f.whole.opened[path] {
			f.whole.wanted = append(f.whole.wanted, path)
		}
	}
}

// reached is where filling has come to.
func (f *Filter) reached() Span {
	switch {
	case f.filled:
		return Span{}
	case f.next == "":
		return Span{"\x00", "\x00"}
	}
	return Span{To: f.next}
}

// beyond are the parts in which nothing is looked for, as listings without keys:
// nothing is missing there.
func (f *Filter) beyond() (all []Listed) {
	under := SpansOf([]Span{PrefixSpan(f.under)})
	for _, s := range under.NotIn(PrefixSpan("")) {
		all = append(all, Listed{Span: s})
	}
	return all
}

func (f *Filter) matches(key []byte) bool {
	if !strings.HasPrefix(string(key), f.under) {
		return false
	}
	_, ok := f.matcher.Match(key, 0)
	return ok
}

// matching are those of the keys in a span that match.
func (f *Filter) matching(keys *Keys, in Span) *Keys {
	found := NewKeys(0, 0)
	for i := range keys.Len() {
		if key := keys.Key(i); in.Contains(string(key)) && f.matches(key) {
			found.Add(key, keys.Meta(i))
		}
	}
	return found
}

// limitSpread stops opening all that comes once there is too much of it. Unless
// a person has begun to open and close, only that is open then which is in the
// whole tree, and the way to the chosen match.
func (f *Filter) limitSpread() {
	t := f.tree
	if n, _ := t.Keys(); !t.spread || n <= spreadMost {
		return
	}
	t.spread = false
	if f.settled {
		return
	}
	for path := range t.opened {
		t.Collapse(path)
	}
	for path := range f.whole.opened {
		t.open(path)
	}
	t.openTo(f.Chosen())
}

// open opens a prefix with what is known of it.
func (t *Tree) open(path string) {
	t.opened[path] = true
	w := t.walk()
	if d := w.at(path); d != nil {
		d.open = true
	}
	w.close()
}

// openTo opens every prefix above path with what is known of it.
func (t *Tree) openTo(path string) {
	for depth, at := 0, 0; ; depth++ {
		n := t.paths.cut([]byte(path[at:]), depth)
		if at += n; n == 0 || at == len(path) {
			return
		}
		t.open(path[:at])
	}
}

// ask asks for a level that a filter's tree shows, unless all of it is known.
func (t *Tree) ask(path string) {
	if d := t.dirAt(path); d != nil && !t.covered.Covers(t.paths.inScope(path)) {
		t.want(d, path)
	}
}

// foldAsWhole folds a directory that has just come if it is folded in the whole
// tree: a row has the same name in both, and not another one as matches come.
func (t *Tree) foldAsWhole(d *dir, path string) {
	if whole := t.of.dirAt(path); whole != nil && whole.folded() {
		d.level, d.listed = LevelListed, t.gaps
	}
}

// level is how well the children of a prefix are known, and why not better.
func (t *Tree) level(d *dir, path string) (LevelState, string) {
	if t.of == nil {
		return d.level, t.causes[path]
	}
	if d = t.of.dirAt(path); d == nil {
		return LevelUnknown, ""
	}
	return t.of.level(d, path)
}
