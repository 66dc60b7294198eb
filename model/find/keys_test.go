package find

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// someKeys are keys in order, as a store has them: paths with much in common.
func someKeys(t *rapid.T, pieces []string) []string {
	key := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
	})
	keys := rapid.SliceOfN(key, 1, 40).Draw(t, "keys")
	slices.Sort(keys)
	return slices.Compact(keys)
}

// pieces are what keys and terms are made of: few, so that much matches. There
// are letters with three cases, ones whose cases differ in length, ones that
// begin with the same bytes, bytes that are a part of these, and a byte that no
// text has.
var pieces = []string{
	"/", "/", "-", "_", ".", " ", `\`, "a", "A", "b", "B", "ab", "aB", "Ab", "k", "s", "pod", "Pods", "podPod", "1",
	"é", "É", "è", "ſ", "\u212a", "ß", "ẞ", "ⱥ", "Ⱥ", "日", "本", "ǅ", "ǆ", "\u0301", "\ufffd",
	"\xff", "\xc3", "\xa9", "\xe6\x97", "\xf0\x9f",
}

// same is how many bytes two keys have in common.
func same(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// spell writes a text so that a term is read as it.
func spell(text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, `\x%02x`, text[i])
	}
	return b.String()
}

func parse(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string) Query {
	t.Helper()
	q, err := Parse(text, "/")
	if err != nil {
		t.Fatalf("Parse(%+q): %v", text, err)
	}
	return q
}

// match asks a query for one key.
func match(q Query, key string) (int, bool) { return q.Matcher().Match([]byte(key), 0) }

// matches are the ones of the keys, with what they score, and it is the same
// whether a key goes on from the one before or not.
func matches(t *rapid.T, q Query, keys []string) map[string]int {
	found := map[string]int{}
	m, before := q.Matcher(), ""
	for _, key := range keys {
		shared := rapid.IntRange(0, same(before, key)).Draw(t, "same")
		if rapid.Bool().Draw(t, "all of it") {
			shared = same(before, key)
		}
		before = key
		score, ok := m.Match([]byte(key), shared)
		if alone, okAlone := match(q, key); alone != score || okAlone != ok {
			t.Fatalf("%+q in %+q: %d %v when it goes on after %d bytes, else %d %v", q, key, score, ok, shared, alone, okAlone)
		}
		if ok {
			found[key] = score
		}
	}
	return found
}

// places are what a test says of them: the characters in brackets.
func bracketed(key string, places []int) string {
	var b strings.Builder
	for i, r := range key {
		if slices.Contains(places, i) {
			fmt.Fprintf(&b, "[%c]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "][", "")
}
