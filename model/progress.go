package model

const (
	// progressDepth is how many levels below the top progress is looked for.
	progressDepth = 4
	// progressMost is the number of children beyond which ranking them costs
	// more than a bar is worth.
	progressMost = 10_000
	// progressGaps is how many gaps are measured; what comes after them counts as
	// one.
	progressGaps = 64
	// progressNearly is the most as long as anything may be missing, where no
	// known key is.
	progressNearly = 0.99
)

// Progress is how much of what lies under a prefix is known, from 0 to 1; ok is
// false if that can't be told. Nobody knows how many keys there are: this is
// about places in the tree, each child of a prefix being as wide as its siblings.
func (t *Tree) Progress(under string) (part float64, ok bool) {
	left, gaps := t.paths.inScope(under), 0
	end := left.To
	for part = 1; !left.Empty(); gaps++ {
		gap := t.covered.Gap(left)
		if gap.Empty() {
			break
		}
		if gaps == progressGaps {
			gap.To = end
		}
		from, found := t.place(under, gap.From)
		if !found {
			return 0, false
		}
		to := 1.0
		if gap.To != end {
			to, _ = t.place(under, gap.To)
		}
		part -= to - from
		if left.From = gap.To; gap.To == "" {
			break
		}
	}
	if gaps > 0 {
		part = min(part, progressNearly)
	}
	return part, true
}

// place is where a key lies in what is under a prefix. It looks into a prefix
// only if all children of it are known: else the last one that is would pass
// for its end.
func (t *Tree) place(under, key string) (at float64, ok bool) {
	d, rest, first := t.descend(under)
	if len(rest) > 0 && under != t.paths.scope {
		return 0, false
	}
	width, path := 1.0, under[:len(under)-len(rest)]
	for depth := range progressDepth {
		if d.n == 0 || d.n > progressMost || d.level != LevelListed {
			break
		}
		name := []byte(key[len(path):])
		if n := t.paths.cut(name, first+depth); n > 0 {
			name = name[:n]
		}
		width /= float64(d.n)
		at += width * float64(d.rank(name))
		ok = true
		c, found := d.find(name)
		if !found || c.dir == nil {
			break
		}
		d, path = c.dir, path+c.dir.name
	}
	return at, ok
}

// Knows says whether all keys that may be read under a prefix are known.
func (t *Tree) Knows(under string) bool { return t.covered.Covers(t.paths.inScope(under)) }
