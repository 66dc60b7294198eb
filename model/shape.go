package model

import "math/bits"

// shape says how a block's records are laid out: how many bytes each number
// of a Meta, and the mark, takes in little-endian order. All records of a
// block are as wide as its largest numbers need.
type shape struct {
	mod, create, version, mark uint8
}

// modBytes is what a mod revision takes at least: it grows with each change,
// and a block whose records are too narrow must be packed anew.
const modBytes = 4

// markBytes is what a mark takes, if there are any in the block.
const markBytes = 4

// shapeOf is the narrowest shape of the children that are keys.
func shapeOf(children []child) shape {
	var all child
	keys := false
	for i := range children {
		c := &children[i]
		if c.dir != nil {
			continue
		}
		keys = true
		all.meta.ModRev |= c.meta.ModRev
		all.meta.CreateRev |= c.meta.CreateRev
		all.meta.Version |= c.meta.Version
		all.mark |= c.mark
	}
	if !keys {
		return shape{}
	}
	s := shape{
		mod:     max(modBytes, width(all.meta.ModRev)),
		create:  width(all.meta.CreateRev),
		version: width(all.meta.Version),
	}
	if all.mark != 0 {
		s.mark = markBytes // whatever it becomes
	}
	return s
}

// width is the bytes that v takes.
func width(v int64) uint8 { return uint8((bits.Len64(uint64(v)) + 7) / 8) }

func (s shape) size() int { return int(s.mod) + int(s.create) + int(s.version) + int(s.mark) }

// holds says whether a record has room for these.
func (s shape) holds(m Meta, k mark) bool {
	return width(m.ModRev) <= s.mod && width(m.CreateRev) <= s.create && width(m.Version) <= s.version && (k == 0 || s.mark != 0)
}

// holding is the shape, as much wider as these need.
func (s shape) holding(m Meta, k mark) shape {
	one := shapeOf([]child{{meta: m, mark: k}})
	return shape{max(s.mod, one.mod), max(s.create, one.create), max(s.version, one.version), max(s.mark, one.mark)}
}

func (s shape) append(buf []byte, m Meta, k mark) []byte {
	buf = appendInt(buf, s.mod, m.ModRev)
	buf = appendInt(buf, s.create, m.CreateRev)
	buf = appendInt(buf, s.version, m.Version)
	return appendInt(buf, s.mark, int64(k))
}

func (s shape) write(record []byte, m Meta, k mark) { s.append(record[:0], m, k) }

func (s shape) read(record []byte) (m Meta, k mark) {
	m.ModRev, record = takeInt(record, s.mod)
	m.CreateRev, record = takeInt(record, s.create)
	m.Version, record = takeInt(record, s.version)
	v, _ := takeInt(record, s.mark)
	return m, mark(v)
}

func appendInt(buf []byte, width uint8, v int64) []byte {
	for range width {
		buf = append(buf, byte(v))
		v >>= 8
	}
	return buf
}

func takeInt(record []byte, width uint8) (v int64, rest []byte) {
	for i, b := range record[:width] {
		v |= int64(b) << (8 * i)
	}
	return v, record[width:]
}
