package value

import (
	"slices"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

var wide = []Span{{"ab", Key}, {"日本", String}, {"e\u0301c", Text}}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		line  []Span
		width int
		want  [][]Span
	}{
		{nil, 5, [][]Span{nil}},
		{wide, 1, nil},
		{wide, 0, nil},
		{wide, 8, [][]Span{wide}},
		{wide, 2, [][]Span{{{"ab", Key}}, {{"日", String}}, {{"本", String}}, {{"e\u0301c", Text}}}},
		{wide, 3, [][]Span{{{"ab", Key}}, {{"日", String}}, {{"本", String}, {"e\u0301", Text}}, {{"c", Text}}}},
		{wide, 5, [][]Span{{{"ab", Key}, {"日", String}}, {{"本", String}, {"e\u0301c", Text}}}},
	} {
		if got := Wrap(tt.line, tt.width); !slices.EqualFunc(got, tt.want, slices.Equal) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.line, tt.width, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		from, width int
		want        []Span
	}{
		{0, 8, wide},
		{-3, 100, wide},
		{0, 0, nil},
		{3, 0, nil},
		{8, 5, nil},
		{0, 2, []Span{{"ab", Key}}},
		{1, 2, []Span{{"b", Key}, {" ", String}}},
		{3, 3, []Span{{" 本", String}}},
		{3, 1, []Span{{" ", String}}},
		{3, 2, []Span{{"  ", String}}},
		{6, 2, []Span{{"e\u0301c", Text}}},
	} {
		if got := Cut(wide, tt.from, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Cut(%d, %d) = %q, want %q", tt.from, tt.width, got, tt.want)
		}
	}
}

func FuzzLayout(f *testing.F) {
	for i, s := range samples {
		f.Add([]byte(s), i*7, 2+i)
	}
	f.Fuzz(func(t *testing.T, b []byte, from, width int) {
		d := Decode("", b)
		for i := range min(d.Len(), 20) {
			checkLayout(t, d.Line(i), from&0xfff, width&0xff)
		}
	})
}

func checkLayout(t *testing.T, line []Span, from, width int) {
	t.Helper()
	full := text(line)
	cut := Cut(line, from, width)
	if got, want := model.Width(text(cut)), min(width, max(0, model.Width(full)-from)); got != want {
		t.Fatalf("Cut(%q, %d, %d) = %q is %d cells wide, want %d", line, from, width, cut, got, want)
	}
	if width < 2 {
		return
	}
	var rows strings.Builder
	for _, row := range Wrap(line, width) {
		if w := model.Width(text(row)); w > width || w == 0 && full != "" {
			t.Fatalf("Wrap(%q, %d) has the row %q of %d cells", line, width, row, w)
		}
		rows.WriteString(text(row))
	}
	if rows.String() != full {
		t.Fatalf("Wrap(%q, %d) is %q", line, width, rows.String())
	}
}
