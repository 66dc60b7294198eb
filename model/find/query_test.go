package find

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/etcdscope/etcdscope/model"
)

func TestTerms(t *testing.T) {
	for _, tt := range []struct{ query, yes, no string }{
		{"pdx", "/pods/x|p-d-x|PDX", "/pod|xdp|"},
		{"pods check", "/pods/checkout|/check/pods", "/pods/|/check"},
		{"  pods   check  ", "/pods/checkout", "/pods/"},
		{"'pod", "/pods|/x/POD", "/p-o-d"},
		{"^/pod", "/pods|/POD|/pod", "/x/pod|pod|/po"},
		{"pod$", "/pod|pod|POD", "pods|od"},
		{"^/pod$", "/pod|/Pod", "/pods|x/pod|"},
		{"!pod", "/p-o-d|", "/x/pods|POD"},
		{"!^/pod", "x/pod", "/pods"},
		{"!pod$", "pods", "/pod"},
		{"!^pod$", "pods|xpod", "pod|POD"},
		{"!'pod", "/pxd|dop", "/pods|/p-o-d|/Pxoxd"},
		{"'pod$", "/pod", "pods"},
		{"!'pod$", "pods", "/pod"},
		{"'^pod", "x^pod", "pod"},
		{"''pod", "x'pod", "pod"},
		{"'!pod", "x!pod", "pod"},
		{"p^d", "p^d|p-^-d", "pd"},
		{"p$d", "p$d", "pd"},
		{"p!d 'd'", "p!d'", "p!d"},
		{`\x5epod`, "^pod|^p-od", "pod"},
		{`pod\x24`, "pod$|pod-$", "pod"},
		{`\x27pod`, "'pod", "pod"},
		{`a\ b`, "a b|a- -b", "ab|b a"},
		{`'a\ b`, "xa bx", "a-b|a  b"},
		{`'a\\ b`, `a\b|b a\`, `a b`},
		{`'a\xff`, "a\xff", "a\xfe|a\u00ff"},
		{`a\xff`, "a\xff|a\xfe", "a\u00ff"},
		{`'a\xffB`, "a\xffB", "a\xffb|A\xffB"},
		{`'\xc3`, "é|\xc3", "e"},
		{`'\xA9`, "é", "e|É"},
		{"pOd", "pOd|xpxOxd", "pod|POD"},
		{"'pOd", "xpOd", "pod|POD"},
		{"pOd check", "pOd-CHECK", "pod-check"},
		{"é", "é|É", "e"},
		{"'bÉ", "xbÉ", "bé|BÉ"},
		{"'é1", "xÉ1|xé1", "É2|e1"},
		{"^é", "É", "xÉ|"},
		{"é$", "xÉ|é", "Éx"},
		{"^é$", "É", "ÉÉ|"},
		{"!é", "e|", "É"},
		{"'ß", "ẞ|ß", "ss"},
		{"ⱥ$", "xȺ|xⱥ", "Ⱥx"},
		{"ksy", "\u212a\u017fy|KSY", "ks"},
		{"'ksy", "KSY", "\u212asy"},
		{"'日本", "x日本", "日x本"},
		{"a\\x00b", "a\x00b|x\x00a\x00b", "ab"},
		{"'\\ufffd", "\ufffd", "\xff"},
		{"\\ufffd", "\ufffd|\xff", "f"},
		{"re", "re:|xre", "r"},
		{"|", "a|b", "ab"},
	} {
		q := parse(t, tt.query)
		if q.Empty() || q.String() != tt.query {
			t.Errorf("%+q is %+q, empty %v", tt.query, q, q.Empty())
		}
		for _, key := range strings.Split(tt.yes, "|") {
			if tt.query == "|" {
				key = tt.yes
			}
			if _, ok := match(q, key); !ok {
				t.Errorf("%+q doesn't match %+q", tt.query, key)
			}
		}
		for _, key := range strings.Split(tt.no, "|") {
			if _, ok := match(q, key); ok {
				t.Errorf("%+q matches %+q", tt.query, key)
			}
		}
	}
}

// What is only signs yet asks for nothing, alone or with other terms.
func TestOnlySigns(t *testing.T) {
	for _, text := range []string{"", " ", "^", "'", "!", "$", "^$", "!^", "!'", "!$", "'$", "!^$", "!'$", " ^  ! ", "re:", "glob:"} {
		q := parse(t, text)
		if score, ok := match(q, "/x"); !q.Empty() || !ok || score != 0 || q.Places("/x") != nil || q.String() != text {
			t.Errorf("%q asks for something: %v %d", text, ok, score)
		}
	}
	if q := parse(t, "pod ^"); q.Empty() || q.Places("/pod") == nil {
		t.Error("pod ^ doesn't look for pod")
	}
	if score, ok := match(Query{}, "/x"); score != 0 || !ok {
		t.Error("the zero query asks for something")
	}
}

func TestWhatIsNoQuery(t *testing.T) {
	for _, tt := range []struct{ query, says string }{
		{`pod \q`, `\q is not an escape: write \\ for a backslash, \xff for a byte, \u00e9 for a character`},
		{`pod\`, `\ is not an escape: write \\`},
		{`'\x4 a`, `\x4 is not an escape`},
		{strings.Repeat("x", model.RememberedQuery+1), "this is too long to look for"},
	} {
		if q, err := Parse(tt.query, "/"); err == nil || !strings.HasPrefix(err.Error(), tt.says) {
			t.Errorf("%.20q: %v %v, want %s", tt.query, q, err, tt.says)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ query, key, want string }{
		{"pdc", "/pods/checkout", "/[p]o[d]s/[c]heckout"},
		{"'ou", "/house/out", "/h[ou]se/out"},
		{"ou$", "/house/ou", "/house/[ou]"},
		{"^/p", "/p/p", "[/p]/p"},
		{"ps ^/p 'od !x", "/pods", "[/pods]"},
		{"'É", "/aÉ", "/a[É]"},
		{"'é", "/aÉx", "/a[É]x"},
		{`'\xa9`, "/éx", "/[é]x"},
		{"!x", "/pods", "/pods"},
		{"'od | 'ho | s !x | po", "/pods", "/[pods]"},
		{"zzzz | ^/p | x", "/pods", "[/p]ods"},
		{"re:o.", "/pods/ox", "/p[od]s/ox"},
		{"re:(o)(d)", "/pods", "/p[od]s"},
		{"re:^", "/pods", "/pods"},
		{"glob:*check*", "/pods/a-check-b", "/pods/a-[check]-b"},
		{"glob:p*/{a,b}", "/pods/b", "/[p]ods[/b]"},
	} {
		q := parse(t, tt.query)
		places := q.Places(tt.key)
		if got := bracketed(tt.key, places); places == nil || got != tt.want {
			t.Errorf("%s in %s: %v, %s, want %s", tt.query, tt.key, places, got, tt.want)
		}
		if !slices.IsSorted(places) {
			t.Errorf("%s in %s: %v", tt.query, tt.key, places)
		}
		if places := q.Places("zzz"); places != nil && !strings.HasPrefix(tt.query, "!") && tt.query != "re:^" {
			t.Errorf("%s in zzz: %v", tt.query, places)
		}
	}
}

// An exact term prefers what a loose one would: the place counts.
func TestScoresOfExactTerms(t *testing.T) {
	for _, tt := range []struct{ query, better, worse string }{
		{"'pod", "pods", "xpods"},
		{"'pod", "/x/pod", "/xxpod"},
		{"'pod", "/x/pod", "/x/pods"},
		{"'pod", "/xXpodPod", "/xxpodPodx"},
		{"pod$", "/x/pod", "/xxpod"},
		{"^/pod", "/pod", "/pods"},
		{"^/pod !x", "/pod", "/pods"},
	} {
		q := parse(t, tt.query)
		better, ok1 := match(q, tt.better)
		worse, ok2 := match(q, tt.worse)
		if !ok1 || !ok2 || better <= worse {
			t.Errorf("%s: %s %d, %s %d", tt.query, tt.better, better, tt.worse, worse)
		}
	}
}

// The score of terms together is the sum of what each has, of alternatives what
// the best has of those that match.
func TestScoresAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := someKeys(t, pieces)
		groups := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(someTerm), 1, 3), 1, 3).Draw(t, "groups")
		texts := make([]string, len(groups))
		for i, g := range groups {
			texts[i] = strings.Join(g, " | ")
		}
		found := matches(t, parse(t, strings.Join(texts, " ")), keys)
		for _, key := range keys {
			sum, all := 0, true
			for _, g := range groups {
				var scores []int
				for _, text := range g {
					if score, ok := match(parse(t, text), key); ok {
						scores = append(scores, score)
					}
				}
				if all = all && scores != nil; all {
					sum += slices.Max(scores)
				}
			}
			if score, ok := found[key]; ok != all || ok && score != sum {
				t.Fatalf("%q in %+q: %d %v, want %d %v", texts, key, score, ok, sum, all)
			}
		}
	})
}

