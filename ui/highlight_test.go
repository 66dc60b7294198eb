package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// shown is a key as the search draws it in width cells, what was found in brackets.
func shown(t *testing.T, k *look, key string, places []int, width int) string {
	t.Helper()
	l := k.line(width)
	l.found(themes.Style{}, k.Plain.Bad, key, places, width)
	drawn := l.text.String()
	if w := ansi.StringWidth(drawn); w > width {
		t.Errorf("%q is %d cells wide, not %d", drawn, w, width)
	}
	open, shut, _ := strings.Cut(k.Plain.Bad.Render("x"), "x")
	return strings.ReplaceAll(strings.ReplaceAll(drawn, open, "["), shut, "]")
}

func TestWhatIsFoundIsMarkedByCharacter(t *testing.T) {
	for _, c := range []struct {
		key    string
		places []int
		want   string
		ascii  string
	}{
		{"/pods/a", []int{1, 2, 6}, "/[po]ds/[a]", "/[po]ds/[a]"},
		{"/größe/x", []int{2, 5, 9}, "/g[r]ö[ß]e/[x]", `/g[r]\u00f6[\u00df]e/[x]`},
		{`a\b`, []int{1, 2}, `a[\\b]`, `a[\\b]`},
		{"a\x00b\xffc", []int{1, 2, 4}, `a[␀b]\xff[c]`, `a[\x00b]\xff[c]`},
		{"a\xffb", []int{1}, `a[\xff]b`, `a[\xff]b`},
		{"a\u202eb", []int{1, 4}, `a[\u202eb]`, `a[\u202eb]`},
		{"a\U000e0041b", []int{1}, `a[\U000e0041]b`, `a[\U000e0041]b`},
		{"日本/x", []int{3, 7}, "日[本]/[x]", `\u65e5[\u672c]/[x]`},
		{"e\u0301x", []int{0}, "[e\u0301]x", `[e]\u0301x`}, // one grapheme
		{"e\u0301x", []int{1}, "[e\u0301]x", `e[\u0301]x`},
		{"\ufffd\xef", []int{0, 3}, `[` + "\ufffd" + `\xef]`, `[\ufffd\xef]`},
		{"plain", nil, "plain", "plain"},
	} {
		if got := shown(t, newLook(false), c.key, c.places, 80); got != c.want {
			t.Errorf("%q %v: %s, want %s", c.key, c.places, got, c.want)
		}
		if got := shown(t, newLook(true), c.key, c.places, 80); got != c.ascii {
			t.Errorf("ASCII: %q %v: %s, want %s", c.key, c.places, got, c.ascii)
		}
	}
}

func TestAShortenedKeyKeepsWhatWasFound(t *testing.T) {
	const key = "/registry/pods/payments/checkout-7d9f4c-x2x9z"
	all := func(text string) (places []int) {
		at := strings.Index(key, text)
		for i := range len(text) {
			places = append(places, at+i)
		}
		return places
	}
	for _, c := range []struct {
		found string
		width int
		want  string
	}{
		{"", 20, model.Middle(key, "…", 20)},
		{"", 45, key},
		{"pods", 30, "/registry/[pods]/payme…f4c-x2x9z"},
		{"payments", 30, "/registry/pods/[payments]…-x2x9z"},
		{"checkout", 30, "/registr…[checkout]-7d9f4c-x2x9z"},
		{"check", 30, "/registr…[check]out-7d9f4c-x2x9z"}, // its end tells it from its neighbours
		{"/registry/pods/payments/c", 30, "[/registry/pods/payments/c]…2x9z"},
		{"x2x9z", 30, "/registry/pods/payme…f4c-[x2x9z]"},
		{"/registry", 12, "[/registry]…9z"},
		{"", 1, "…"}, {"pods", 1, "…"}, {"pods", 0, ""},
	} {
		if got := shown(t, newLook(false), key, all(c.found), c.width); got != c.want {
			t.Errorf("%q in %d: %s, want %s", c.found, c.width, got, c.want)
		}
	}
	if got, want := shown(t, newLook(true), key, all("pods"), 30), "/registry/[pods]/pay...f4c-x2x9z"; got != want {
		t.Errorf("ASCII: %s, want %s", got, want)
	}
}

// Whatever a key is made of, what is drawn is its display text, marked where the
// display text of what is before it ends.
func FuzzHighlight(f *testing.F) {
	f.Add("/registry/pods/größe\\x\x00\xff", 5, 12)
	f.Add("日本語e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301x\U0001f1e9\U0001f1ea", 3, 7)
	f.Add("क\u094dषि\u200d\u0e33", 2, 2)
	f.Fuzz(func(t *testing.T, key string, place, width int) {
		var places []int
		for i := range key {
			if i >= place {
				places = append(places, i)
				break
			}
		}
		for _, k := range []*look{newLook(false), newLook(true)} {
			text, cells := k.cells(key, places)
			if text != k.key(key) {
				t.Fatalf("%q is shown as %q, want %q", key, text, k.key(key))
			}
			marked := 0
			for i, c := range cells {
				end := len(text)
				if i+1 < len(cells) {
					end = cells[i+1].at
				}
				if marked += lit(c); model.Width(text[c.at:end]) != c.width {
					t.Fatalf("cell %q is said to be %d wide", text[c.at:end], c.width)
				}
				if c.found && !overlaps(k, key, places[0], c.at, end) {
					t.Fatalf("%q: %q is marked for byte %d of the key", text, text[c.at:end], places[0])
				}
			}
			if len(places) > 0 && marked == 0 {
				t.Fatalf("%q: nothing is marked for byte %d", text, places[0])
			}
			shown(t, k, key, places, max(0, width%200))
		}
	})
}

// overlaps says whether the character at a place of a key is shown in a part of its
// display text.
func overlaps(k *look, key string, place, from, to int) bool {
	_, size := utf8.DecodeRuneInString(key[place:])
	return len(k.key(key[:place])) < to && len(k.key(key[:place+size])) > from
}
