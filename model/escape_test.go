package model

import (
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"/registry/pods/", "/registry/pods/"},
		{`a\b`, `a\\b`},
		{"\x00\n\x7f", `\x00\x0a\x7f`},
		{"\xff\x80", `\xff\x80`},
		{"\u0080\u202e\U000e0041", `\u0080\u202e\U000e0041`},
		{"日本語 ␀", "日本語 ␀"},
	} {
		if got := Escape(tt.in); got != tt.want {
			t.Errorf("Escape(%+q) = %+q, want %+q", tt.in, got, tt.want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"/registry/", "/registry/"},
		{`\\xff`, `\xff`},
		{`a\x00\xFFb`, "a\x00\xffb"},
		{`\u4e2d\U0001f600`, "中\U0001f600"},
		{`\u00ff`, "\u00ff"},
		{`\n\t\r`, "\n\t\r"},
		{"\xff raw", "\xff raw"},
	} {
		got, err := Unescape(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("Unescape(%+q) = %+q, %v, want %+q", tt.in, got, err, tt.want)
		}
	}
}

func TestUnescapeRefuses(t *testing.T) {
	for _, tt := range []struct{ in, names string }{
		{`\`, `\ is not`},
		{`/a/\q`, `\q is not`},
		{`\x0`, `\x0 is not`},
		{`\ud800`, `\ud800 is not`},
		{`\"`, `\" is not`},
		{"\\\x1b[31m", `\\x1b[31m is not`},
	} {
		got, err := Unescape(tt.in)
		if err == nil {
			t.Errorf("Unescape(%+q) = %+q, want an error", tt.in, got)
			continue
		}
		if !strings.HasPrefix(err.Error(), tt.names) || !isPlain(err.Error()) {
			t.Errorf("Unescape(%+q): %q does not begin with %q", tt.in, err, tt.names)
		}
	}
}

func FuzzEscapeIsExact(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		escaped := Escape(s)
		back, err := Unescape(escaped)
		if err != nil || back != s {
			t.Fatalf("Unescape(Escape(%+q) = %+q) = %+q, %v", s, escaped, back, err)
		}
		if safe := Safe(escaped); safe != escaped {
			t.Fatalf("Escape(%+q) = %+q is not safe: %+q", s, escaped, safe)
		}
	})
}

func FuzzUnescape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := Unescape(s)
		if err != nil {
			if Safe(err.Error()) != err.Error() {
				t.Fatalf("Unescape(%+q): %+q is not safe", s, err)
			}
			return
		}
		if again, err := Unescape(Escape(key)); err != nil || again != key {
			t.Fatalf("Unescape(%+q) = %+q does not come back: %+q, %v", s, key, again, err)
		}
	})
}
