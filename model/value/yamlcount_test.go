package value

import (
	"encoding/json"
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
