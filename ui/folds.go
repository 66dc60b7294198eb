package ui

import (
	"slices"
	"sort"
)

// folds are the blocks of a document that are closed. Blocks lie within each
// other or apart. What is asked of them costs no more than there are of them,
// however long the document is.
type folds struct {
	closed []fold // in the order of their heads
	outer  []fold // those of them that lie within no other
}

// fold is a block: the line that it begins on, which stays, and its last one.
type fold struct{ head, last int }

// at is the closed block that begins on a line.
func (f *folds) at(line int) (fold, bool) {
	i := sort.Search(len(f.closed), func(i int) bool { return f.closed[i].head >= line })
	if i < len(f.closed) && f.closed[i].head == line {
		return f.closed[i], true
	}
	return fold{}, false
}

// over is the outermost closed block that a line is of.
func (f *folds) over(line int) (fold, bool) {
	i := sort.Search(len(f.outer), func(i int) bool { return f.outer[i].last >= line })
	if i < len(f.outer) && f.outer[i].head <= line {
		return f.outer[i], true
	}
	return fold{}, false
}

// shown is the line itself, or the one that stands for it.
func (f *folds) shown(line int) int {
	if o, folded := f.over(line); folded {
		return o.head
	}
	return line
}

// close adds blocks, of which there is one a head.
func (f *folds) close(blocks ...fold) {
	f.closed = append(slices.Clip(f.closed), blocks...)
	slices.SortFunc(f.closed, func(a, b fold) int { return a.head - b.head })
	f.closed = slices.CompactFunc(f.closed, func(a, b fold) bool { return a.head == b.head })
	f.settle()
}

// open opens the block that begins on a line; what is closed in it stays so.
func (f *folds) open(head int) {
	f.keep(func(b fold) bool { return b.head != head })
}

// reveal opens all blocks that a line is folded away in.
func (f *folds) reveal(line int) {
	if o, folded := f.over(line); folded && o.head != line {
		f.keep(func(b fold) bool { return b.head >= line || b.last < line })
	}
}

func (f *folds) keep(which func(fold) bool) {
	var kept []fold // not in place: whoever copied the folds has the array, too
	for _, b := range f.closed {
		if which(b) {
			kept = append(kept, b)
		}
	}
	f.closed = kept
	f.settle()
}

func (f *folds) settle() {
	f.outer = nil
	for _, b := range f.closed {
		if n := len(f.outer); n == 0 || f.outer[n-1].last < b.head {
			f.outer = append(f.outer, b)
		}
	}
}
