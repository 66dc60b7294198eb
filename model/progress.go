package model

const (
	// progressDepth is how many levels below the top progress is looked for.
	progressDepth = 4
	// progressMost is the number of children beyond which ranking them costs
	// more than a bar is worth.
	progressMost = 10_000
)

// Progress is how far the listing has come through the known prefixes, from 0
// to 1; ok is false if that can't be told. Nobody knows how many keys there
// are: this is the place in the tree, each child of a prefix being as wide as
// its siblings.
func (t *Tree) Progress() (part float64, ok bool) {
	gap := t.covered.Gap(PrefixSpan(t.paths.scope))
	if gap.Empty() {
		return 1, true
	}
	width := 1.0
	d, path := t.root, ""
	for depth := range progressDepth {
		if d.n == 0 || d.n > progressMost {
			break
		}
		name := []byte(gap.From[len(path):])
		if n := t.paths.cut(name, depth); n > 0 {
			name = name[:n]
		}
		width /= float64(d.n)
		part += width * float64(d.rank(name))
		ok = true
		c, found := d.find(name)
		if !found || c.dir == nil {
			break
		}
		d, path = c.dir, path+c.dir.name
	}
	return part, ok
}
