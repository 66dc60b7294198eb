package value

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	yaml "go.yaml.in/yaml/v2"
)

// maxJWT is how long a token may be; they travel in HTTP headers.
const maxJWT = 64 << 10

// tokens knows JSON web tokens: their header and claims. The signature is
// what makes one good for anything, so it isn't shown, and the token as it is
// counts as secret.
func tokens(in input) []form {
	if len(in.raw) > maxJWT {
		return nil
	}
	parts := strings.Split(string(bytes.TrimSpace(in.raw)), ".")
	if len(parts) != 3 || !strings.HasPrefix(parts[0], "ey") {
		return nil
	}
	header, claims := jwtPart(parts[0]), jwtPart(parts[1])
	if header["alg"] == nil || claims == nil {
		return nil
	}
	show := func() shown {
		signature := fmt.Sprintf("%d characters, never shown", len(parts[2]))
		facts := jwtFacts(claims, in.now)
		written, bad := dated(claims), []string(nil)
		if slices.ContainsFunc(facts, func(f Fact) bool { return f.Bad }) {
			written["exp"] = fmt.Sprintf("%v — %s", written["exp"], expired)
			bad = []string{".claims.exp"}
		}
		fields := yaml.MapSlice{{Key: "header", Value: header}, {Key: "claims", Value: written}, {Key: "signature", Value: signature}}
		return shown{facts: facts, body: fieldsText(fields, "", bad...)}
	}
	return []form{{kind: KindJWT, about: "json web token", secret: true, safe: true, show: show, masked: show}}
}

func jwtPart(text string) map[string]any {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	fields, err := jsonContent(raw)
	if err != nil {
		return nil
	}
	return fields
}

// jwtTimes are the claims that are times.
var jwtTimes = []struct{ claim, name string }{{"exp", "expires"}, {"iat", "issued"}, {"nbf", "not before"}, {"auth_time", ""}}

func jwtTime(claims map[string]any, claim string) (time.Time, bool) {
	switch n := claims[claim].(type) {
	case int64:
		return time.Unix(n, 0), true
	case float64:
		return time.Unix(int64(n), 0), true
	}
	return time.Time{}, false
}

// dated are the claims with their times written out.
func dated(claims map[string]any) map[string]any {
	written := make(map[string]any, len(claims))
	for claim, v := range claims {
		written[claim] = v
	}
	for _, c := range jwtTimes {
		if t, ok := jwtTime(claims, c.claim); ok {
			written[c.claim] = fmt.Sprintf("%v (%s)", claims[c.claim], stamp(t))
		}
	}
	return written
}

func jwtFacts(claims map[string]any, now time.Time) (facts []Fact) {
	for _, claim := range []string{"sub", "iss"} {
		if text, ok := claims[claim].(string); ok {
			facts = append(facts, Fact{Name: claim, Value: text})
		}
	}
	for _, c := range jwtTimes {
		t, ok := jwtTime(claims, c.claim)
		if !ok || c.name == "" {
			continue
		}
		f := Fact{Name: c.name, Time: t}
		if c.claim == "exp" && !now.IsZero() && now.After(t) {
			f.Name, f.Bad = expired, true
		}
		facts = append(facts, f)
	}
	return facts
}
