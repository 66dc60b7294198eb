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
	dirty bool
	items []child
	next  []byte // first name of the slot after; nil: there is none
	pos   int    // where the last look-up ended: the next one is likely there
	arena []byte // the bytes of the unpacked names
}

// seek finds name among the children: its index in items, or the index at
// which it belongs.
func (e *editor) seek(name []byte) (i int, found bool) {
	if !e.holds(name) {
		e.flush()
		e.load(e.d.slotFor(name))
	}
	i = e.pos
	if (i > 0 && bytes.Compare(e.items[i-1].name, name) >= 0) || (i < len(e.items) && bytes.Compare(e.items[i].name, name) < 0) {
		i = sort.Search(len(e.items), func(i int) bool { return bytes.Compare(e.items[i].name, name) >= 0 })
	}
	e.pos = i
	return i, i < len(e.items) && bytes.Equal(e.items[i].name, name)
}

func (e *editor) holds(name []byte) bool {
	if !e.open || (e.next != nil && bytes.Compare(name, e.next) >= 0) {
		return false
	}
	return e.slot == 0 || (len(e.items) > 0 && bytes.Compare(name, e.items[0].name) >= 0)
}

func (e *editor) load(slot int) {
	e.slot, e.open, e.dirty, e.pos, e.next = slot, true, false, 0, nil
	e.items, e.arena = e.items[:0], e.arena[:0]
	if slot+1 < len(e.d.slots) {
		e.next = e.d.slots[slot+1].block.first()
	}
	if slot >= len(e.d.slots) {
		return
	}
	r := e.d.slots[slot].block.reader()
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
	e.d.n++
	if len(e.items) < 2*blockSize {
		return
	}
	// Full twice over: the first half is done with when this is a listing,
	// which appends, and not far away when it isn't.
	keep := e.items[blockSize:]
	e.put(slot{block: pack(e.items[:blockSize]), rows: shownRows(e.items[:blockSize])})
	e.slot++
	e.d.slots = slices.Insert(e.d.slots, e.slot, slot{})
	e.d.summed = min(e.d.summed, e.slot)
	e.items = append(e.items[:0], keep...)
	e.pos = max(0, e.pos-blockSize)
}

func (e *editor) remove(i int) {
	e.items = slices.Delete(e.items, i, i+1)
	e.pos = i
	e.dirty = true
	e.d.n--
}

// flush packs the block again if it was changed, and counts its rows.
func (e *editor) flush() {
	if !e.open {
		return
	}
	e.open = false
	switch {
	case len(e.items) > 0 && !e.dirty:
		e.put(slot{block: e.d.slots[e.slot].block, rows: shownRows(e.items)})
	case len(e.items) > 0:
		e.put(slot{block: pack(e.items), rows: shownRows(e.items)})
	case e.slot < len(e.d.slots):
		e.d.slots = slices.Delete(e.d.slots, e.slot, e.slot+1)
		e.d.summed = min(e.d.summed, e.slot)
	}
}

// release flushes, and lets go of what the editor's buffers refer to, which
// stay for the next one.
func (e *editor) release() {
	e.flush()
	clear(e.items[:cap(e.items)])
	if cap(e.arena) > 1<<16 {
		e.arena = nil
	}
}

func (e *editor) put(s slot) {
	if e.slot == len(e.d.slots) {
		e.d.slots = append(e.d.slots, slot{})
	}
	s.sum = e.d.slots[e.slot].sum
	if e.d.slots[e.slot].rows != s.rows {
		e.d.summed = min(e.d.summed, e.slot+1)
	}
	e.d.slots[e.slot] = s
}

func shownRows(items []child) (rows int) {
	for i := range items {
		rows += items[i].shown()
	}
	return rows
}
