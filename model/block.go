package model

import (
	"bytes"
	"encoding/binary"
)

// blockSize is how many children a full block holds. A look-up reads half a
// block, an insert packs one again: 64 keeps both near a microsecond.
const blockSize = 64

// block is a run of a directory's children in ascending order, packed: names,
// then records. Each name gives only what differs from the name before it:
//
//	uvarint(shared<<1 | dir)  uvarint(len(suffix))  suffix
//
// Each child, in the same order, has a record of what changes (see shape).
// Names are never changed in place: what aliases them, and whoever reads them
// elsewhere, stays right. Records of keys are, so that an update of a key
// costs no memory.
type block struct {
	data  []byte
	names uint32 // where the records begin in data
	n     uint16
	dead  uint8 // children that are deleted keys: another number is another block
	shape shape
	dirs  []*dir // of the children that are directories, in order
}

// child is one entry of a directory: a key, or a directory of its own.
type child struct {
	name []byte
	dir  *dir // nil: a key
	meta Meta
	mark mark
}

// shown is how many rows the child takes in its directory.
func (c *child) shown() int {
	if c.dir == nil {
		return 1
	}
	return c.dir.shown()
}

const flagDir = 1

// pack makes a block of children that are in ascending order. It builds the
// block in buf, which it gives back for the next one.
func pack(children []child, buf []byte) (*block, []byte) {
	b := &block{n: uint16(len(children)), shape: shapeOf(children)}
	buf = buf[:0]
	var prev []byte
	for i := range children {
		c := &children[i]
		shared := CommonPrefix(prev, c.name)
		buf = appendEntry(buf, shared, c.name[shared:], c.dir != nil)
		if prev = c.name; c.dir != nil {
			b.dirs = append(b.dirs, c.dir)
		}
		if c.mark.kind() == Deleted {
			b.dead++
		}
	}
	b.names = uint32(len(buf))
	for i := range children {
		buf = b.shape.append(buf, children[i].meta, children[i].mark)
	}
	b.data = bytes.Clone(buf) // to its size: most blocks are never touched again
	return b, buf
}

func appendEntry(buf []byte, shared int, suffix []byte, dir bool) []byte {
	head := uint64(shared) << 1
	if dir {
		head |= flagDir
	}
	buf = binary.AppendUvarint(buf, head)
	buf = binary.AppendUvarint(buf, uint64(len(suffix)))
	return append(buf, suffix...)
}

// record is the i-th child's.
func (b *block) record(i int) []byte {
	return b.data[int(b.names)+i*b.shape.size():]
}

// deleted are the children that are deleted keys.
func (b *block) deleted() (s KeySet) {
	for i := range int(b.n) {
		if _, m := b.shape.read(b.record(i)); m.kind() == Deleted {
			s.Add(i)
		}
	}
	return s
}

// first is the name of the first child, aliasing the block.
func (b *block) first() []byte {
	_, h := binary.Uvarint(b.data)
	size, l := binary.Uvarint(b.data[h:])
	return b.data[h+l : h+l+int(size)]
}

// reader walks the children of a block.
type reader struct {
	block *block
	at    int // in the names
	i     int // the next child
	dirs  int // directories read
	name  []byte
}

func (b *block) reader() reader { return reader{block: b} }

// next reads the next child into c; false at the end. c.name is valid until
// the call after.
func (r *reader) next(c *child) bool {
	if r.i == int(r.block.n) {
		return false
	}
	shared, suffix, dir := r.entry()
	r.name = append(r.name[:shared], suffix...)
	*c = child{name: r.name}
	r.fill(c, dir)
	return true
}

// entry reads the next name as it is packed.
func (r *reader) entry() (shared int, suffix []byte, dir bool) {
	head, size := r.uvarint(), r.uvarint()
	suffix = r.block.data[r.at : r.at+size]
	r.at += size
	return head >> 1, suffix, head&flagDir != 0
}

// fill completes the child whose entry was read, and steps on.
func (r *reader) fill(c *child, dir bool) {
	if dir {
		c.dir = r.block.dirs[r.dirs]
	} else {
		c.meta, c.mark = r.block.shape.read(r.block.record(r.i))
	}
	r.skip(dir)
}

// skip steps over the child whose entry was read.
func (r *reader) skip(dir bool) {
	if r.i++; dir {
		r.dirs++
	}
}

// uvarint is binary.Uvarint with a short way for what nearly all are: a byte.
func (r *reader) uvarint() int {
	if v := r.block.data[r.at]; v < 0x80 {
		r.at++
		return int(v)
	}
	v, n := binary.Uvarint(r.block.data[r.at:])
	r.at += n
	return int(v)
}

// spot is where a name is in a block, or would be.
type spot struct {
	i    int // children before it
	at   int // its place in data
	same int // bytes that it shares with the name before it
	next int // bytes that the name after it shares beyond same, if it shares those
}

// search finds a child by name. No name is unpacked: an entry is compared only
// where it differs from the one before it and the wanted name goes on there.
func (b *block) search(name []byte) (s spot, c child, found bool) {
	r := b.reader()
	for r.i < int(b.n) {
		s.i, s.at = r.i, r.at
		shared, suffix, dir := r.entry()
		if shared < s.same { // it left name's way upwards
			return s, child{}, false
		}
		if shared == s.same {
			n := CommonPrefix(suffix, name[s.same:])
			end := s.same+n == len(name)
			switch {
			case end && n == len(suffix):
				c.name = name
				r.fill(&c, dir)
				return s, c, true
			case end || (n < len(suffix) && suffix[n] > name[s.same+n]):
				s.next = n
				return s, child{}, false
			}
			s.same += n
		}
		r.skip(dir)
	}
	s.i, s.at = r.i, r.at
	return s, child{}, false
}