// A lone | is an or, as in fzf.
func TestAlternatives(t *testing.T) {
	for _, tt := range []struct{ query, yes, no string }{
		{"pods | jobs", "/pods/x /jobs/x /p-o-d-s", "/leases/x |"},
		{"'pods | 'jobs", "/pods/x /jobs/x", "/p-o-d-s"},
		{"^core go$ | rb$ | py$", "core/x.go core/x.rb core/x.py", "x/core/x.go core/x.c"},
		{"a$ | b$ !x c | d", "ca db dcb", "c xca a d"},
		{"!a | b", "x ab", "a"},
		{"ab |", "ab", "x"}, {"ab | ", "ab", "x"}, {"ab | ^", "ab", "x"}, {"ab | ^ x", "ab x", "y"},
		{"| ab", "a|b-|ab", "ab"}, {"ab | | cd", "abcd |cd", "ab cd"},
		{`ab \x7c cd`, "ab|cd", "ab cd"}, {"ab|cd", "ab|cd", "ab cd |"},
	} {
		q := parse(t, tt.query)
		for _, key := range strings.Fields(tt.yes) {
			if _, ok := match(q, key); !ok {
				t.Errorf("%q doesn't match %q", tt.query, key)
			}
		}
		for _, key := range strings.Fields(tt.no) {
			if _, ok := match(q, key); ok {
				t.Errorf("%q matches %q", tt.query, key)
			}
		}
	}
}

