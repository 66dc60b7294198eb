package model

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"pgregory.net/rapid"
)

// hostile are seeds for every fuzz test about text.
var hostile = []string{
	"",
	"/registry/pods/payments/checkout-7d9f4c-x2x9z",
	"a\x00b\x1b[31mred\x1b[0m\x7f\r\n\t",
	"\x1b]0;title\x07\x1b_apc\x1b\\\x9b31m",
	"\xff\xfe\x80 \xe4\xb8 \xed\xa0\x80 \xf4\x90\x80\x80 \ufffd",
	"c1 \u0085\u009b, bidi \u202e\u2066\u200f\u061c, lines \u2028\u2029",
	"zero width \u200b\u200c\u200d\u2060\ufeff\u00ad\u034f, blank \u2800\u3164\u115f\u00a0\u3000",
	"tags \U000e0041\U000e007f, selectors \ufe0f\U000e0100, private \ue000\U000f0000, none \uffff\u0378",
	"annotation \ufff9a\ufffab\ufffb, prepended \u0600\u0d4ea",
	"e\u0301" + strings.Repeat("\u0301\u0334", 40) + "!",
	"\u0301 /\u0338 \u0e33 \uff9e \U0001f3fd",
	"👨\u200d👩\u200d👧 👍🏽 🇩🇪 1\ufe0f\u20e3 ⚠\ufe0f",
	"日本語 中文 한국 \u1112\u1161\u11ab ｱﾞ",
	"नमस्ते दुनिया สวัสดี น้ำ שָׁלוֹם سلام",
	strings.Repeat("क्", 50) + strings.Repeat("ᄀ", 50),
	`back\slash \xff \u202e \q \`,
}

func TestSafe(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ascii", "/registry/pods/a", "/registry/pods/a"},
		{"backslash stays", `a\xffb`, `a\xffb`},
		{"c0", "\x00\t\n\x1b\x1f", "␀␉␊␛␟"},
		{"delete", "\x7f", "␡"},
		{"c1", "\u0080\u009b", `\u0080\u009b`},
		{"not utf-8", "a\xff\x9b\xc3", `a\xff\x9b\xc3`},
		{"surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"replacement character", "\ufffd", "\ufffd"},
		{"bidi override", "a\u202egpj.exe", `a\u202egpj.exe`},
		{"bidi isolate", "\u2066a\u2069", `\u2066a\u2069`},
		{"zero width", "a\u200b\ufeffb", `a\u200b\ufeffb`},
		{"line separators", "\u2028\u2029", `\u2028\u2029`},
		{"spaces", "\u00a0\u2003\u3000", `\u00a0\u2003\u3000`},
		{"blanks", "\u2800\u3164\u115f", `\u2800\u3164\u115f`},
		{"tags", "\U000e0041", `\U000e0041`},
		{"annotation", "\ufff9", `\ufff9`},
		{"private use", "\ue000", `\ue000`},
		{"noncharacter", "\uffff\U0010ffff", `\uffff\U0010ffff`},
		{"variation selectors", "⚠\ufe0f\U000e0100", `⚠\ufe0f\U000e0100`},
		{"cjk", "日本語한국", "日本語한국"},
		{"accents", "e\u0301é", "e\u0301é"},
		{"devanagari", "नमस्ते", "नमस्ते"},
		{"thai", "น้ำ", "น้ำ"},
		{"emoji", "🚀", "🚀"},
		{"joined emoji", "👨\u200d👩", `👨\u200d👩`},
		{"emoji modifier", "👍🏽", `👍\U0001f3fd`},
		{"flag", "🇩", `\U0001f1e9`},
		{"keycap", "1\u20e3", `1\u20e3`},
		{"mark without a letter", "\u0301/\u0338", `\u0301/\u0338`},
		{"mark on a picture", "\x00\u0301", `␀\u0301`},
		{"too many marks", "e" + strings.Repeat("\u0301", 8), "e" + strings.Repeat("\u0301", 6) + `\u0301\u0301`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Safe(tt.in); got != tt.want {
				t.Errorf("Safe(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			checkSafe(t, tt.in)
		})
	}
}

func TestSafeASCII(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{"\x1b[0m\x7f\t", `\x1b[0m\x7f\x09`},
		{"中\u202e\U0001f600", `\u4e2d\u202e\U0001f600`},
		{"\xff\ufffd", `\xff\ufffd`},
	} {
		if got := SafeASCII(tt.in); got != tt.want {
			t.Errorf("SafeASCII(%+q) = %+q, want %+q", tt.in, got, tt.want)
		}
	}
}

// Every character, alone, after a letter and before one.
func TestSafeOfEveryCharacter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		c := string(r)
		if got := Safe(c); displaywidth.String(got) < 1 {
			t.Fatalf("Safe(%U) = %+q has no width", r, got)
		}
		if isShown(r) && !joins(r) && graphemes("a"+c) != 2 {
			t.Errorf("%U is taken for a character that stands alone, but joins the one before it", r)
		}
		if isShown(r) && graphemes(c+"a") != 2 {
			t.Errorf("%U is shown, but joins the character after it", r)
		}
	}
}

func TestSafeOfPlainTextAllocatesNothing(t *testing.T) {
	key := "/registry/pods/payments/checkout-7d9f4c-x2x9z"
	var got string
	if n := testing.AllocsPerRun(100, func() { got = Safe(key) }); n != 0 || got != key {
		t.Errorf("Safe(%q) = %q with %v allocations, want itself with none", key, got, n)
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkSafe(t, s) })
}

// Characters that do something to each other, in every order.
func TestSafeOfMixtures(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"a", "/", " ", "\\", "\x00", "\n", "\xff", "\u0301", "\u0338", "\u20dd", "\u200d", "\ufe0f", "\u202e",
		"日", "क", "\u094d", "\u093e", "\u0d4e", "\U000111c2", "น", "\u0e33", "ｱ", "\uff9e",
		"\u1100", "\u1161", "\u11a8", "가", "👍", "👩", "🏽", "🇩", "🇪", "\u0600", "\ufffd", "␀",
	})
	rapid.Check(t, func(rt *rapid.T) {
		checkSafe(rt, strings.Join(rapid.SliceOfN(pieces, 0, 30).Draw(rt, "pieces"), ""))
	})
}

// checkSafe checks what must be true of the display text of any s.
func checkSafe(t rapid.TB, s string) {
	t.Helper()
	safe := Safe(s)
	if !utf8.ValidString(safe) {
		t.Fatalf("Safe(%+q) = %+q is not UTF-8", s, safe)
	}
	for _, r := range safe {
		if r < ' ' || r == 0x7f || r > 0x7f && !isShown(r) {
			t.Fatalf("Safe(%+q) = %+q has %U", s, safe, r)
		}
	}
	sum := 0
	g := displaywidth.StringGraphemes(safe)
	for first := true; g.Next(); first = false {
		r, _ := utf8.DecodeRuneInString(g.Value())
		if first && joins(r) {
			t.Fatalf("Safe(%+q) = %+q joins the text before it", s, safe)
		}
		if n := utf8.RuneCountInString(g.Value()); n > 1+maxJoined || n > 1 && !unicode.IsLetter(r) {
			t.Fatalf("Safe(%+q) = %+q piles up %+q", s, safe, g.Value())
		}
		if w := g.Width(); w != 1 && w != 2 {
			t.Fatalf("Safe(%+q) = %+q: %+q is %d cells wide", s, safe, g.Value(), w)
		}
		sum += g.Width()
	}
	if sum != Width(safe) {
		t.Fatalf("Width(%+q) = %d, its graphemes together %d", safe, Width(safe), sum)
	}
	if again := Safe(safe); again != safe {
		t.Fatalf("Safe(%+q) = %+q: safe text is changed", safe, again)
	}
	if a := SafeASCII(s); !isPlain(a) || s != "" && a == "" {
		t.Fatalf("SafeASCII(%+q) = %+q", s, a)
	}
}

func graphemes(s string) int {
	n := 0
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		n++
	}
	return n
}

func BenchmarkSafe(b *testing.B) {
	for _, bb := range []struct{ name, s string }{
		{"Plain", "/registry/pods/payments/checkout-7d9f4c-x2x9z"},
		{"CJK", "/config/日本語/中文/한국"},
		{"Binary", "/k/\x00\x01\xff\xfe\x1b[31m"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Safe(bb.s)
			}
		})
	}
}
