package value

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
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

// isSecretJSON says whether JSON is an object of a kind that is masked.
func isSecretJSON(raw []byte) bool {
	if !bytes.Contains(raw, []byte(`"kind"`)) {
		return false
	}
	var head struct {
		Kind string `json:"kind"`
	}
	return json.Unmarshal(raw, &head) == nil && isSecretKind(head.Kind)
}