// What begins with re: or glob: does so whatever is before it, in whatever case.
func TestPatternsHoweverWritten(t *testing.T) {
	for _, text := range []string{"re:p.ds", "  re:p.ds", "RE:p.ds", "Re:p.ds", "glob:*/p?ds", " glob:*/p?ds", "GLOB:*/p?ds"} {
		q := parse(t, text)
		_, ok := match(q, "/pods")
		if _, no := match(q, "/glob:*/re:p.?-ds"); !ok || no || q.String() != text {
			t.Errorf("%q is not a pattern: %v %v", text, ok, no)
		}
	}
}

// someTerm is a term of any kind, of few letters.
func someTerm(t *rapid.T) string {
	text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, "text"), "")
	return rapid.SampledFrom([]string{"", "!"}).Draw(t, "not") + rapid.SampledFrom([]string{"", "", "'", "^"}).Draw(t, "sign") +
		spell(text) + rapid.SampledFrom([]string{"", "", "$"}).Draw(t, "end")
}

// An exact term is where a plain search finds it, for text whose case matters
// and for ASCII.
func TestExactTermsAreWhereTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := someKeys(t, pieces)
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 3).Draw(t, "text"), "")
		q := parse(t, "'"+spell(text))
		spelled := func(s string) string { return s }
		if !strings.ContainsFunc(text, unicode.IsUpper) {
			if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
				t.Skip("letters beyond ASCII: see TestTerms")
			}
			spelled = func(s string) string { return string(lowered([]byte(s))) }
		}
		found := matches(t, q, keys)
		for _, key := range keys {
			if _, ok := found[key]; ok != strings.Contains(spelled(key), text) {
				t.Fatalf("'%+q in %+q: %v", text, key, ok)
			}
		}
	})
}

func lowered(key []byte) []byte {
	for i, c := range key {
		if 'A' <= c && c <= 'Z' {
			key[i] += 'a' - 'A'
		}
	}
	return key
}
