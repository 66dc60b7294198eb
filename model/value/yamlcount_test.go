package value

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A text takes as many lines as the library writes, in each of its styles,
// wherever it stands.
func TestLinesOfAText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawText(rt)
		quoted, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		p := position{indent: indent * rapid.IntRange(0, 60).Draw(rt, "indent")}
		if rapid.Bool().Draw(rt, "field") {
			if p.name, err = json.Marshal(drawName(rt)); err != nil {
				t.Fatal(err)
			}
			if !isSimpleKey(p.name) {
				return
			}
		}
		x := objectIndexer{widths: map[string]int{}}
		if got, want := x.text(quoted, p), new(objectIndexer).writtenLines(unquoteJSON(quoted), 0, p); got != want && !x.uncut {
			rt.Fatalf("%q in the field %s at %d: %d lines, want %d", s, p.name, p.indent, got, want)
		}
	})
}

// Each name that has to be written to be measured takes microseconds: of those
// that a hostile object has, few are.
func TestFewNamesAreWrittenToBeMeasured(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		names int
		uncut bool
	}{
		"short texts": {"é", 0, false},
		"long texts":  {strings.Repeat("many words ", 10), (maxWritten + 8<<20) / 256, true},
	} {
		fields := map[string]string{}
		for i := range 64 << 10 {
			fields[strconv.Itoa(i)] = c.text
		}
		raw, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		x := objectIndexer{objectIndex: objectIndex{raw: raw, most: sectionLines}, widths: map[string]int{}}
		x.fields(&block{}, 0, 0)
		if len(x.widths) > c.names || x.uncut != c.uncut {
			t.Errorf("%s: %d of %d names were written, uncut %v", name, len(x.widths), len(fields), x.uncut)
		}
	}
}
