package value

import (
	"bytes"

	yaml "go.yaml.in/yaml/v2"
)

// fieldsText shows what a decoder has found out, as YAML, with a note.
func fieldsText(fields any, note string) body {
	text, err := yaml.Marshal(fields)
	if err != nil {
		text = []byte("# " + err.Error())
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	if note != "" {
		text = append(text, "\n\n# "+note...)
	}
	return newYAMLText(text)
}
