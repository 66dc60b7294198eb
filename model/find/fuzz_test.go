package find

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is typed, and whatever a store has for keys, going on after what they
// share says the same, and places are characters of the key.
func FuzzQuery(f *testing.F) {
	for _, text := range []string{"pods 'check ^/reg !x$", "a | 'b | !c d", `a\ b\xff`, "re:a(b|c)*$", "re:[", "glob:/a/**/{b,[!c]}*", "é É", `re:[[:](a)(?P<b>[](]|[!-[:alpha:]])`} {
		f.Add(text, "/", []byte("/registry/pods/a"), []byte("/registry/pods/é\xff\x00"))
	}
	f.Fuzz(func(t *testing.T, text, separator string, a, b []byte) {
		q, err := Parse(text, separator)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") || !utf8.ValidString(err.Error()) {
				t.Fatalf("%+q: the error is %+q", text, err)
			}
			return
		}
		if !q.Narrows(q) || !q.Narrows(Query{}) {
			t.Fatalf("%+q doesn't narrow itself", text)
		}
		m := q.Matcher()
		m.Match(a, 0)
		m.Match(b, same(string(a), string(b)))
		for _, key := range [][]byte{a, b, slices.Concat(a, b)} {
			score, ok := m.Match(key, 0)
			if p := q.patterned(); p != nil && p.Match(key) != ok {
				t.Fatalf("%+q in %+q: %v, but the expression says otherwise", text, key, ok)
			}
			longer := append(bytes.Clone(key), "/x"...)
			m.Match(longer, len(key))
			if again, okAgain := m.Match(key, len(key)); again != score || okAgain != ok {
				t.Fatalf("%+q in %+q: %d %v, and when it goes on %d %v", text, key, score, ok, again, okAgain)
			}
			places := q.Places(string(key))
			if !ok && places != nil || !slices.IsSorted(places) {
				t.Fatalf("%+q in %+q: %v %v", text, key, ok, places)
			}
			for _, at := range places {
				if at < 0 || at >= len(key) {
					t.Fatalf("%+q in %+q: %v", text, key, places)
				}
			}
		}
	})
}

// patterned is the expression that a query is, nil if it is none.
func (q Query) patterned() *regexp.Regexp {
	if q.Empty() || q.asks.pattern == nil {
		return nil
	}
	return q.asks.pattern.expr
}
