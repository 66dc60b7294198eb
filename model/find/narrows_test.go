package find

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNarrows(t *testing.T) {
	for _, tt := range []struct {
		before, q string
		want      bool
	}{
		{"", "a", true}, {"", "", true}, {"^", "re:a", true}, {"a", "", false}, {"a", "^", false},
		{"ab", "abc", true}, {"ab", "axb", true}, {"ab", "ba", false}, {"abc", "ab", false},
		{"ab", "ab c", true}, {"ab", "c ab", true}, {"ab c", "c abd", true}, {"ab c", "ab", false}, {"a a", "a", true},
		{"ab", "aB", true}, {"aB", "ab", false}, {"aB", "aBc", true}, {"aB", "aBC", true}, {"'aB", "'ab", false},
		{"ab", "'ab", true}, {"ab", "^ab", true}, {"ab", "ab$", true}, {"ab", "^xab$", true}, {"'ab", "ab", false},
		{"'ab", "'abc", true}, {"'ab", "'cab", true}, {"'ab", "'acb", false}, {"'ab", "^abc", true}, {"'ab", "xab$", true},
		{"^ab", "^abc", true}, {"^ab", "^abc$", true}, {"^ab", "^xab", false}, {"^ab", "'ab", false}, {"^ab", "ab$", false},
		{"ab$", "abc$", false}, {"ab$", "cab$", true}, {"ab$", "^cab$", true}, {"ab$", "ab", false},
		{"^ab$", "^ab$", true}, {"^ab$", "^abc$", false}, {"^ab$", "^ab", false}, {"^ab", "^ab$", true},
		{"!ab", "!abc", false}, {"!abc", "!ab", true}, {"!ab", "!'ab", true}, {"!'ab", "!ab", false}, {"!^ab", "!ab", true},
		{"!ab", "!^ab", false}, {"!aB", "!ab", true}, {"!ab", "!aB", false}, {"ab", "!ab", false}, {"!ab", "c !ab", true},
		{"!ab", "", false}, {"!^", "!^a", true}, {"!^a", "!^ab", false},
		{"é", "'É", true}, {"'é", "^É", true}, {"'É", "'é", false},
		{`\xff`, `'\xff`, false}, {`'\xa9`, "'é", false}, {`'\xff`, `'\xff`, true},
		{"re:a", "re:a", true}, {"re:a", "re:ab", false}, {"a", "re:a", false}, {"re:a", "a", false},
		{"glob:a", "glob:a", true}, {"glob:a*", "glob:ab*", false}, {"glob:a", "re:a", false},
		{"ab | cd", "ab | cd", true}, {"ab | cd", "cd | ab", true}, {"ab | cd", "abc | cd", true}, {"ab | cd", "ab", true}, {"ab | cd", "x abd", true},
		{"ab", "ab | c", false}, {"ab | cd", "ab | cd | e", false}, {"ab | cd", "ab | c", false}, {"ab |", "ab | c", false}, {"ab | c", "ab | c d", true},
		{"a b", "ab | ba", true}, {"a b", "ab | b", false}, {"!ab | c", "!a | c", true}, {"!a | c", "!ab | c", false}, {"a", "ab | ba", true},
		{"re", "re:", false}, {"re:", "re:a", true},
	} {
		if got := parse(t, tt.q).Narrows(parse(t, tt.before)); got != tt.want {
			t.Errorf("after %q, %q narrows: %v", tt.before, tt.q, got)
		}
	}
	slashes, _ := Parse("glob:*", "/")
	dots, _ := Parse("glob:*", ".")
	if slashes.Narrows(dots) {
		t.Error("globs for other separators are taken for the same")
	}
}

// If a query narrows another, all that it finds the other one finds.
func TestNarrowsIsTrue(t *testing.T) {
	pieces := append([]string{"a", "b", "A", "B", "k", "K", "\u212a", "s", "ſ", "é", "É"}, pieces...)
	narrowed := 0
	rapid.Check(t, func(t *rapid.T) {
		keys := someKeys(t, pieces)
		before := someTerm(t)
		text := grown(t, before)
		for _, join := range rapid.SliceOfN(rapid.SampledFrom([]string{" ", " | "}), 0, 2).Draw(t, "more terms") {
			more := someTerm(t)
			if rapid.Bool().Draw(t, "of before, too") {
				before += join + more
				more = grown(t, more)
			}
			text += join + more
		}
		q, b := parse(t, text), parse(t, before)
		if !q.Narrows(b) {
			return
		}
		narrowed++
		for _, key := range keys {
			_, ok := match(q, key)
			if _, was := match(b, key); ok && !was {
				t.Fatalf("after %q, %q narrows, but finds %+q", before, text, key)
			}
		}
	})
	if narrowed == 0 {
		t.Error("nothing narrows")
	}
}

// grown is a term that someone makes of another.
func grown(t *rapid.T, term string) string {
	sign := len(term) - len(strings.TrimLeft(term, "!'^"))
	end := len(strings.TrimRight(term, "$"))
	more := spell(rapid.SampledFrom(append([]string{""}, pieces...)).Draw(t, "more"))
	body := []string{term[sign:end] + more, more + term[sign:end], term[sign:end]}
	return rapid.SampledFrom([]string{term[:sign], term[:sign], "", "!", "'", "^", "!'"}).Draw(t, "signs") +
		rapid.SampledFrom(body).Draw(t, "body") + rapid.SampledFrom([]string{term[end:], term[end:], "$"}).Draw(t, "end")
}
