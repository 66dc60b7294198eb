package find

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestRegexps(t *testing.T) {
	for _, tt := range []struct{ query, yes, no string }{
		{"re:pods", "/pods|/PODS/x", "/pod"},
		{"re:Pods", "/Pods", "/pods"},
		{"re:po d", "/po d", "/pod"},
		{"re: ", "a b", "ab"},
		{"re:^/a.b$", "/aXb|/a\nb|/A/b", "x/a.b|/a.b\n"},
		{`re:a\Sb\D\W`, "axbx-|AXBX-", "a b"},
		{`re:\pLx|\p{Greek}y|\PLz|\x{41}q|\x4Fr`, "BX|ΑY|1Z|aq|or", "1"},
		{`re:(?P<Name>ab)c|(?U)de`, "ABC|DE", "ac"},
		{`re:\QA\E`, "xA", "a"},
		{`re:\Qa)(`, "xA)(", "a"},
		{`re:\Q\xa`, `\XA`, "a"},
		{"re:a|b", "A|B", ""},
		{"re:(ab|cd)+ef", "abcdef|ABEF", "ef"},
		{"re:kube", "KUBE|\u212aube", "cube"},
		{"re:KUBE", "KUBE", "\u212aUBE|kube"},
		{"re:strasse", "STRA\u017fSE", "straße"},
		{"re:é", "É", "e"},
		{`re:a\x{fffd}b`, "a\xffb|a\xc3b|a\ufffdb", "aéb"},
		{"re:a.b", "a\xffb|aéb|a\x00b", "ab"},
		{"re:a{2}b{0}", "aa", "a"},
		{"re:(?:abc)?d", "d", "abc"},
		{"re:x*", "|y", ""},
		{"re:(?P<a>x)(?<b>y)((?i)Z)", "xyZ|xyz", "XYZ"},
		{`re:[(]([)(?:]|[](]+)\((a)`, "(((a|((:(a|(](](a", "(x(a"},
		{`re:[[:](x)`, ":x|[x", "x"},
		{`re:[!-[:alpha:][](](y)`, "a]y|!(y", "ay"},
	} {
		checkPattern(t, "/", tt.query, tt.yes, tt.no)
	}
}

func TestGlobs(t *testing.T) {
	for _, tt := range []struct{ separator, query, yes, no string }{
		{"/", "glob:/registry/*/x", "/registry/pods/x", "/registry/x|/registry/a/b/x|/a/registry/b/x|/registry/pods/xy"},
		{"/", "glob:*", "/registry/x|x||/", ""},
		{"/", "glob:pods/*", "/registry/pods/x|pods/x|/pods/", "/xpods/x|/pods/x/y"},
		{"/", "glob:*check*", "/a/checkout|check", "/check/out"},
		{"/", "glob:/pods/**", "/pods/|/pods/x|/pods/x/y", "/pods|/a/pods/x"},
		{"/", "glob:/a/**/b", "/a/b|/a/x/b|/a/x/y/b", "/a/xb|/ab"},
		{"/", "glob:**/b", "/b|b|/x/y/b", "/ab"},
		{"/", "glob:/**b", "/b|/x/yb", "xb"},
		{"/", "glob:/a***b", "/ab|/a/b", "/a"},
		{"/", "glob:a?b", "/axb|/aéb|a\xffb", "/a/b|/ab"},
		{"/", "glob:[a-c]x[]-]", "/bx]|cx-", "/dx]"},
		{"/", "glob:a[!b-d]", "ae|/a-", "ab|a/"},
		{"/", "glob:a[^b]", "ac", "ab|a/"},
		{"/", `glob:a[\]\\x]`, `a]|a\|ax`, "ay"},
		{"/", `glob:[a-]`, `a|-`, "b"},
		{"/", "glob:{pods,secrets}/*", "/pods/x|/secrets/x", "/nodes/x"},
		{"/", "glob:/{a,b/{c,d*}}", "/a|/b/c|/b/dx", "/b|/b/d/x"},
		{"/", "glob:a{,b}", "a|ab", "ac"},
		{"/", "glob:a,b}", "a,b}", "a"},
		{"/", `glob:\*\?\[\{\ \,\}\]\!\-\^`, "*?[{ ,}]!-^", "x"},
		{"/", `glob:a\\b\x2ac\u00e9`, `a\b*cé`, `ab*c`},
		{"/", `glob:a\xff`, "a\xff|a\xfe", "a\u00ff"},
		{"/", `glob:\x00`, "\x00", "0"},
		{"/", "glob:a.b(c)+$^|", "/a.b(c)+$^|", "aXb"},
		{"/", "glob:pods", "/PODS", ""},
		{"/", "glob:Pods", "/Pods", "/pods"},
		{"/", `glob:a\xC3`, "A\xc3", "É"},
		{"/", `glob:\u00c9`, "É", "é"},
		{"/", `glob:\x41bc`, "Abc", "abc"},
		{"/", "glob:a b", "/a b", "/ab"},
		{".", "glob:a.*.c", "a.b.c|x.a.b.c|a./.c", "a.c|a.b.b.c"},
		{".", "glob:.a", ".a", "x.a"},
		{"", "glob:a*c", "a/c|abc", "xac"},
		{"", "glob:a?c[!x]", "a/c/", "a/cx"},
		{"", "glob:**/b", "/b|x/b", "b"},
		{"::", "glob:a::*", "a::b|x::a::b", "a::b::c|xa::b"},
		{"::", "glob:a::**::b", "a::b|a::x::b", "a::xb"},
		{"]", "glob:a[!b]*", "axy", "a]x|ax]"},
	} {
		checkPattern(t, tt.separator, tt.query, tt.yes, tt.no)
	}
}

