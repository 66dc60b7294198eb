package value

import (
	"bytes"
	"encoding/json"
	"slices"
)

const (
	// sectionLines is how many lines a section of an object has, if it can be
	// cut there: making one takes about a millisecond.
	sectionLines = 256

	// maxCut is how deep an object may be to be cut.
	maxCut = 100

	// maxWritten is how many bytes are written only to count their lines.
	maxWritten = 4 << 20
)

// objectIndex is what is known of an object before any of its lines is made:
// where its parts are in its JSON, and how many lines each will have.
type objectIndex struct {
	raw    []byte
	root   *block
	blanks int  // about how many YAML indents with
	loses  bool // YAML can't show it as it is: a name comes twice, a number loses digits
	uncut  bool // lines can't be counted: it is made as a whole
	most   int  // lines of what is made in one go
	hide   bool // managedFields
}

// block is a map or list that is made piece by piece.
type block struct {
	parent  *block
	at      int    // which of the parent's members it is
	name    string // in a map
	list    bool
	hides   bool // its managedFields
	hidden  bool // they were there
	indent  int
	members []member // in the order of their lines
	lines   int
}

// member is a field or an item of a block.
type member struct {
	name  uint32 // where its name starts; of an item, as value
	value uint32 // where its value starts and ends
	end   uint32
	lines uint32 // with the one that has its name
	inner *block // nil: it is made in one go
}

// objectIndexer reads valid JSON once.
type objectIndexer struct {
	objectIndex
	widths  map[string]int
	odd     int      // how many names of more than a line we are in
	written int      // bytes
	open    []member // of the maps and lists that are read, the outer ones first
}

// indexObject indexes the object that is valid JSON; hide leaves out its
// managedFields.
func indexObject(raw []byte, hide bool, most int) *objectIndex {
	x := objectIndexer{objectIndex: objectIndex{raw: raw, most: most, hide: hide}, widths: map[string]int{}}
	var root block
	x.fields(&root, skipSpace(raw, 0), 0)
	x.root = x.keep(root)
	return &x.objectIndex
}

// position is where a value stands.
type position struct {
	indent int // of the map or list that it is in
	depth  int
	name   []byte // of a field, in quotes; nil: it is an item
}

// value reads the value at at.
func (x *objectIndexer) value(at int, p position) (m member) {
	m.name, m.value, m.lines = uint32(at), uint32(at), 1
	x.uncut = x.uncut || p.depth > maxCut
	switch x.raw[at] {
	case '{', '[':
		b := block{list: x.raw[at] == '[', indent: p.indent + indent}
		if b.list {
			if p.name != nil {
				b.indent = p.indent // a list begins in the column of its name
			}
			m.end = uint32(x.items(&b, at, p.depth+1))
		} else {
			b.hides = x.hide && p.depth == 0 && unquoteJSON(p.name) == "metadata"
			m.end = uint32(x.fields(&b, at, p.depth+1))
		}
		if p.name == nil {
			m.lines = 0 // its first line is that of its first member
		}
		m.lines = max(1, m.lines+uint32(b.lines))
		if b.members != nil {
			m.inner = x.keep(b)
		}
	case '"':
		end := stringEnd(x.raw, at+1)
		m.end, m.lines = uint32(end), uint32(x.text(x.raw[at:end], p))
	default:
		end := scalarEnd(x.raw, at)
		x.loses = x.loses || !isExact(x.raw[at:end])
		m.end = uint32(end)
	}
	return m
}

// keep makes a block to be kept, with the way from each block in it.
func (x *objectIndex) keep(b block) *block {
	for i, m := range b.members {
		if m.inner == nil {
			continue
		}
		m.inner.parent, m.inner.at = &b, i
		if !b.list {
			m.inner.name = unquoteJSON(x.nameIn(m))
		}
	}
	return &b
}

// items reads the list at at into b.
func (x *objectIndexer) items(b *block, at, depth int) (end int) {
	mark := len(x.open)
	for at = skipSpace(x.raw, at+1); x.raw[at] != ']'; {
		m := x.value(at, position{indent: b.indent, depth: depth})
		x.open = append(x.open, m)
		if at = skipSpace(x.raw, int(m.end)); x.raw[at] == ',' {
			at = skipSpace(x.raw, at+1)
		}
	}
	x.close(b, mark, depth)
	return at + 1
}

