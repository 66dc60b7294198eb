package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

func fitted(k *look, width int, left, right []piece) string {
	return ansi.Strip(k.fit(width, left, right))
}

func TestFitDropsTheLeastImportantFirst(t *testing.T) {
	k := newLook(false)
	word := func(rank int, text string) piece { return say(rank, k.Plain.Text, text) }
	left := []piece{word(3, "name"), word(1, "endpoint")}
	right := []piece{word(2, "rev 12"), word(0, "live"), word(4, "read-only")}
	for width, want := range map[int]string{
		50: "name endpoint rev 12 live read-only",
		41: "name endpoint rev 12 live read-only",
		40: "name endpoint rev 12 live",
		30: "name endpoint rev 12 live",
		29: "endpoint rev 12 live",
		24: "endpoint rev 12 live",
		23: "endpoint live",
		10: "live",
		5:  "live",
		4:  "li…",
		1:  "",
	} {
		got := fitted(k, width, left, right)
		if model.Width(got) != width || strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}

func TestFitShortensTheFlexiblePieceBeforeOthersAreDropped(t *testing.T) {
	k := newLook(false)
	left := []piece{say(1, k.Plain.Text, "endpoint")}
	right := []piece{{flex: 12, parts: []part{{k.Plain.Bad, "denied: needs read on /registry/"}}}}
	for width, want := range map[int]string{
		60: "endpoint denied: needs read on /registry/",
		36: "endpoint denied: needs read on /…",
		24: "endpoint denied: nee…",
		23: "denied: needs read o…",
	} {
		if got := strings.Join(strings.Fields(fitted(k, width, left, right)), " "); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}

func TestLineIsExactlyAsWideAsAsked(t *testing.T) {
	k := newLook(false)
	for width := range 12 {
		l := k.line(width)
		l.put(k.Plain.Text, "日本語abc")
		l.skip(k.Plain.Text, 2)
		l.put(k.Plain.Text, "end")
		if got := ansi.StringWidth(l.end(k.Plain.Text)); got != width {
			t.Errorf("a line of %d cells is %d wide", width, got)
		}
	}
}

func TestThumbCoversWhatIsInView(t *testing.T) {
	for _, tt := range []struct {
		scroll   scroll
		n        int
		from, to int
	}{
		{scroll{0, 10, 10}, 10, 0, 0}, // all of it is in view
		{scroll{0, 10, 20}, 10, 0, 5},
		{scroll{10, 10, 20}, 10, 5, 10},
		{scroll{0, 10, 1_000_000}, 10, 0, 1},
		{scroll{999_990, 10, 1_000_000}, 10, 9, 10},
		{scroll{500_000, 10, 1_000_000}, 10, 4, 5},
		{scroll{3, 0, 9}, 10, 0, 0},
	} {
		if from, to := tt.scroll.thumb(tt.n); from != tt.from || to != tt.to {
			t.Errorf("%+v on %d cells: [%d, %d), want [%d, %d)", tt.scroll, tt.n, from, to, tt.from, tt.to)
		}
	}
}

func TestWrapWords(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"one two", 7, []string{"one two"}},
		{"one two", 6, []string{"one", "two"}},
		{"a /very/long/path b", 6, []string{"a", "/very/", "long/p", "ath b"}},
		{"日本語 x", 4, []string{"日本", "語 x"}},
	} {
		if got := wrapWords(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d cells: %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestBreadcrumbsKeepTheEndOfThePath(t *testing.T) {
	k := newLook(false)
	const path = "/registry/pods/payments/checkout-7d9f4c-x2x9z"
	for width, want := range map[int]string{
		60: " /registry/pods/payments/checkout-7d9f4c-x2x9z",
		30: "-x2x9z",
		12: "x9z",
	} {
		got := strings.TrimRight(ansi.Strip(k.crumbs(width, path, "/")), " ")
		if !strings.HasSuffix(got, want) || model.Width(got) > width {
			t.Errorf("%d cells: %q, want %q at its end", width, got, want)
		}
	}
}

func TestFrameTooSmallForABorderHasNone(t *testing.T) {
	k := newLook(false)
	box := frame{width: 7, height: 5, title: []part{{themes.Style{}, "keys"}}}
	body := k.lines(7, 5, nil)
	if got := box.draw(k, body); !slices.Equal(got, body) {
		t.Errorf("drew %q", got)
	}
}
