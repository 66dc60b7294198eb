package value

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestJSONLayout(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"{}", "{}"},
		{" [ ] ", "[]"},
		{"[[],{}]", "[\n  [],\n  {}\n]"},
		{
			`{"b":1.50e+10,"a":[true,null,"<&>"],"b":{"c":-0}}`,
			`{
  "b": 1.50e+10,
  "a": [
    true,
    null,
    "<&>"
  ],
  "b": {
    "c": -0
  }
}`,
		},
		{"{\n\t\"a\" : 1 ,\r\n\"b\":[ 1 , 2 ]\n}\n", "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ]\n}"},
		{`["a\"b\\","\u202e` + "\u202e\xff\"]", "[\n  \"a\\\"b\\\\\",\n  \"\\u202e\\u202e\\xff\"\n]"},
	} {
		d := Decode("", []byte(tt.in))
		if got := joined(d); d.Kind != KindJSON || got != tt.want {
			t.Errorf("%s, %s:\n%s\nwant:\n%s", tt.in, d.Kind, got, tt.want)
		}
	}
}

func TestJSONTokens(t *testing.T) {
	d := Decode("", []byte(`{"key":"string","n":[-1.5,true]}`))
	want := [][]Span{
		{{"{", Muted}},
		{{"  ", Text}, {`"key"`, Key}, {": ", Muted}, {`"string"`, String}, {",", Muted}},
		{{"  ", Text}, {`"n"`, Key}, {": ", Muted}, {"[", Muted}},
		{{"    ", Text}, {"-1.5", Number}, {",", Muted}},
		{{"    ", Text}, {"true", Literal}},
		{{"  ", Text}, {"]", Muted}},
		{{"}", Muted}},
	}
	if d.Len() != len(want) {
		t.Fatalf("%d lines, want %d", d.Len(), len(want))
	}
	for i := range want {
		if got := d.Line(i); !slices.Equal(got, want[i]) {
			t.Errorf("line %d: %v, want %v", i, got, want[i])
		}
	}
}

func TestDeepJSONIsNotIndentedOutOfSight(t *testing.T) {
	d := Decode("", []byte(strings.Repeat("[", 5000)+strings.Repeat("]", 5000)))
	if d.Kind != KindJSON || d.Len() != 9999 {
		t.Fatalf("%s of %d lines", d.Kind, d.Len())
	}
	if got, want := text(d.Line(5000)), strings.Repeat(" ", indent*maxIndent)+"]"; got != want {
		t.Errorf("line 5000 is %q, want %q", got, want)
	}
}

func TestJSONIsSplitBetweenCharacters(t *testing.T) {
	for _, head := range []string{"", "a", "ab"} {
		want := `["` + head + strings.Repeat("日", 3000) + `"]`
		shown := joined(Decode("", []byte(want)))
		if got := strings.Join(strings.Fields(shown), ""); got != want {
			t.Errorf("the string that starts with %q is shown as %q", head, got)
		}
	}
}

// What is made of a line must not depend on how much white space follows it.
func TestJSONLinesEndBeforeLongWhiteSpace(t *testing.T) {
	lines := Decode("", []byte(`{"a"`+strings.Repeat(" ", 1<<16)+`:`+strings.Repeat("\n", 1<<16)+`1}`)).body.(*jsonText)
	for i := range lines.len() {
		if start, stop := lines.bounds(i); stop-start > maxSegment {
			t.Errorf("line %d is made from %d bytes", i, stop-start)
		}
	}
}

// Strings, names, numbers and white space of any length, so that lines are
// split at every place of them.
func TestJSONSplitAnywhere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { checkDocument(rt, []byte(drawJSON(rt, 0))) })
}

func drawJSON(rt *rapid.T, depth int) string {
	var b strings.Builder
	space := func() {
		n := rapid.SampledFrom([]int{0, 0, 0, 1, 7, maxSegment - 1, maxSegment, 2*maxSegment + 1}).Draw(rt, "blanks")
		b.WriteString(strings.Repeat(" ", n))
	}
	quoted := func() string {
		unit := rapid.SampledFrom([]string{"a", "日", `\\`, `\"`, `\u00e9`, "\xff", `:`, `{`}).Draw(rt, "unit")
		head := rapid.StringMatching("[a-z]{0,5}").Draw(rt, "head")
		n := rapid.SampledFrom([]int{0, 1, 3, 1020, 2040, 2047, 5000}).Draw(rt, "units")
		return `"` + head + strings.Repeat(unit, n) + `"`
	}
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 4).Draw(rt, "kind")
	}
	space()
	switch kind {
	case 0, 1:
		n := 0
		if depth < 4 {
			n = rapid.IntRange(0, 4).Draw(rt, "elements")
		}
		b.WriteByte("{["[kind])
		space()
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			if kind == 0 {
				space()
				b.WriteString(quoted())
				space()
				b.WriteByte(':')
			}
			b.WriteString(drawJSON(rt, depth+1))
		}
		b.WriteByte("}]"[kind])
	case 2:
		b.WriteString(quoted())
	case 3:
		b.WriteString("1" + strings.Repeat("0", rapid.SampledFrom([]int{0, 5, 2046, 2047, 5000}).Draw(rt, "digits")))
	default:
		b.WriteString(rapid.SampledFrom([]string{"true", "false", "null"}).Draw(rt, "literal"))
	}
	space()
	return b.String()
}

// checkJSON checks that the lines are the JSON, but for white space, that
// none is too long, and that everything is taken for what encoding/json takes
// it for.
func checkJSON(t rapid.TB, d *Document, raw []byte) {
	t.Helper()
	d = exact(d)
	got := make(map[Token]string)
	for i := range d.Len() {
		line := d.Line(i)
		if n := len(text(line)); n > 2*maxSegment {
			t.Fatalf("line %d has %d bytes", i, n)
		}
		for _, span := range line {
			got[span.Token] += span.Text
		}
	}
	if shown, want := compact(t, joined(d)), compact(t, string(raw)); shown != want {
		t.Fatalf("%q is shown as %q", want, shown)
	}
	want := tokensOf(t, raw)
	for _, token := range []Token{Key, String, Number, Literal} {
		if got[token] != want[token] {
			t.Fatalf("%q: token %d is %q, want %q", raw, token, got[token], want[token])
		}
	}
}

func compact(t rapid.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(s)); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return b.String()
}

// tokensOf joins the tokens of each sort, as encoding/json finds them.
func tokensOf(t rapid.TB, raw []byte) map[Token]string {
	t.Helper()
	tokens := make(map[Token]string)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var open []level
	for from := int64(0); ; from = dec.InputOffset() {
		token, err := dec.Token()
		if err == io.EOF {
			return tokens
		}
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		source := strings.TrimLeft(string(raw[from:dec.InputOffset()]), " \t\r\n,:")
		switch token := token.(type) {
		case json.Delim:
			if token == '{' || token == '[' {
				open = append(open, level{object: token == '{', name: token == '{'})
				continue
			}
			open = open[:len(open)-1]
		case string:
			if len(open) > 0 && open[len(open)-1].name {
				tokens[Key] += source
			} else {
				tokens[String] += source
			}
		case json.Number:
			tokens[Number] += source
		default:
			tokens[Literal] += source
		}
		if len(open) > 0 && open[len(open)-1].object {
			open[len(open)-1].name = !open[len(open)-1].name
		}
	}
}

// level is an open object or array: is the next token a name?
type level struct{ object, name bool }
