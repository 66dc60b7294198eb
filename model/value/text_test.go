package value

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTextLines(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"a\nb", []string{"a", "b"}},
		{"a\n", []string{"a", ""}},
		{"a\r\nb\r", []string{"a␍", "b␍"}},
		{"a\rb", []string{"a␍b"}},
		{"\ta\tbcd\te", []string{"        a       bcd     e"}},
		{"12345678\tx", []string{"12345678        x"}},
		{"日本\tx", []string{"日本    x"}},
		{"a\u202eb", []string{`a\u202eb`}},
	} {
		d := Decode("", []byte(tt.in))
		var got []string
		for i := range d.Len() {
			got = append(got, text(d.Line(i)))
		}
		if d.Kind != KindText || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %s %q, want text %q", tt.in, d.Kind, got, tt.want)
		}
	}
}

func TestLongLinesAreSplitBetweenCharacters(t *testing.T) {
	for _, unit := range []string{"x", "é", "日", "🚀"} {
		logical := "a" + strings.Repeat(unit, 2*maxSegment)
		d := Decode("", []byte(logical+"\nend"))
		for i := range d.Len() - 1 {
			if line := text(d.Line(i)); len(line) > maxSegment || strings.Contains(line, `\x`) {
				t.Fatalf("line %d of %q has %d bytes: %q", i, unit, len(line), line)
			}
		}
		if got := joined(d); got != logical+"\nend" {
			t.Errorf("%q is not what was split", unit)
		}
	}
}

func TestALineThatJustFitsIsNotSplit(t *testing.T) {
	line := strings.Repeat("x", maxSegment)
	for in, want := range map[string]int{line: 1, line + "\n": 2, line + "\n" + line: 2, line + "x": 2, line + "x\n": 3} {
		if d := Decode("", []byte(in)); d.Len() != want {
			t.Errorf("%d bytes make %d lines, want %d", len(in), d.Len(), want)
		}
	}
}

// checkText checks that the lines are the text, but for the width of blanks.
func checkText(t rapid.TB, d *Document, raw []byte) {
	t.Helper()
	blanks := strings.NewReplacer("\t", "", " ", "")
	got, want := blanks.Replace(joined(exact(d))), blanks.Replace(string(raw))
	if got != want {
		t.Fatalf("%q is shown as %q", want, got)
	}
}
