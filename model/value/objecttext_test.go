package value

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	yaml "go.yaml.in/yaml/v2"
	"pgregory.net/rapid"
)

// checkSections checks that an object in sections of each size is what it is
// as a whole: its text, its lines, their paths and blocks.
func checkSections(t rapid.TB, raw []byte, hide bool) {
	t.Helper()
	x := indexObject(raw, hide, 1)
	odd := strings.ContainsAny(string(raw), "\u2028\u2029") || strings.Contains(string(raw), `\u2028`) || strings.Contains(string(raw), `\u2029`)
	if x.uncut && !odd || x.loses {
		t.Fatalf("uncut %v, loses %v: %s", x.uncut, x.loses, raw)
	}
	want := &Document{body: x.writeAll(), safe: func(s string) string { return s }}
	for _, most := range []int{1, 3, 40} {
		y := newObjectText(indexObject(raw, hide, most))
		got := &Document{body: y, safe: want.safe}
		if got.Len() != want.Len() {
			t.Fatalf("in sections of %d: %d lines, want %d of\n%s", most, got.Len(), want.Len(), joined(want))
		}
		for i := range want.Len() {
			if a, b := describedLine(got, i), describedLine(want, i); a != b {
				t.Fatalf("in sections of %d, line %d is\n%s\nwant\n%s\nof\n%s", most, i, a, b, joined(want))
			}
		}
		if y.whole.Load() != nil && len(x.root.members) > 0 && !x.uncut {
			t.Fatalf("in sections of %d: it was made as a whole:\n%s", most, joined(want))
		}
	}
}

// describedLine is all that is known of a line.
func describedLine(d *Document, i int) string {
	return fmt.Sprint(d.Line(i), d.Continued(i), d.Path(i), d.Fold(i))
}

// Whatever is in an object, and wherever it is cut.
func TestSectionsOfAnyObject(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		raw, err := json.Marshal(drawObject(rt, 0))
		if err != nil {
			t.Fatal(err)
		}
		checkSections(rt, raw, rapid.Bool().Draw(rt, "hide"))
	})
}

func drawObject(rt *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 7).Draw(rt, "kind")
	if depth == 0 {
		kind = 0
	}
	if depth > 5 {
		kind = max(kind, 4)
	}
	switch kind {
	case 0, 1:
		m := map[string]any{}
		for range rapid.IntRange(0, 5).Draw(rt, "fields") {
			m[drawName(rt)] = drawObject(rt, depth+1)
		}
		return m
	case 2, 3:
		s := []any{}
		for range rapid.IntRange(0, 5).Draw(rt, "items") {
			s = append(s, drawObject(rt, depth+1))
		}
		return s
	case 4:
		return rapid.SampledFrom([]any{nil, true, 0, -1, 1.5, 1e21, 1e-9, 1 << 53, []any{}, map[string]any{}, ""}).Draw(rt, "literal")
	}
	return drawText(rt)
}

func drawName(rt *rapid.T) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"metadata", "managedFields", "name", "a1", "a02", "a10", "A", "y", "null", "1", "1.5", "2001-01-01", "- x", "a: b", "#", "'", `"`, "", " ", "日本", "\t", "\\", "é", "<", "?", "-", strings.Repeat("k", 128), strings.Repeat("k", 129), strings.Repeat("é", 65), strings.Repeat("k l ", 50), "a\nb", "a\u2028b", "a\rb"}),
		rapid.StringMatching(`[a-z./: '-]{0,40}`), // digits are sorted in circles: 1 < 01 < 0a < 1
	).Draw(rt, "name")
}

// drawText draws what the library writes in each of its styles, folds and
// breaks.
func drawText(rt *rapid.T) string {
	words := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{
			"\n", "\r\n", "\r", "\t", " ", "  ", "\n\n", " \n", "\n ", "\u0085", "\u2028", "\u2029", "\ufeff", "\x00", "\x1b", "é", "日本", "😀", "\u00a0",
			": ", ":", " #", "#", "'", `"`, "\\", "- ", "|", ">", "{", "[", ",", "---", "...", "0x1F", "12:30:45", "<a>&",
			strings.Repeat("long ", 20), strings.Repeat("x", 90), strings.Repeat("it's ", 30), strings.Repeat("a\n", 5), strings.Repeat("0123456789 ", 9),
		}),
		rapid.StringMatching("[a-z ]{1,90}"),
		rapid.Just("word"),
	), 0, 14).Draw(rt, "words")
	s := strings.Join(words, rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "between"))
	if rapid.IntRange(0, 300).Draw(rt, "huge") == 300 {
		s = strings.Repeat(s+rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "after"), 1+4*maxSegment/(len(s)+1))
	}
	return s
}