// checkPattern says which keys a pattern matches, and that what it does to be
// fast changes nothing.
func checkPattern(t *testing.T, separator, query, yes, no string) {
	t.Helper()
	q, err := Parse(query, separator)
	if err != nil {
		t.Errorf("%+q: %v", query, err)
		return
	}
	m, before := q.Matcher(), ""
	keys := strings.Split(yes, "|")
	if strings.HasSuffix(query, "|") {
		keys = []string{yes}
	}
	for i, key := range append(keys, strings.Split(no, "|")...) {
		want := i < len(keys)
		if !want && no == "" {
			continue
		}
		score, ok := m.Match([]byte(key), same(before, key))
		if before = key; ok != want || score != 0 {
			t.Errorf("%+q, %+q: %v %d", query, key, ok, score)
		}
		if is := q.asks.pattern.expr.MatchString(key); is != want {
			t.Errorf("%+q, %+q: the expression says %v", query, key, is)
		}
	}
}

func TestGroupless(t *testing.T) {
	for expr, want := range map[string]string{
		"a(b|(c))":            "a(?:b|(?:c))",
		"(?P<a>b)(?<c>d)":     "(?:b)(?:d)",
		"(?:a)(?i:b)(?-s)":    "(?:a)(?i:b)(?-s)",
		`\((a)\Q(\E(b)`:       `\((?:a)\Q(\E(?:b)`,
		"[](](a)[^](](b)":     "[](](?:a)[^](](?:b)",
		"[[:](a)":             "[[:](?:a)",
		"[[:alpha:](](a)":     "[[:alpha:](](?:a)",
		`[\](](a)`:            `[\](](?:a)`,
		"[!-[:alpha:][](](a)": "[!-[:alpha:][](](a)", // [!-[:alpha:] and [](], which is not told
		`\Q(`:                 `\Q(`,
	} {
		if got := groupless(expr); got != want {
			t.Errorf("%s becomes %s, not %s", expr, got, want)
		}
	}
}

// The text that is looked for before the expression is asked is in whatever the
// expression matches.
func TestRequiredText(t *testing.T) {
	parts := []string{"pod", "s", "K", "ab", "É", "é", "ſ", ".", "*", "+", "?", "(", ")", "|", "^", "$", "[a-c]", "{2}", "{0}", `\x{fffd}`, "(?i)", "(?-i)", `\Q`, `\E`, `\x`}
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		q, err := Parse("re:"+strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "parts"), ""), "/")
		if err != nil || q.asks.pattern == nil || len(q.asks.pattern.needs) == 0 {
			return
		}
		asked++
		keys := someKeys(t, append([]string{"pod", "s", "é"}, pieces...))
		found := matches(t, q, keys)
		for _, key := range keys {
			if _, ok := found[key]; ok != q.asks.pattern.expr.MatchString(key) {
				t.Fatalf("%+q, %+q: %v, but the expression says otherwise", q, key, ok)
			}
		}
	})
	if asked == 0 {
		t.Error("no text was ever asked for")
	}
	for _, tt := range []struct{ expr, needs string }{
		{"pods", "pods"}, {"Pods", "Pods"}, {"^/registry/.*-x2", "^/registry/ -x2"}, {"(checkout)+[ab]", "checkout"}, {"(check)(out)", "checkout"},
		{"a|b|xyz", ""}, {"x{0,2}", ""}, {"X{2}Y", "X Y"}, {`^É\x{fffd}A$`, "^É A$"}, {"(^ab)$", "^ab$"}, {"a*b+c?", "b"},
	} {
		var needs []string
		for _, n := range parse(t, "re:"+tt.expr).asks.pattern.needs {
			text := strings.ToLower(n.text)
			if n.letters == &asIs {
				text = n.text
			}
			sign := map[kind][2]string{prefix: {"^", ""}, suffix: {"", "$"}, whole: {"^", "$"}}[n.kind]
			needs = append(needs, sign[0]+text+sign[1])
		}
		if got := strings.Join(needs, " "); got != tt.needs {
			t.Errorf("%s needs %q, want %q", tt.expr, got, tt.needs)
		}
	}
}

