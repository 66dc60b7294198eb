package value

import "encoding/json"

// maxOutlined is how many lines an outline is made of: it takes 20 bytes a
// line, where the lines themselves take 8. Longer JSON has neither paths nor
// blocks.
const maxOutlined = 1 << 20

// loose is a body whose lines are shown without how they hang together.
type loose struct{ body }

func (t *jsonText) path(i int) []step { return t.outline.get(t.outlined).path(i, t.name) }

func (t *jsonText) fold(i int) int { return t.outline.get(t.outlined).fold(i) }

// outlined makes the outline: each line that doesn't go on with the one before
// it begins an element, or ends the one that is as deep.
func (t *jsonText) outlined() *outline {
	o := newOutliner(len(t.lines))
	for i, l := range t.lines {
		if !l.continued {
			o.json(i, int(l.depth), t.closes(i), t.named(i))
		}
		o.belong()
	}
	return o.finish()
}

func (o *outliner) json(line, depth int, closes, named bool) {
	for o.top().column > depth || o.top().column == depth && !closes {
		o.close(line)
	}
	if depth > 0 && !closes {
		o.begin(line, depth, !named)
	}
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
