package value

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// outline is how the lines of a structured document hang together: each is
// of an element, which is a field or an item of another one. It is made in
// one pass when it is first asked for.
type outline struct {
	of       []int32 // the innermost element of each line
	elements []element
}

type element struct {
	parent  int32 // -1 for the root's
	ordinal int32 // among the items of a list; -1 for a field, whose name is on its line
	line    uint32
	end     uint32 // the last line that is of it
}

// lazyOutline is made once.
type lazyOutline struct {
	once sync.Once
	made *outline
}

func (l *lazyOutline) get(make func() *outline) *outline {
	l.once.Do(func() { l.made = make() })
	return l.made
}

// structured is a body whose lines have paths.
type structured interface {
	// path is that of what is on line i, the outermost step first.
	path(i int) []step
	// fold is the last line of the block that begins on line i; i itself if
	// none does.
	fold(i int) int
}

// step is one of a path.
type step struct {
	name    string // of a field
	ordinal int    // of an item; -1 for a field
}

// Structured says whether the lines have paths and blocks.
func (d *Document) Structured() bool {
	_, ok := d.body.(structured)
	return ok
}

// Path is the path of what is on line i, as display text:
// .spec.containers[0].image; "" if the document has no structure.
func (d *Document) Path(i int) string {
	t, ok := d.body.(structured)
	if !ok || i < 0 || i >= d.Len() {
		return ""
	}
	return pathText(t.path(i), d.safe)
}

func pathText(steps []step, safe func(string) string) string {
	var b strings.Builder
	for _, s := range steps {
		if s.ordinal >= 0 {
			fmt.Fprintf(&b, "[%d]", s.ordinal)
		} else {
			b.WriteString(safe(pathStep(s.name)))
		}
	}
	return b.String()
}

// pathStep is the step to a field.
func pathStep(name string) string {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return "[" + strconv.Quote(name) + "]"
		}
	}
	if name == "" {
		return `[""]`
	}
	return "." + name
}

// Fold is the last line of the block that begins on line i; i itself if none
// does.
func (d *Document) Fold(i int) int {
	t, ok := d.body.(structured)
	if !ok || i < 0 || i >= d.Len() {
		return i
	}
	return t.fold(i)
}

// path is that of the innermost element of line i; name is the name of the
// field on a line.
func (o *outline) path(i int, name func(line int) string) (steps []step) {
	for at := o.of[i]; at >= 0; at = o.elements[at].parent {
		e := o.elements[at]
		s := step{ordinal: int(e.ordinal)}
		if e.ordinal < 0 {
			s.name = name(int(e.line))
		}
		steps = append(steps, s)
	}
	slices.Reverse(steps)
	return steps
}

func (o *outline) fold(i int) int {
	end := i
	for e := o.of[i]; e >= 0 && int(o.elements[e].line) == i; e = o.elements[e].parent {
		end = max(end, int(o.elements[e].end))
	}
	return end
}

// outliner makes an outline line by line.
type outliner struct {
	outline
	open []place // from the outermost on
}

// place is an open element and the column, or depth, where it began.
type place struct {
	element int32
	column  int
	items   int32 // that it has by now
	item    bool  // it is one itself
}

func newOutliner(lines int) outliner {
	return outliner{
		outline: outline{of: make([]int32, 0, lines)},
		open:    []place{{element: -1, column: -1}}, // the document itself
	}
}

func (o *outliner) top() *place { return &o.open[len(o.open)-1] }

// begin opens an element in the innermost one that is open.
func (o *outliner) begin(line, column int, item bool) {
	parent := o.top()
	e := element{parent: parent.element, ordinal: -1, line: uint32(line), end: uint32(line)}
	if item {
		e.ordinal = parent.items
		parent.items++
	}
	o.elements = append(o.elements, e)
	o.open = append(o.open, place{element: int32(len(o.elements) - 1), column: column, item: item})
}

// close ends the innermost element; line is the first that isn't of it.
func (o *outliner) close(line int) {
	e := &o.elements[o.top().element]
	e.end = max(e.line, uint32(max(0, line-1)))
	o.open = o.open[:len(o.open)-1]
}

// belong says that the next line is of the innermost element that is open.
func (o *outliner) belong() { o.of = append(o.of, o.top().element) }

func (o *outliner) finish() *outline {
	for len(o.open) > 1 {
		o.close(len(o.of))
	}
	return &o.outline
}
