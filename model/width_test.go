package model

import (
	"strings"
	"testing"
)

func TestMiddle(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"checkout-7d9f4c-x2x9z", 21, "checkout-7d9f4c-x2x9z"},
		{"checkout-7d9f4c-x2x9z", 19, "checkout-7d9…-x2x9z"},
		{"checkout-7d9f4c-x2x9z", 13, "checko…-x2x9z"},
		{"checkout-7d9f4c-x2x9z", 5, "ch…9z"},
		{"checkout-7d9f4c-x2x9z", 2, "…z"},
		{"checkout-7d9f4c-x2x9z", 1, "…"},
		{"checkout-7d9f4c-x2x9z", 0, ""},
		{"checkout", -1, ""},
		{"", 0, ""},
		{"", -1, ""},
		{"日本語日本語", 12, "日本語日本語"},
		{"日本語日本語", 11, "日本語…本語"},
		{"日本語日本語", 10, "日本…本語"},
		{"日本語", 2, "…"},
		{"abce\u0301fghie\u0301", 5, "ab…ie\u0301"},
	} {
		if got := Middle(tt.in, Ellipsis, tt.width); got != tt.want {
			t.Errorf("Middle(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestShortenWithoutUnicode(t *testing.T) {
	for width, want := range []string{"", "c", "ch", "...", "...z", "c...z", "c...9z", "ch...9z"} {
		if got := Middle("checkout-x2x9z", "...", width); got != want {
			t.Errorf("Shorten to %d = %q, want %q", width, got, want)
		}
	}
}

func FuzzMiddle(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, i)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		safe := Safe(s)
		got := Middle(safe, Ellipsis, width)
		if w := Width(got); w > max(width, 0) {
			t.Fatalf("Middle(%+q, %d) = %+q is %d cells wide", safe, width, got, w)
		}
		if Safe(got) != got {
			t.Fatalf("Middle(%+q, %d) = %+q is not safe", safe, width, got)
		}
		if Width(safe) <= width {
			if got != safe {
				t.Fatalf("Middle(%+q, %d) = %+q, though it fits", safe, width, got)
			}
			return
		}
		if width < 1 {
			return
		}
		// A wide character that doesn't fit leaves one cell free on either side.
		if Width(got) < width-2 {
			t.Fatalf("Middle(%+q, %d) = %+q wastes room", safe, width, got)
		}
		if i := strings.LastIndex(got, Ellipsis); i >= 0 && !strings.HasSuffix(safe, got[i+len(Ellipsis):]) {
			t.Fatalf("Middle(%+q, %d) = %+q does not keep the end", safe, width, got)
		}
	})
}
