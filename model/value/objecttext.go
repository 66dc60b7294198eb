package value

import (
	"slices"
	"sort"
	"sync"
	"sync/atomic"
)

// objectText is a Kubernetes object as YAML, written section by section: each
// when one of its lines is first looked at, once, by whichever goroutine looks.
// How many lines each has is known before. The library that writes them is
// kubectl's, and takes 200 ms for what people have as one object.
type objectText struct {
	index    *objectIndex
	sections []*section
	lines    int

	// Should a section ever have other lines than were counted, the object is
	// written as a whole, and its sections are not used any more.
	whole atomic.Pointer[yamlText]
	once  sync.Once
}

// section is a run of fields or items of one block.
type section struct {
	of   *block
	from int // its members
	to   int
	line int // its first one
	size int // how many it has

	headed bool  // the content of its last member is in the sections after it
	dashes []int // columns of the items that begin with its first line
	end    int   // the last line of the outermost of these

	once sync.Once
	made *yamlText
}

func newObjectText(x *objectIndex) *objectText {
	t := &objectText{index: x}
	if x.uncut || x.loses || len(x.root.members) == 0 {
		t.lines = t.all().len()
		return t
	}
	t.cut(x.root, nil, -1)
	return t
}

// cut makes the sections of a block. Its first line may be that of items
// that it is in: of these the columns, and the last line of the outermost.
func (t *objectText) cut(b *block, dashes []int, end int) {
	for at := 0; at < len(b.members); {
		m := b.members[at]
		if b.list && m.inner != nil {
			if dashes == nil {
				end = t.lines + int(m.lines) - 1
			}
			t.cut(m.inner, append(slices.Clip(dashes), b.indent), end)
			at++
		} else {
			s := t.run(b, at)
			s.dashes, s.end = dashes, end
			t.sections = append(t.sections, s)
			t.lines += s.size
			if at = s.to; s.headed {
				t.cut(b.members[at-1].inner, nil, 0)
			}
		}
		dashes = nil
	}
}

// run is the section that begins with the member at from.
func (t *objectText) run(b *block, from int) *section {
	s := &section{of: b, from: from, to: from, line: t.lines}
	for _, m := range b.members[from:] {
		size := int(m.lines)
		if m.inner != nil {
			size = 1
		}
		if s.size > 0 && s.size+size > t.index.most || b.list && m.inner != nil {
			break
		}
		s.size += size
		s.to++
		if m.inner != nil {
			s.headed = true
			break
		}
	}
	return s
}

// at is the text that has line i, and its section; nil if it has all lines.
func (t *objectText) at(i int) (*yamlText, *section) {
	if all := t.whole.Load(); all != nil {
		return all, nil
	}
	s := t.sections[sort.Search(len(t.sections), func(n int) bool { return t.sections[n].line > i })-1]
	s.once.Do(func() { s.made = t.index.write(s) })
	if s.made.len() != s.size {
		return t.all(), nil
	}
	return s.made, s
}

// all writes the object as a whole, which is its text from then on.
func (t *objectText) all() *yamlText {
	t.once.Do(func() { t.whole.Store(t.index.writeAll()) })
	return t.whole.Load()
}

func (t *objectText) len() int {
	if all := t.whole.Load(); all != nil {
		return all.len()
	}
	return t.lines
}

func (t *objectText) line(i int, safe func(string) string) []Span {
	text, s := t.at(i)
	if s != nil {
		i -= s.line
	}
	if i >= text.len() {
		return nil // it has become shorter meanwhile
	}
	return text.line(i, safe)
}

func (t *objectText) continued(i int) bool {
	text, s := t.at(i)
	if s != nil {
		i -= s.line
	}
	return i < text.len() && text.continued(i)
}

func (t *objectText) path(i int) []step {
	text, s := t.at(i)
	if s == nil {
		return text.path(min(i, text.len()-1))
	}
	return append(s.of.path(), text.path(i-s.line)...)
}

// path is the way to a block.
func (b *block) path() (steps []step) {
	for ; b.parent != nil; b = b.parent {
		s := step{ordinal: b.at}
		if !b.parent.list {
			s = step{name: b.name, ordinal: -1}
		}
		steps = append(steps, s)
	}
	slices.Reverse(steps)
	return steps
}

func (t *objectText) fold(i int) int {
	text, s := t.at(i)
	if s == nil {
		return text.fold(min(i, text.len()-1))
	}
	end := s.line + text.fold(i-s.line)
	if i == s.line && len(s.dashes) > 0 {
		end = max(end, s.end)
	}
	if s.headed && i == s.line+s.size-1 {
		end = max(end, i+int(s.of.members[s.to-1].lines)-1)
	}
	return end
}