// fields reads the map at at into b.
func (x *objectIndexer) fields(b *block, at, depth int) (end int) {
	mark := len(x.open)
	for at = skipSpace(x.raw, at+1); x.raw[at] != '}'; {
		end := stringEnd(x.raw, at+1)
		m := x.field(at, skipSpace(x.raw, skipSpace(x.raw, end)+1), position{indent: b.indent, depth: depth, name: x.raw[at:end]})
		x.open = append(x.open, m)
		if at = skipSpace(x.raw, int(m.end)); x.raw[at] == ',' {
			at = skipSpace(x.raw, at+1)
		}
	}
	x.names(x.open[mark:])
	if b.hides {
		b.hidden = x.drop(mark, "managedFields")
	}
	x.close(b, mark, depth)
	return at + 1
}

// field reads the field whose name is at name and whose value is at at.
func (x *objectIndexer) field(name, at int, p position) (m member) {
	if isSimpleKey(p.name) {
		m = x.value(at, p)
	} else {
		// Such a name has lines of its own, and its value is laid out otherwise.
		x.odd++
		m = x.value(at, p)
		m.inner = nil
		x.odd--
		if x.uncut = x.uncut || endsOddly(unquoteJSON(p.name)); x.counts() {
			v, err := jsonAny(x.raw[at:m.end])
			m.lines = uint32(x.writtenLines(v, int(m.end)-at, p))
			x.uncut = x.uncut || err != nil
		}
	}
	m.name = uint32(name)
	return m
}

// counts says whether lines are to be counted: not those of what is in
// something that is counted, and none if it is no use.
func (x *objectIndexer) counts() bool { return x.odd == 0 && !x.uncut }

// drop leaves a field out of those since mark, if it is there.
func (x *objectIndexer) drop(mark int, name string) bool {
	at := slices.IndexFunc(x.open[mark:], func(m member) bool { return unquoteJSON(x.nameIn(m)) == name })
	if at >= 0 {
		x.open = slices.Delete(x.open, mark+at, mark+at+1)
	}
	return at >= 0
}

// close ends the map or list whose members were opened since mark. One that
// is small keeps none.
func (x *objectIndexer) close(b *block, mark, depth int) {
	all := x.open[mark:]
	for _, m := range all {
		b.lines += int(m.lines)
	}
	x.blanks += indent * depth * len(all)
	if len(all) > 0 && (b.lines > x.most || depth == 0 || b.hidden) {
		b.members = slices.Clone(all)
		if !b.list {
			x.sort(b.members)
		}
	}
	x.open = x.open[:mark]
}

func (x *objectIndex) sort(fields []member) {
	type named struct {
		name string
		member
	}
	all := make([]named, len(fields))
	for i, m := range fields {
		all[i] = named{unquoteJSON(x.nameIn(m)), m}
	}
	slices.SortStableFunc(all, func(a, b named) int { return compareNames(a.name, b.name) })
	for i := range all {
		fields[i] = all[i].member
	}
}

// nameIn is the name of a field, in quotes.
func (x *objectIndex) nameIn(m member) []byte {
	return x.raw[m.name:stringEnd(x.raw, int(m.name)+1)]
}

// names looks whether a name comes twice in a map.
func (x *objectIndexer) names(fields []member) {
	plain := len(fields) <= 16
	for i, m := range fields {
		name := x.nameIn(m)
		if plain = plain && isPlainASCII(name[1:len(name)-1]); !plain {
			break
		}
		for _, before := range fields[:i] {
			x.loses = x.loses || bytes.HasPrefix(x.raw[before.name:], name)
		}
	}
	if plain {
		return
	}
	seen := make(map[string]bool, len(fields))
	for _, m := range fields {
		name := unquoteJSON(x.nameIn(m))
		x.loses = x.loses || seen[name]
		seen[name] = true
	}
}

// isPlainASCII says whether a string in JSON is what it says, and can be read.
func isPlainASCII(inside []byte) bool {
	for _, c := range inside {
		if c < ' ' || c > '~' || c == '\\' {
			return false
		}
	}
	return true
}

// isExact says whether a number or literal is the same after it was read.
func isExact(scalar []byte) bool {
	switch c := scalar[0]; {
	case c >= '0' && c <= '9' && len(scalar) < 19 && !bytes.ContainsAny(scalar, ".eE"):
		return true
	case c == '-' || c >= '0' && c <= '9':
		return exactly(json.Number(scalar))
	}
	return true
}
