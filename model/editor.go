package model

import (
	"bytes"
	"slices"
	"sort"
)

// editor is one block of a directory, unpacked for changes. Neighbouring
// changes, as a listing makes them, find it open: they cost no unpacking.
type editor struct {
	d     *dir
	slot  int
	open  bool
	dirty bool // its children have changed
	moved bool // a child shows more rows, or less
	used  bool // since it was released
	items []child
	next  []byte // first name of the slot after; nil: there is none
	pos   int    // where the last look-up ended: the next one is likely there
	arena []byte // the bytes of the unpacked names
	buf   []byte // blocks are packed in it
}

// seek finds name among the children: its index in items, or the index at
// which it belongs.
func (e *editor) seek(name []byte) (i int, found bool) {
	if !e.holds(name) {
		e.flush()
		e.load(e.d.slots.holding(name))
	}
	i = e.pos
	if (i > 0 && bytes.Compare(e.items[i-1].name, name) >= 0) || (i < len(e.items) && bytes.Compare(e.items[i].name, name) < 0) {
		i = sort.Search(len(e.items), func(i int) bool { return bytes.Compare(e.items[i].name, name) >= 0 })
	}
	e.pos = i
	return i, i < len(e.items) && bytes.Equal(e.items[i].name, name)
}

// find looks a child up and unpacks nothing.
func (e *editor) find(name []byte) (child, bool) {
	if e.holds(name) {
		i, ok := e.seek(name)
		if !ok {
			return child{}, false
		}
		return e.items[i], true
	}
	e.flush()
	return e.d.find(name)
}

// change makes the key what it is in meta, where it is packed, and says what
// that was: nothing, if newer is known. ok is false if it takes the editor.
func (e *editor) change(name []byte, meta Meta, m mark) (kind ChangeKind, ok bool) {
	if e.holds(name) || len(e.d.slots.all) == 0 {
		return Unchanged, false
	}
	e.flush()
	i := e.d.slots.holding(name)
	b := e.d.slots.all[i].block
	at, c, found := b.search(name)
	switch {
	case found && (c.dir != nil || c.mark.kind() == Deleted):
		return Unchanged, false
	case found && c.meta.ModRev >= meta.ModRev:
		return Unchanged, true
	case found:
		e.d.slots.all[i].block = b.set(at, meta, m)
		return Changed, true
	case b.n+1 == 2*blockSize:
		return Unchanged, false
	}
	e.d.slots.all[i].block = b.with(at, name, meta, m)
	e.d.slots.add(i, 1)
	e.d.rows++
	e.count(nil, 1)
	return Created, true
}

// shows takes in that the child of that name shows so many rows more, or less.
func (e *editor) shows(name []byte, rows int) {
	e.d.rows += rows
	if e.holds(name) {
		e.moved = true
		return
	}
	e.flush()
	e.d.slots.add(e.d.slots.holding(name), rows)
}

func (e *editor) holds(name []byte) bool {
	if !e.open || (e.next != nil && bytes.Compare(name, e.next) >= 0) {
		return false
	}
	return e.slot == 0 || (len(e.items) > 0 && bytes.Compare(name, e.items[0].name) >= 0)
}

func (e *editor) load(slot int) {
	e.slot, e.open, e.used, e.dirty, e.moved, e.pos, e.next = slot, true, true, false, false, 0, nil
	e.items, e.arena = e.items[:0], e.arena[:0]
	if slot+1 < len(e.d.slots.all) {
		e.next = e.d.slots.all[slot+1].block.first()
	}
	if slot >= len(e.d.slots.all) {
		return
	}
	r := e.d.slots.all[slot].block.reader()
	var c child
	for r.next(&c) {
		start := len(e.arena)
		e.arena = append(e.arena, c.name...) // may move: older names keep the old array
		c.name = e.arena[start:len(e.arena):len(e.arena)]
		e.items = append(e.items, c)
	}
}

// insert puts c at i, where seek said it belongs. c.name must stay as it is
// until the editor is flushed.
func (e *editor) insert(i int, c child) {
	e.items = slices.Insert(e.items, i, c)
	e.pos = i + 1
	e.dirty = true
	e.count(c.dir, 1)
	if len(e.items) < 2*blockSize {
		return
	}
	// Full twice over: the first half is done with when this is a listing,
	// which appends, and not far away when it isn't.
	keep := e.items[blockSize:]
	e.d.slots.put(e.slot, e.packed(e.items[:blockSize]))
	e.slot++
	e.d.slots.insert(e.slot, slot{block: e.d.slots.all[e.slot-1].block})
	e.items = append(e.items[:0], keep...)
	e.pos = max(0, e.pos-blockSize)
}

func (e *editor) remove(i int) {
	e.count(e.items[i].dir, -1)
	e.items = slices.Delete(e.items, i, i+1)
	e.pos = i
	e.dirty = true
}

// count counts a child that came, or went.
func (e *editor) count(dir *dir, by int) {
	e.d.n += by
	if dir != nil {
		e.d.dirs += by
	}
}

// flush packs the block again if it was changed, and counts its rows.
func (e *editor) flush() {
	if !e.open {
		return
	}
	e.open = false
	switch {
	case !e.dirty && !e.moved:
	case len(e.items) > 0 && !e.dirty:
		e.d.slots.put(e.slot, slot{block: e.d.slots.all[e.slot].block, rows: shownRows(e.items)})
	case len(e.items) > 0:
		e.d.slots.put(e.slot, e.packed(e.items))
	case e.slot < len(e.d.slots.all):
		e.d.slots.remove(e.slot)
	}
}

// packed is a slot of these children.
func (e *editor) packed(items []child) (s slot) {
	s.block, e.buf = pack(items, e.buf)
	s.rows = shownRows(items)
	return s
}

// release flushes, and lets go of what the editor's buffers refer to, which
// stay for the next one.
func (e *editor) release() {
	e.flush()
	if !e.used {
		return
	}
	e.used = false
	clear(e.items[:cap(e.items)])
	if cap(e.arena)+cap(e.buf) > 1<<16 {
		e.arena, e.buf = nil, nil
	}
}

func shownRows(items []child) (rows int) {
	for i := range items {
		rows += items[i].shown()
	}
	return rows
}
