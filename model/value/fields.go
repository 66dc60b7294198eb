package value

import (
	"bytes"
	"slices"

	yaml "go.yaml.in/yaml/v2"

	"github.com/etcdscope/etcdscope/model"
)

// fieldsText shows what a decoder has found out, as YAML, with a note.
// Something is wrong with what is at the bad paths.
func fieldsText(fields any, note string, bad ...string) body {
	text, err := yaml.Marshal(fields)
	if err != nil {
		text = []byte("# " + err.Error())
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	if note != "" {
		text = append(text, "\n\n# "+note...)
	}
	if len(bad) == 0 {
		return newYAMLText(text)
	}
	return newFlaggedText(text, bad)
}

// flaggedText is YAML with values that something is wrong with.
type flaggedText struct {
	*yamlText
	bad map[int]bool // their lines
}

func newFlaggedText(text []byte, bad []string) flaggedText {
	t := flaggedText{yamlText: newYAMLText(text), bad: map[int]bool{}}
	slices.Sort(bad)
	for i := range t.len() {
		_, t.bad[i] = slices.BinarySearch(bad, pathText(t.path(i), model.Safe))
	}
	return t
}

func (t flaggedText) line(i int, safe func(string) string) []Span {
	spans := t.yamlText.line(i, safe)
	if t.bad[i] && len(spans) > 0 {
		spans[len(spans)-1].Token = Bad
	}
	return spans
}
