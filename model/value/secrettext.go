package value

import (
	"bytes"
	"encoding/hex"
	"strings"
)

// isSecretText says whether a text is, or has in it, a Secret. Of valid JSON
// that is known; of anything else it is said if it reads "kind: Secret"
// somewhere: broken JSON, YAML in any style, a manifest in a message.
func isSecretText(raw []byte) bool {
	if mayNameSecret(raw) && isJSON(raw) {
		return isSecretJSON(raw)
	}
	return saysSecret(raw)
}

// mayNameSecret says whether JSON can have the word at all, which most values
// don't; an escaped letter may be one of its own.
func mayNameSecret(raw []byte) bool {
	if bytes.Contains(raw, []byte("ecret")) || bytes.Contains(raw, []byte("ECRET")) {
		return true
	}
	for {
		_, rest, found := bytes.Cut(raw, []byte(`\u00`))
		if !found || len(rest) == 0 {
			return false
		}
		if rest[0] >= '4' && rest[0] <= '7' {
			return true
		}
		raw = rest
	}
}

// saysSecret looks for kind: Secret, however it is quoted. Its time grows with
// the size of the value and no more: what is looked back at is between one
// word and the one before.
func saysSecret(raw []byte) bool {
	raw = unescaped(raw)
	for _, word := range []string{"ecret", "ECRET"} {
		for at := 0; ; {
			next := bytes.Index(raw[at:], []byte(word))
			if next < 0 {
				break
			}
			at += next + len(word)
			if endsKind(raw[at:]) && followsKind(raw[:at-len(word)]) {
				return true
			}
		}
	}
	return false
}

// unescaped is a text with the letters that JSON's escapes spell.
func unescaped(raw []byte) []byte {
	before, rest, found := bytes.Cut(raw, []byte(`\u00`))
	if !found {
		return raw
	}
	plain := make([]byte, 0, len(raw))
	for ; found; before, rest, found = bytes.Cut(rest, []byte(`\u00`)) {
		plain = append(plain, before...)
		if code, err := hex.DecodeString(string(rest[:min(2, len(rest))])); err == nil && len(code) == 1 {
			plain, rest = append(plain, code[0]), rest[2:]
		}
	}
	return append(plain, before...)
}

// endsKind says whether a kind may end before rest: SecretStore is another.
func endsKind(rest []byte) bool {
	if len(rest) >= len("List") && strings.EqualFold(string(rest[:len("List")]), "List") {
		rest = rest[len("List"):]
	}
	return len(rest) == 0 || !isLetter(rest[0])
}

// followsKind says whether text ends in kind: and the kind's first letter.
func followsKind(text []byte) bool {
	text, first := bytes.CutSuffix(text, []byte("S"))
	if !first {
		text, first = bytes.CutSuffix(text, []byte("s"))
	}
	text, colon := bytes.CutSuffix(bytes.TrimRight(text, " \t\r\n\"'\\"), []byte(":"))
	text = bytes.TrimRight(text, " \t\r\n\"'\\")
	name := len(text) - len("kind")
	return first && colon && name >= 0 && strings.EqualFold(string(text[name:]), "kind") && (name == 0 || !isLetter(text[name-1]))
}

// isSecretJSON says whether valid JSON is an object of a kind that is masked,
// or has a Secret with data in it. What only refers to a Secret by its kind and
// name is not one. It reads the text itself: of two fields of one name both
// count.
func isSecretJSON(raw []byte) bool {
	if !mayNameSecret(raw) {
		return false
	}
	f := secretFinder{raw: raw}
	f.value(skipSpace(raw, 0), 0)
	return f.found
}

type secretFinder struct {
	raw   []byte
	found bool
}

// value looks at the value at at, and returns where it ends.
func (f *secretFinder) value(at, depth int) (end int) {
	switch c := f.raw[at]; {
	case f.found:
		return len(f.raw)
	case c == '"':
		end = stringEnd(f.raw, at+1)
		if quoted := f.raw[at:end]; mayNameSecret(quoted) {
			f.found = isSecretText([]byte(unquoteJSON(quoted)))
		}
		return end
	case c == '{' || c == '[':
		return f.members(at, depth)
	}
	return scalarEnd(f.raw, at)
}

// members looks at what is in a map or list.
func (f *secretFinder) members(at, depth int) (end int) {
	secret, data, named := false, false, f.raw[at] == '{'
	for at = skipSpace(f.raw, at+1); !closes(f.raw[at]); {
		var name string
		if named {
			end := stringEnd(f.raw, at+1)
			name = f.name(f.raw[at:end])
			at = skipSpace(f.raw, skipSpace(f.raw, end)+1)
		}
		end := f.value(at, depth+1)
		switch {
		case f.found:
			return len(f.raw)
		case name == "kind" && f.raw[at] == '"':
			kind := unquoteJSON(f.raw[at:end])
			secret = secret || isSecretKind(kind)
			f.found = strings.EqualFold(kind, secretList) || secret && depth == 0
		case name == "data":
			data = true
		}
		if f.found = f.found || secret && data; f.found {
			return len(f.raw)
		}
		if at = skipSpace(f.raw, end); f.raw[at] == ',' {
			at = skipSpace(f.raw, at+1)
		}
	}
	return at + 1
}

// name tells those names apart that matter.
func (*secretFinder) name(quoted []byte) string {
	if len(quoted) > len(`"stringData"`)*len(`\u0000`) {
		return ""
	}
	switch name := unquoteJSON(quoted); {
	case strings.EqualFold(name, "kind"):
		return "kind"
	case strings.EqualFold(name, "data") || strings.EqualFold(name, "stringData"):
		return "data"
	}
	return ""
}
