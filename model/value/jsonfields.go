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
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var fields map[string]any
	if err := dec.Decode(&fields); err != nil {
		return nil, err
	}
	return plainNumbers(fields).(map[string]any), nil
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

// survives says whether YAML can show JSON as it is: no number loses a digit
// and no name comes twice.
func survives(raw []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var open []map[string]bool // the names of each open object; nil for an array
	name := false
	for {
		token, err := dec.Token()
		if err != nil {
			return len(open) == 0
		}
		inObject := len(open) > 0 && open[len(open)-1] != nil
		switch token := token.(type) {
		case json.Delim:
			switch token {
			case '{':
				open, name = append(open, map[string]bool{}), true
				continue
			case '[':
				open, name = append(open, nil), false
				continue
			}
			open = open[:len(open)-1]
			name = len(open) > 0 && open[len(open)-1] != nil
			continue
		case string:
			if inObject && name {
				if open[len(open)-1][token] {
					return false
				}
				open[len(open)-1][token], name = true, false
				continue
			}
		case json.Number:
			if !exactly(token) {
				return false
			}
		}
		name = inObject
	}
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