func TestWhatIsNoPattern(t *testing.T) {
	for _, tt := range []struct{ query, says string }{
		{"re:x(?i", "at 2: (?i is no group of RE2: (?:…) and (?i) are"},
		{"re:a(b", `at 2: ( is not closed: write ) after it, or \( for the character`},
		{`re:(a)\((b[(]`, `at 6: ( is not closed: write ) after it, or \( for the character`},
		{`re:\Q(\E(`, `at 6: ( is not closed: write ) after it, or \( for the character`},
		{"re:a)b", `at 2: ) closes nothing: write ( before it, or \) for the character`},
		{"re:[)[:alpha:])]a)", `at 15: ) closes nothing: write ( before it, or \) for the character`},
		{"re:é[a-z", `at 2: [ is not closed: write ] after it, or \[ for the character`},
		{`re:[[:digit:]`, `at 1: [ is not closed: write ] after it, or \[ for the character`},
		{`re:ab\`, `at 3: \ escapes nothing: write what follows, or \\ for a backslash`},
		{"re:*a", `at 1: * repeats nothing: write what before it, or \* for the character`},
		{"re:a**", "at 2: ** repeats twice: once is enough, or write the first in (?:…)"},
		{"re:a{1001}", "at 2: {1001} repeats too often: 1,000 times is the most, also of repeats in each other"},
		{"re:(?P<abcdefghijklmnopqrstuvwxyz->x)", "at 1: (?P<abcdefghijkl…vwxyz-> is not the name of a group"},
		{"re:pods{2,1}", "at 5: {2,1} ends before it begins: the smaller number comes first"},
		{"re:[z-a]", `at 2: z-a is not a range: the smaller character comes first`},
		{`re:a\p`, `at 2: \p is no class: \pL and \p{Greek} are, [[:alpha:]] is`},
		{`re:\P{Foo}`, `at 1: \P{Foo} is no class: \pL and \p{Greek} are, [[:alpha:]] is`},
		{`re:[[:foo:]]`, `at 2: [:foo:] is no class: \pL and \p{Greek} are, [[:alpha:]] is`},
		{`re:a\q`, `at 2: \q is not an escape: write \\ for a backslash, \x{e9} for a character`},
		{"re:(?P<a-b>x)", "at 1: (?P<a-b> is not the name of a group: it is written (?P<name>…), each name once"},
		{"re:a(?=b)", "at 2: (?= is no group of RE2: (?:…) and (?i) are, looking ahead or behind is not"},
		{"re:a\xff", `the expression is not text: \x{fffd} stands for a byte that isn't`},
		{"re:" + strings.Repeat("(", 1100) + strings.Repeat(")", 1100), "the expression is too big: fewer or smaller repeats may do"},
		{"glob:a[b", `at 2: [ is not closed: write ] after it, or \[ for the character`},
		{"glob:[]", `at 1: [ is not closed: write ] after it, or \[ for the character`},
		{"glob:[!]", `at 1: [ is not closed: write ] after it, or \[ for the character`},
		{"glob:é{a,{b}", `at 2: { is not closed: write } after it, or \{ for the character`},
		{"glob:[z-a]", "at 2: z-a goes backwards: the smaller character comes first"},
		{`glob:a\q`, `at 2: \q is not an escape: write \\ for a backslash`},
		{`glob:a\`, `at 2: \ is not an escape: write \\ for a backslash`},
		{"glob:" + strings.Repeat("y{,", 1010) + strings.Repeat("}", 1010), "the glob is too big: fewer or shorter alternatives may do"},
	} {
		_, err := Parse(tt.query, "/")
		if err == nil || !strings.HasPrefix(err.Error(), tt.says) {
			t.Errorf("%.30q: %v, want %s", tt.query, err, tt.says)
			continue
		}
		if strings.ContainsFunc(err.Error(), unicode.IsControl) || strings.Contains(err.Error(), "error parsing") {
			t.Errorf("%.30q: %v", tt.query, err)
		}
	}
}

// What docs/find.md shows.
func TestTheGlobsOfTheManual(t *testing.T) {
	for _, tt := range []struct{ query, yes, no string }{
		{`re:pods/[^/]+/check.*-x\d`, "/registry/pods/default/checkout-x2", "/registry/pods/check-x2"},
		{"glob:*checkout*", "/registry/pods/a-checkout-b", "/checkout/a"},
		{"glob:pods/default/*", "/registry/pods/default/x", "/registry/pods/default/x/y"},
		{"glob:/registry/{pods,secrets}/**", "/registry/pods/a/b|/registry/secrets/c", "/registry/nodes/d"},
		{"glob:/registry/**/default", "/registry/default|/registry/a/b/default", "/registry/xdefault"},
		{"glob:web-[0-9a-f]?", "/a/web-0x", "/a/web-x0|/a/web-0/"},
		{"glob:web-[!0-9]*", "/a/web-x0", "/a/web-0x|/a/web-/"},
	} {
		checkPattern(t, "/", tt.query, tt.yes, tt.no)
	}
}
