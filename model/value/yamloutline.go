package value

import yamlv3 "go.yaml.in/yaml/v3"

func (t *yamlText) path(i int) []step { return t.outline.get(t.outlined).path(i, t.name) }

func (t *yamlText) fold(i int) int { return t.outline.get(t.outlined).fold(i) }

// name is the name on a line that has one, without its quotes.
func (t *yamlText) name(i int) string {
	line := t.bytes(i)
	p := parseYAML(line)
	if p.key < 0 {
		return ""
	}
	return unquoteYAML(string(line[p.key:p.keyEnd]))
}

// unquoteYAML leaves the reading of quotes to the library.
func unquoteYAML(name string) string {
	var plain string
	if name == "" || name[0] != '"' && name[0] != '\'' || yamlv3.Unmarshal([]byte(name), &plain) != nil {
		return name
	}
	return plain
}

// outlined makes the outline: what is indented more is inside, and the items
// of a field may begin in its own column.
func (t *yamlText) outlined() *outline {
	o := newOutliner(len(t.lines))
	o.top().items = t.piece.item
	for i, l := range t.lines {
		if !l.continued && l.inside == noScalar {
			p := parseYAML(t.bytes(i))
			if i == 0 {
				p.dashes = p.dashes[min(len(p.dashes), t.piece.dashes):]
			}
			o.yaml(i, p)
		}
		o.belong()
	}
	return o.finish()
}

func (o *outliner) yaml(line int, p yamlParts) {
	for _, column := range p.dashes {
		for o.top().column > column || o.top().column == column && o.top().item {
			o.close(line)
		}
		o.begin(line, column, true)
	}
	if p.key < 0 {
		return
	}
	for o.top().column >= p.column() {
		o.close(line)
	}
	o.begin(line, p.column(), false)
}
