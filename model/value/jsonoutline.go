package value

import (
	"encoding/json"
	"slices"
)

// The lines of JSON know how deep they are, so their paths and blocks need no
// outline: looking through a hundred thousand lines takes a tenth of a
// millisecond.

// path looks back: the lines before line i that are as deep as it are what
// comes before it in the same place, the first that is less deep is that place.
func (t *jsonText) path(i int) (steps []step) {
	for t.lines[i].continued {
		i--
	}
	if t.closes(i) {
		i = t.before(i, t.lines[i].depth) // it is of what it closes
	}
	for depth := t.lines[i].depth; depth > 0; depth-- {
		s := step{ordinal: -1}
		parent := t.before(i, depth-1)
		if t.named(i) {
			s.name = t.name(i)
		} else {
			s.ordinal = t.count(parent+1, i, depth)
		}
		steps = append(steps, s)
		i = parent
	}
	slices.Reverse(steps)
	return steps
}

// before is the last line before line i that is no deeper than depth.
func (t *jsonText) before(i int, depth uint16) int {
	i--
	for i > 0 && (t.lines[i].depth > depth || t.lines[i].continued) {
		i--
	}
	return i
}

// count is how many elements of a depth begin in lines.
func (t *jsonText) count(from, to int, depth uint16) (n int) {
	for i, l := range t.lines[from:to] {
		if l.depth == depth && !l.continued && !t.closes(from+i) {
			n++
		}
	}
	return n
}

// fold looks ahead, for the first line that is no deeper.
func (t *jsonText) fold(i int) int {
	depth := t.lines[i].depth
	if depth == 0 || t.lines[i].continued || t.closes(i) {
		return i
	}
	end := i
	for at, l := range t.lines[i+1:] {
		line := i + 1 + at
		if !l.continued && (l.depth < depth || l.depth == depth && !t.closes(line)) {
			break
		}
		end = line
	}
	return end
}

func (t *jsonText) closes(i int) bool { return closes(t.raw[t.lines[i].start]) }

// named says whether the element that begins on line i is a field.
func (t *jsonText) named(i int) bool {
	start := int(t.lines[i].start)
	if t.raw[start] != '"' {
		return false
	}
	after := skipSpace(t.raw, tokenEnd(t.raw, start))
	return after < len(t.raw) && t.raw[after] == ':'
}

// name is the name of the field that begins on line i, without its quotes.
func (t *jsonText) name(i int) string {
	start := int(t.lines[i].start)
	var name string
	if json.Unmarshal(t.raw[start:tokenEnd(t.raw, start)], &name) != nil {
		return "" // unreachable: it is valid
	}
	return name
}
