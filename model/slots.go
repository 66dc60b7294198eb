package model

import (
	"bytes"
	"slices"
	"sort"
)

// groupSize is how many slots are counted together: a directory of ten
// million keys has some 1,200 groups of 128, and going through either is less
// than a microsecond.
const groupSize = 128

// slots are the blocks of a directory in order, and the rows that they show.
type slots struct {
	all    []slot
	groups []int // rows of the first whole groups of slots; the others' are not known
}

// slot is one block among a directory's children.
type slot struct {
	block *block
	rows  int // that its children take
}

// holding is the index of the slot that holds name, or would.
func (s *slots) holding(name []byte) int {
	i := sort.Search(len(s.all), func(i int) bool { return bytes.Compare(s.all[i].block.first(), name) > 0 })
	return max(0, i-1)
}

// showing is the slot that shows the row-th row of all, and the rows in the
// slots before it.
func (s *slots) showing(row int) (i, before int) {
	s.count(len(s.all))
	for _, rows := range s.groups {
		if before+rows > row {
			break
		}
		before += rows
		i += groupSize
	}
	for before+s.all[i].rows <= row {
		before += s.all[i].rows
		i++
	}
	return i, before
}

// before is the rows in the slots before the i-th.
func (s *slots) before(i int) (rows int) {
	s.count(i)
	whole := i / groupSize
	for _, n := range s.groups[:whole] {
		rows += n
	}
	for _, slot := range s.all[whole*groupSize : i] {
		rows += slot.rows
	}
	return rows
}

// count makes the whole groups known that the first n slots have.
func (s *slots) count(n int) {
	for g := len(s.groups); g < n/groupSize; g++ {
		rows := 0
		for _, slot := range s.all[g*groupSize : (g+1)*groupSize] {
			rows += slot.rows
		}
		s.groups = append(s.groups, rows)
	}
}

// add lets the i-th slot show that many rows more, or less.
func (s *slots) add(i, rows int) {
	s.all[i].rows += rows
	if g := i / groupSize; g < len(s.groups) {
		s.groups[g] += rows
	}
}

// put makes the i-th slot what it is, or appends it.
func (s *slots) put(i int, to slot) {
	if i == len(s.all) {
		s.all = append(s.all, to)
		return
	}
	s.all[i].block = to.block
	s.add(i, to.rows-s.all[i].rows)
}

func (s *slots) insert(i int, new slot) {
	s.all = slices.Insert(s.all, i, new)
	s.forget(i)
}

func (s *slots) remove(i int) {
	s.all = slices.Delete(s.all, i, i+1)
	s.forget(i)
}

// forget drops the groups from the i-th slot on.
func (s *slots) forget(i int) {
	s.groups = s.groups[:min(len(s.groups), i/groupSize)]
}
