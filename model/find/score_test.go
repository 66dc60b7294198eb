package find

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"pgregory.net/rapid"
)

// A query of one loose term ranks keys exactly as sahilm/fuzzy does, ties by
// key, with the same scores and the same characters.
func TestRanksAsTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := someKeys(t, pieces)
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "term"), "")
		if strings.ContainsFunc(text, unicode.IsUpper) {
			t.Skip("case matters: see TestCaseThatMatters")
		}
		q := parse(t, spell(text))

		want := fuzzy.Find(text, keys)
		slices.SortFunc(want, func(a, b fuzzy.Match) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Str, b.Str)) })
		found := matches(t, q, keys)
		got := slices.SortedFunc(maps.Keys(found), func(a, b string) int { return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a, b)) })
		if len(got) != len(want) {
			t.Fatalf("%+q: %+q, want %+v", text, got, want)
		}
		for i, w := range want {
			if got[i] != w.Str || found[w.Str] != w.Score {
				t.Fatalf("%+q, rank %d: %+q %d, want %+q %d", text, i, got[i], found[got[i]], w.Str, w.Score)
			}
			if places := q.Places(w.Str); !slices.Equal(places, slices.Sorted(slices.Values(w.MatchedIndexes))) {
				t.Fatalf("%+q in %+q: places %v, want %v", text, w.Str, places, w.MatchedIndexes)
			}
		}
	})
}

// A term of so many characters in a row that the library's numbers overflow
// has the same wrong ones.
func TestOverflowsAsTheLibrary(t *testing.T) {
	for n := range 200 {
		text := strings.Repeat("ab", n/2+1)
		key := "/x/" + text + "-" + text
		want := fuzzy.Find(text, []string{key})
		if score, ok := match(parse(t, text), key); !ok || score != want[0].Score {
			t.Fatalf("%d characters: %d %v, want %d", len(text), score, ok, want[0].Score)
		}
	}
}

// Where case matters, or a key has a NUL, the library can't be asked: the
// reference is its algorithm, written as it is there.
func TestCaseThatMatters(t *testing.T) {
	pieces := append([]string{"\x00", "\x00"}, pieces...)
	rapid.Check(t, func(t *rapid.T) {
		keys := someKeys(t, pieces)
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "term"), "")
		equal := func(a, b rune) bool { return a == b }
		if !strings.ContainsFunc(text, unicode.IsUpper) {
			equal = func(a, b rune) bool { return a == b || strings.EqualFold(string(a), string(b)) }
		}
		found := matches(t, parse(t, spell(text)), keys)
		for _, key := range keys {
			want, wantOK := reference([]rune(text), key, equal)
			if score, ok := found[key]; ok != wantOK || score != want {
				t.Fatalf("%+q in %+q: %d %v, want %d %v", text, key, score, ok, want, wantOK)
			}
		}
	})
}

func TestTheReferenceIsTheLibrary(t *testing.T) {
	equal := func(a, b rune) bool { return a == b || strings.EqualFold(string(a), string(b)) }
	rapid.Check(t, func(t *rapid.T) {
		key := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "key"), "")
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, "term"), "")
		score, ok := reference([]rune(text), key, equal)
		want := fuzzy.Find(text, []string{key})
		if ok != (len(want) == 1) || ok && score != want[0].Score {
			t.Fatalf("%+q in %+q: %d %v, want %+v", text, key, score, ok, want)
		}
	})
}

// reference is the library's algorithm with a comparison to choose. Characters
// it has none of are -1 here, so NUL is one like any other.
func reference(text []rune, key string, equal func(a, b rune) bool) (total int, ok bool) {
	var at []rune
	var offsets []int
	for i := 0; i < len(key); {
		r, size := utf8.DecodeRuneInString(key[i:])
		at, offsets = append(at, r), append(offsets, i)
		i += size
	}
	get := func(of []rune, i int) rune {
		if i < 0 || i >= len(of) {
			return -1
		}
		return of[i]
	}
	var found []int
	best, place, adjacent := -1, -1, 0
	for i, r := range at {
		if len(found) < len(text) && equal(r, text[len(found)]) {
			score, last := 0, get(at, i-1)
			if i == 0 {
				score += 10
			}
			if last >= 0 && unicode.IsLower(last) && unicode.IsUpper(r) {
				score += 20
			}
			if i > 0 && strings.ContainsRune(`/-_ .\`, last) {
				score += 20
			}
			if len(found) > 0 && found[len(found)-1] == offsets[i-1] {
				bonus := adjacent*2 + 5
				score += bonus
				adjacent += bonus
			}
			if score > best {
				best, place = score, offsets[i]
			}
		}
		coming, next := get(text, len(found)+1), get(at, i+1)
		if (next < 0 || coming >= 0 && equal(coming, next)) && place >= 0 {
			if len(found) == 0 {
				best += max(place*-5, -15)
			}
			total += best
			found = append(found, place)
			best = -1
		}
	}
	if len(found) != len(text) {
		return 0, false
	}
	return total + len(found) - len(key), true
}
