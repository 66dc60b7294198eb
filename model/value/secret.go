package value

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
)

// lastApplied is where kubectl keeps the whole object, a Secret's data too.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

const (
	secretKind = "Secret"
	secretList = "SecretList"
)

// isSecretKind says whether a kind is masked.
func isSecretKind(kind string) bool {
	return strings.EqualFold(kind, secretKind) || strings.EqualFold(kind, secretList)
}

// maskSecrets replaces what is secret in the Secrets that v is or has, however
// deep: templates and lists of any kind have them, and texts that are
// manifests. In a SecretList, items need not say their kind. Names are compared
// as Go's own JSON reads them, so that Data is data.
func maskSecrets(v any, listed bool) any {
	switch v := v.(type) {
	case map[string]any:
		if listed || hasKind(v, secretKind) {
			maskSecret(v)
		}
		list := hasKind(v, secretList)
		for name, field := range v {
			v[name] = maskSecrets(field, listed || list && strings.EqualFold(name, "items"))
		}
	case []any:
		for i, item := range v {
			v[i] = maskSecrets(item, listed)
		}
	case string:
		if isSecretText([]byte(v)) {
			return maskedField(len(v))
		}
	}
	return v
}

func hasKind(fields map[string]any, kind string) bool {
	for name, field := range fields {
		if said, ok := field.(string); ok && strings.EqualFold(name, "kind") && strings.EqualFold(said, kind) {
			return true
		}
	}
	return false
}

func maskSecret(fields map[string]any) {
	for name, field := range fields {
		switch {
		case strings.EqualFold(name, "data") || strings.EqualFold(name, "stringData"):
			fields[name] = maskedData(field, strings.EqualFold(name, "data"))
		case strings.EqualFold(name, "metadata"):
			maskApplied(field)
		}
	}
}

// maskedData leaves the names of the texts that are secret.
func maskedData(v any, encoded bool) any {
	data, ok := v.(map[string]any)
	if !ok {
		if v == nil {
			return nil
		}
		return masking
	}
	for key, content := range data {
		data[key] = maskedContent(content, encoded)
	}
	return data
}

func maskApplied(metadata any) {
	m, _ := metadata.(map[string]any)
	for name, field := range m {
		notes, _ := field.(map[string]any)
		if applied, ok := notes[lastApplied]; ok && strings.EqualFold(name, "annotations") {
			notes[lastApplied] = maskedContent(applied, false)
		}
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

// masksAll says whether JSON is a Secret, or a list of some, and nothing else:
// then all of it that can be secret is what is masked by its kind.
func masksAll(raw []byte, apiVersion, kind string) bool {
	var known any
	switch {
	case apiVersion != "v1":
		return false
	case kind == secretKind:
		known = &corev1.Secret{}
	case kind == secretList:
		known = &corev1.SecretList{}
	default:
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(known) == nil
}

// readData writes a Secret's data as text where it is.
func readData(fields map[string]any) {
	data, _ := fields["data"].(map[string]any)
	for name, content := range data {
		text, ok := content.(string)
		if plain, err := base64.StdEncoding.DecodeString(text); ok && err == nil && utf8.Valid(plain) {
			data[name] = string(plain)
		}
	}
}
