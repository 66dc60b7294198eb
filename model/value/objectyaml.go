package value

import (
	"bytes"
	"encoding/json"
	"strings"

	yaml "go.yaml.in/yaml/v2"
)

// write makes the lines of a section.
func (x *objectIndex) write(s *section) *yamlText {
	text, err := x.writeMembers(s)
	if err != nil {
		return newYAMLText([]byte("# " + err.Error()))
	}
	for _, column := range s.dashes {
		if column < len(text) {
			text[column] = '-'
		}
	}
	made := newYAMLText(text)
	made.piece = yamlPiece{dashes: len(s.dashes), item: int32(s.from)}
	return made
}

func (x *objectIndex) writeMembers(s *section) ([]byte, error) {
	members := s.of.members[s.from:s.to]
	values, err := x.values(members)
	if err != nil {
		return nil, err
	}
	depth := s.of.indent / indent
	if s.of.list {
		return indentedYAML(yaml.MapSlice{{Key: "a", Value: values}}, depth, depth+1)
	}
	fields := make(yaml.MapSlice, len(members))
	for i, m := range members {
		fields[i] = yaml.MapItem{Key: unquoteJSON(x.nameIn(m)), Value: values[i]}
		if of, ok := values[i].(map[string]any); ok && x.hide && s.of.parent == nil && fields[i].Key == "metadata" {
			delete(of, "managedFields")
		}
	}
	text, err := indentedYAML(fields, depth, depth)
	if s.headed {
		text = text[:max(0, bytes.LastIndexByte(text, '\n'))]
	}
	return text, err
}

// values decodes members; one whose content is elsewhere gets an item in its
// stead, so that the line with its name is as it would be.
func (x *objectIndex) values(members []member) ([]any, error) {
	values := make([]any, len(members))
	list := []byte{'['} // of those that aren't texts, for one decoder
	for i, m := range members {
		switch {
		case m.inner != nil:
			values[i] = []any{nil}
			continue
		case x.raw[m.value] == '"':
			values[i] = unquoteJSON(x.raw[m.value:m.end])
			continue
		case len(list) > 1:
			list = append(list, ',')
		}
		list = append(list, x.raw[m.value:m.end]...)
	}
	v, err := jsonAny(append(list, ']'))
	others, _ := v.([]any)
	for i, m := range members {
		if m.inner == nil && x.raw[m.value] != '"' && len(others) > 0 {
			values[i], others = others[0], others[1:]
		}
	}
	return values, err
}

// writeAll makes all lines.
func (x *objectIndex) writeAll() *yamlText {
	fields, err := jsonContent(x.raw)
	if m, ok := fields["metadata"].(map[string]any); ok && x.hide {
		delete(m, "managedFields")
	}
	var text []byte
	if err == nil {
		text, err = yaml.Marshal(fields)
	}
	if err != nil {
		text = []byte("# " + err.Error())
	}
	return newYAMLText(bytes.TrimSuffix(text, []byte("\n")))
}

// own is the value of one of the object's own fields, in JSON; nil if it has
// none of that name, or more, in capitals: which of them counts depends on who
// reads it.
func (x *objectIndex) own(name string) (value json.RawMessage) {
	for _, m := range x.root.members {
		switch own := unquoteJSON(x.nameIn(m)); {
		case own == name:
			value = x.raw[m.value:m.end]
		case strings.EqualFold(own, name):
			return nil
		}
	}
	return value
}

// word is a field that is a string.
func (x *objectIndex) word(name string) string {
	var s string
	if json.Unmarshal(x.own(name), &s) != nil {
		return ""
	}
	return s
}
