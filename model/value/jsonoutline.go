package value

import "encoding/json"

func (t *jsonText) path(i int) []step { return t.outline.get(t.outlined).path(i, t.name) }

func (t *jsonText) fold(i int) int { return t.outline.get(t.outlined).fold(i) }

// name is the name on a line that has one, without its quotes.
func (t *jsonText) name(i int) string {
	start := int(t.lines[i].start)
	end := tokenEnd(t.raw, start)
	var name string
	if end < 0 || json.Unmarshal(t.raw[start:end], &name) != nil {
		return ""
	}
	return name
}

// outlined makes the outline: a line is of what is one level above it, and
// one that closes is of what it closes.
func (t *jsonText) outlined() *outline {
	o := newOutliner(len(t.lines))
	for i, l := range t.lines {
		if !l.continued {
			t.enter(&o, i, int(l.depth))
		}
		o.belong()
	}
	return o.finish()
}

func (t *jsonText) enter(o *outliner, line, depth int) {
	start := int(t.lines[line].start)
	if closes(t.raw[start]) {
		for o.top().column > depth {
			o.close(line)
		}
		return
	}
	for o.top().column >= depth && depth > 0 {
		o.close(line)
	}
	if depth == 0 {
		return // the document itself has no name
	}
	after := skipSpace(t.raw, tokenEnd(t.raw, start))
	named := t.raw[start] == '"' && after < len(t.raw) && t.raw[after] == ':'
	o.begin(line, depth, !named)
}
