package value

import (
	"slices"
	"strings"
	"testing"
)

// The line that says why a certificate or token isn't good looks like it, and
// no other does, whatever it says.
func TestWhatIsWrongLooksWrong(t *testing.T) {
	values := pemValues(t)
	for name, tt := range map[string]struct {
		raw  string
		want []string
	}{
		"a certificate that has expired":       {string(values["certificate_expired"]), []string{"2026-02-28 12:00:00 UTC — expired"}},
		"a certificate that isn't valid yet":   {string(values["certificate_not_yet"]), []string{"2026-03-02 12:00:00 UTC — not valid yet"}},
		"a certificate that is good":           {string(values["certificate"]), nil},
		"two, of which the second has expired": {string(values["certificates"]), []string{"2026-02-28 12:00:00 UTC — expired"}},
		"a token that has expired":             {jwt(`{"alg":"none"}`, `{"exp":1700000000,"sub":"a","other":{"exp":1700000000},"claims":"exp: 1 — expired"}`), []string{"1700000000 (2023-11-14 22:13:20 UTC) — expired"}},
		"a token that is good":                 {jwt(`{"alg":"none"}`, `{"exp":1900000000,"sub":"a — expired"}`), nil},
	} {
		d := Options{Now: now}.Decode("/a", []byte(tt.raw))
		var got []string
		for i := range d.Len() {
			for _, span := range d.Line(i) {
				if span.Token == Bad {
					got = append(got, span.Text)
				}
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q is wrong, want %q in\n%s", name, got, tt.want, joined(d))
		}
	}
}

// YAML is looked into only so far, and that is said.
func TestLongYAMLIsCalledText(t *testing.T) {
	for _, tt := range []struct{ raw, about string }{
		{strings.Repeat("a: b\n", maxYAML/5), "yaml"},
		{strings.Repeat("a: b\n", 1+maxYAML/5), "text, too long to be read as yaml"},
		{strings.Repeat("a lot\n", maxYAML/5), "text"},
	} {
		if d := Decode("/a", []byte(tt.raw)); d.About != tt.about && (tt.about != "yaml" || d.Kind != KindYAML) {
			t.Errorf("%d bytes are %q, want %q", len(tt.raw), d.About, tt.about)
		}
	}
}
