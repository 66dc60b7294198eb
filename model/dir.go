package model

import (
	"bytes"
	"sort"
)

// dir is a prefix of keys that ends with the separator, and its children in
// byte order. Byte order of the children is byte order of the keys, because
// a child directory's name keeps its separator: walking the tree walks the
// keyspace as etcd lists it.
type dir struct {
	parent *dir
	name   string // the end of its path; with the separator
	slots  []slot
	summed int // slots[:summed] have their sums

	n    int   // children
	rows int   // rows that the children take when the directory is open
	keys int   // keys at and below
	rev  int64 // mod revision of the key that is the path itself; 0: no such key
	mark mark  // the newest change at or below

	level  LevelState
	listed int // gaps that had been when level became LevelListed
	open   bool
}

// slot is one block among a directory's children.
type slot struct {
	block *block
	rows  int // rows that its children take
	sum   int // rows of the slots before it; valid below dir.summed
}

// shown is how many rows the directory takes in its parent.
func (d *dir) shown() int {
	switch {
	case d.folded():
		return d.rows
	case d.open:
		return 1 + d.rows
	}
	return 1
}

// folded says that the directory has no row of its own: its only child, a
// directory too, is shown with both names. Only a listed level folds: until
// then a second child may come, and rows must not change their names while
// they are arriving.
func (d *dir) folded() bool {
	return d.parent != nil && d.n == 1 && d.rev == 0 && d.level == LevelListed && d.only() != nil
}

// only is the one child directory; nil if the one child is a key.
func (d *dir) only() *dir {
	if dirs := d.slots[0].block.dirs; len(dirs) == 1 {
		return dirs[0]
	}
	return nil
}

// slotFor is the index of the slot that holds name, or would.
func (d *dir) slotFor(name []byte) int {
	i := sort.Search(len(d.slots), func(i int) bool { return bytes.Compare(d.slots[i].block.first(), name) > 0 })
	return max(0, i-1)
}

// find looks a child up.
func (d *dir) find(name []byte) (child, bool) {
	if len(d.slots) == 0 {
		return child{}, false
	}
	return d.slots[d.slotFor(name)].block.find(name)
}

// slotAt is the slot that shows the row-th row of the children, and the rows
// in the slots before it. The sums are made again only from the first slot
// that changed, so this is O(log) while nothing changes, and appending - what
// a listing does - changes the last slot only.
func (d *dir) slotAt(row int) (i, before int) {
	d.sum(len(d.slots))
	i = sort.Search(len(d.slots), func(i int) bool { return d.slots[i].sum > row }) - 1
	return i, d.slots[i].sum
}

// sum makes the first n sums valid.
func (d *dir) sum(n int) {
	for i := d.summed; i < n; i++ {
		if i > 0 {
			d.slots[i].sum = d.slots[i-1].sum + d.slots[i-1].rows
		} else {
			d.slots[i].sum = 0
		}
	}
	d.summed = max(d.summed, n)
}

// path is the directory's whole path.
func (d *dir) path() string {
	if d.parent == nil {
		return d.name
	}
	return d.parent.path() + d.name
}
