package value

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// jsonContent decodes an object as Kubernetes' own libraries do: whole
// numbers stay whole.
func jsonContent(raw []byte) (map[string]any, error) {
	v, err := jsonAny(raw)
	fields, _ := v.(map[string]any)
	return fields, err
}

func jsonAny(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return plainNumbers(v), nil
}

func plainNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			v[name] = plainNumbers(field)
		}
	case []any:
		for i, element := range v {
			v[i] = plainNumbers(element)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

// exactly says whether a number is the same after it was read.
func exactly(n json.Number) bool {
	if _, err := n.Int64(); err == nil {
		return true
	}
	f, err := n.Float64()
	if err != nil || len(n) > 40 {
		return false
	}
	want, ok := new(big.Rat).SetString(n.String())
	got, fine := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return ok && fine && want.Cmp(got) == 0
}

// unquoteJSON is what a valid string says. Texts of a mebibyte are strings,
// too, and the library's decoder takes five times as long for them.
func unquoteJSON(quoted []byte) string {
	inside := quoted[1 : len(quoted)-1]
	if !utf8.Valid(inside) {
		return unquoteAnyJSON(quoted)
	}
	at := bytes.IndexByte(inside, '\\')
	if at < 0 {
		return string(inside)
	}
	plain := make([]byte, 0, len(inside))
	for ; at >= 0; at = bytes.IndexByte(inside, '\\') {
		c := escaped[inside[at+1]]
		if c == 0 {
			return unquoteAnyJSON(quoted) // \u…
		}
		plain = append(append(plain, inside[:at]...), c)
		inside = inside[at+2:]
	}
	return string(append(plain, inside...))
}

var escaped = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func unquoteAnyJSON(quoted []byte) string {
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return "" // unreachable: it is valid
	}
	return s
}
