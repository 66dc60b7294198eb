package model

import (
	"bytes"
	"encoding/binary"
)

// blockSize is how many children a full block holds. A look-up unpacks one
// block, an insert packs one again: 64 keeps both near a microsecond.
const blockSize = 64

// block is a run of a directory's children in ascending order, packed: each
// name gives only what differs from the name before it. A Kubernetes-shaped
// key costs about 20 bytes here, whatever the length of the prefix above it.
//
// Each child is encoded as
//
//	uvarint(shared<<2 | marked<<1 | dir)  uvarint(len(suffix))  suffix
//	and, unless it is a directory, uvarint(rev) and, if marked, uvarint(mark).
//
// A packed block is never changed in place: names that alias it stay valid.
type block struct {
	data []byte
	dirs []*dir // of the children that are directories, in order
	n    int
}

// child is one entry of a directory: a key, or a directory of its own.
type child struct {
	name []byte
	dir  *dir // nil: a key
	rev  int64
	mark mark
}

// shown is how many rows the child takes in its directory.
func (c *child) shown() int {
	if c.dir == nil {
		return 1
	}
	return c.dir.shown()
}

const (
	flagDir    = 1
	flagMarked = 2
)

// pack makes a block of children that are in ascending order.
func pack(children []child) *block {
	b := &block{n: len(children)}
	size := 0
	for i := range children {
		size += len(children[i].name) + 12
	}
	b.data = make([]byte, 0, size)
	var prev []byte
	for i := range children {
		b.add(prev, &children[i])
		prev = children[i].name
	}
	b.data = bytes.Clone(b.data) // to its size: most blocks are never touched again
	return b
}

func (b *block) add(prev []byte, c *child) {
	shared := CommonPrefix(prev, c.name)
	head := uint64(shared) << 2
	if c.dir != nil {
		head |= flagDir
		b.dirs = append(b.dirs, c.dir)
	} else if c.mark != 0 {
		head |= flagMarked
	}
	b.data = binary.AppendUvarint(b.data, head)
	b.data = binary.AppendUvarint(b.data, uint64(len(c.name)-shared))
	b.data = append(b.data, c.name[shared:]...)
	if c.dir != nil {
		return
	}
	b.data = binary.AppendUvarint(b.data, uint64(c.rev))
	if c.mark != 0 {
		b.data = binary.AppendUvarint(b.data, uint64(c.mark))
	}
}

// first is the name of the first child, aliasing the block.
func (b *block) first() []byte {
	_, h := binary.Uvarint(b.data)
	size, l := binary.Uvarint(b.data[h:])
	return b.data[h+l : h+l+int(size)]
}

// reader walks the children of a block.
type reader struct {
	data []byte
	dirs []*dir
	name []byte
}

func (b *block) reader() reader { return reader{data: b.data, dirs: b.dirs} }

// next reads the next child into c; false at the end. c.name is valid until
// the call after.
func (r *reader) next(c *child) bool {
	if len(r.data) == 0 {
		return false
	}
	head := r.uvarint()
	size := int(r.uvarint())
	r.name = append(r.name[:head>>2], r.data[:size]...)
	r.data = r.data[size:]
	*c = child{name: r.name}
	if head&flagDir != 0 {
		c.dir, r.dirs = r.dirs[0], r.dirs[1:]
		return true
	}
	c.rev = int64(r.uvarint())
	if head&flagMarked != 0 {
		c.mark = mark(r.uvarint())
	}
	return true
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	r.data = r.data[n:]
	return v
}

// find looks a child up by name.
func (b *block) find(name []byte) (c child, ok bool) {
	r := b.reader()
	for r.next(&c) {
		if order := bytes.Compare(c.name, name); order >= 0 {
			return c, order == 0
		}
	}
	return child{}, false
}