// The names of a map are in the library's order.
func TestOrderOfNames(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.StringMatching(`[a-c01259._é日٣-]{0,6}`).Draw(rt, "a")
		b := rapid.StringMatching(`[a-c01259._é日٣-]{0,6}`).Draw(rt, "b")
		if a == b {
			return
		}
		written, err := yaml.Marshal(map[string]int{a: 1, b: 2})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := compareNames(a, b) < 0, strings.HasSuffix(string(written), "2\n"); got != want || compareNames(b, a) < 0 == want {
			rt.Fatalf("%q before %q: %v, want %v", a, b, got, want)
		}
	})
}

// What can't be counted is made as a whole, and so is what was counted wrong.
func TestSectionsGiveWay(t *testing.T) {
	for name, tt := range map[string]struct {
		raw   string
		uncut bool
	}{
		"very deep": {`{"a":` + strings.Repeat(`[`, 300) + strings.Repeat(`]`, 300) + `}`, true},
		"very much that is counted by writing it": {`{"a":` + strings.Repeat(`[`, 99) + strings.Repeat(`"`+strings.Repeat(`\t `, 50)+`",`, 300) + `1` + strings.Repeat(`]`, 99) + `}`, true},
		"a name twice":  {`{"a":{"b":1,"b":2}}`, false},
		"counted wrong": {`{"a":[1,2,3,4,5,6,7,8,9],"b":{"c":"d"}}`, false},
	} {
		x := indexObject([]byte(tt.raw), true, 2)
		if x.uncut != tt.uncut {
			t.Errorf("%s: uncut is %v", name, x.uncut)
		}
		y := newObjectText(x)
		if name == "counted wrong" {
			y.sections[len(y.sections)-1].size++
			y.lines++
		}
		d, want := &Document{body: y, safe: func(s string) string { return s }}, x.writeAll()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for i := d.Len(); i >= 0; i -= 1 + d.Len()/100 {
					describedLine(d, i)
				}
			})
		}
		all.Wait()
		if got := joined(d); got != joined(&Document{body: want, safe: d.safe}) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want.raw)
		}
	}
}

// A name that comes twice, or a number that YAML would round, isn't shown as
// if it were nothing.
func TestWhatYAMLWouldLose(t *testing.T) {
	many := func(last string) string {
		var fields []string
		for i := range 20 {
			fields = append(fields, fmt.Sprintf(`"k%d":%d`, i, i))
		}
		return "{" + strings.Join(append(fields, last), ",") + "}"
	}
	for raw, want := range map[string]bool{
		`{"a":1,"b":{"a":2}}`:          false,
		`{"a":1,"a":2}`:                true,
		`{"a":{"b":[{"c":1,"c":2}]}}`:  true,
		`{"a":1,"\u0061":2}`:           true,
		many(`"k":1`):                  false,
		many(`"k7":1`):                 true,
		many(`"\u006b7":1`):            true,
		`{"a":123456789012345678}`:     false,
		`{"a":12345678901234567890}`:   true,
		`{"a":-9223372036854775808}`:   false,
		`{"a":0.1}`:                    false,
		`{"a":0.12345678901234567890}`: true,
		`{"a":1e400}`:                  true,
		`{"a":[true,null,"1e400"]}`:    false,
	} {
		if got := indexObject([]byte(raw), true, 100).loses; got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
	var order []string
	x := indexObject([]byte(`{"b":1,"a10":2,"a2":3,"1":4}`), true, 1)
	for _, m := range x.root.members {
		order = append(order, string(x.nameIn(m)))
	}
	if want := []string{`"1"`, `"a2"`, `"a10"`, `"b"`}; !slices.Equal(order, want) {
		t.Errorf("the order is %s", order)
	}
}
