package model

// dir is a prefix of keys that ends with the separator, and its children in
// byte order. Byte order of the children is byte order of the keys, because
// a child directory's name keeps its separator: walking the tree walks the
// keyspace as etcd lists it.
type dir struct {
	parent *dir
	name   string // the end of its path; with the separator
	slots  slots

	n    int   // children
	dirs int   // of them directories
	rows int   // rows that the children take when the directory is open
	keys int   // keys at and below
	self *Meta // of the key that is the path itself; nil: no such key
	mark mark  // the newest change at or below

	level  LevelState
	open   bool
	kept   bool // it stays when it is empty (see access)
	listed int  // gaps that had been when level became LevelListed
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
	return d.parent != nil && d.n == 1 && d.dirs == 1 && d.self == nil && d.level == LevelListed
}

// only is the one child directory of a directory that has one child; nil if
// that is a key.
func (d *dir) only() *dir {
	if d.dirs == 0 {
		return nil
	}
	return d.slots.all[0].block.dirs[0]
}

// find looks a child up.
func (d *dir) find(name []byte) (child, bool) {
	if len(d.slots.all) == 0 {
		return child{}, false
	}
	_, c, ok := d.slots.all[d.slots.holding(name)].block.search(name)
	return c, ok
}

// meta is of the key that is the directory's path; zero if there is none.
func (d *dir) meta() Meta {
	if d.self == nil {
		return Meta{}
	}
	return *d.self
}

// path is the directory's whole path.
func (d *dir) path() string {
	if d.parent == nil {
		return d.name
	}
	return d.parent.path() + d.name
}

// appendPath appends the directory's whole path.
func (d *dir) appendPath(to []byte) []byte {
	if d.parent != nil {
		to = d.parent.appendPath(to)
	}
	return append(to, d.name...)
}
