package value

import (
	"encoding/base64"
	"unicode/utf8"
)

// lastApplied is where kubectl keeps the whole object, a Secret's data too.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// isSecretKind says whether a kind is masked. List may have any kind's items.
func isSecretKind(kind string) bool {
	return kind == "Secret" || kind == "SecretList" || kind == "List"
}

// maskSecrets replaces what is secret in a Secret or a list of some.
func maskSecrets(fields map[string]any) {
	kind, _ := fields["kind"].(string)
	items, _ := fields["items"].([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok && (kind == "SecretList" || m["kind"] == "Secret" || m["kind"] == "SecretList" || m["kind"] == "List") {
			if kind == "SecretList" {
				maskSecret(m)
			} else {
				maskSecrets(m)
			}
		}
	}
	if kind == "Secret" {
		maskSecret(fields)
	}
}

func maskSecret(fields map[string]any) {
	for _, name := range []string{"data", "stringData"} {
		switch data := fields[name].(type) {
		case nil:
		case map[string]any:
			for key, content := range data {
				data[key] = maskedContent(content, name == "data")
			}
		default:
			fields[name] = masking
		}
	}
	m, _ := fields["metadata"].(map[string]any)
	notes, _ := m["annotations"].(map[string]any)
	if applied, ok := notes[lastApplied]; ok {
		notes[lastApplied] = maskedContent(applied, false)
	}
}

// maskedContent stands for a secret, which may be written in base64.
func maskedContent(content any, encoded bool) string {
	text, ok := content.(string)
	if !ok {
		return masking
	}
	if encoded {
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil {
			return maskedField(len(plain))
		}
	}
	return maskedField(len(text))
}

// readData writes a Secret's data as text where it is.
func readData(fields map[string]any) {
	data, _ := fields["data"].(map[string]any)
	for name, content := range data {
		text, _ := content.(string)
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil && utf8.Valid(plain) {
			data[name] = string(plain)
		}
	}
}
