package value

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"pgregory.net/rapid"
)

// samples are seeds for the fuzz tests: something of every kind and of every
// way to be at its edge.
var samples = []string{
	"",
	"\x00",
	"plain",
	"two\nlines\n",
	"dos\r\nlines\r\n\r",
	"tab\tand\t日本\tstops\n\t\n",
	"\x1b[31mred\x1b[0m and the rest of a line of a log that has colours",
	"k8s\x00\n\x0c\n\x02v1\x12\x06Secret\x12\x04data",
	"\n\x03foo\x12\x03bar",
	"bidi \u202e zero\u200b mark \u0301",
	"\xff\xfe\x00a",
	strings.Repeat("é", 3000) + "\n" + strings.Repeat("x", maxSegment) + "\r\nend",
	"{}", "[]", " [ ] ", "{ }\n", "[[],{}]",
	`{"a":1,"b":[true,false,null],"a":{"c":"\u202e\"\\","d":1.50e+10}}`,
	"{ \"a\" :\t1 ,\n \"b\" : [ ] }",
	`{"a":"<&>` + "\xff\u202e\x7f" + `"}`,
	`["` + strings.Repeat(`\\\"é`, 1000) + `"]`,
	`{"` + strings.Repeat("k", 5000) + `":` + strings.Repeat("9", 5000) + `}`,
	`{"a"` + strings.Repeat(" ", 5000) + `:` + strings.Repeat("\n", 5000) + `1}`,
	strings.Repeat("[", 300) + strings.Repeat("]", 300),
	`{"a":1`, `[1,]`, `"a"`, `42`,
}

func TestDecodeFindsTheKind(t *testing.T) {
	for _, tt := range []struct {
		in    string
		kind  Kind
		about string
		lines int
	}{
		{"", KindEmpty, "empty value", 0},
		{"true", KindText, "text", 1},
		{"日本", KindText, "utf-8 text", 1},
		{"a\n", KindText, "text", 2},
		{"a\tb\r\nc", KindText, "text", 2},
		{strings.Repeat("log \x1b[31m", 9) + strings.Repeat(" ", 300), KindText, "text", 1},
		{"\x1b[31m", KindHex, "binary", 1},
		{"\n\x03foo\x12\x03bar", KindProtobuf, "protobuf of an unknown type", 2},
		{"text with a \x00", KindHex, "binary", 1},
		{"caf\xe9", KindHex, "binary", 1},
		{" {\"a\": 1}\n", KindJSON, "json", 3},
		{"[]", KindJSON, "json", 1},
		{`[1,2`, KindText, "text", 1},
		{`"quoted"`, KindText, "text", 1},
		{"[section]\nkey=1", KindText, "text", 2},
	} {
		d := Decode("", []byte(tt.in))
		if d.Kind != tt.kind || d.About != tt.about || d.Len() != tt.lines {
			t.Errorf("Decode(%q) is %s, %q, %d lines; want %s, %q, %d", tt.in, d.Kind, d.About, d.Len(), tt.kind, tt.about, tt.lines)
		}
	}
}

func TestLinesOutsideTheDocument(t *testing.T) {
	for _, in := range []string{"", "a", "{}", "\x00"} {
		d := Decode("", []byte(in))
		for _, i := range []int{-1, d.Len(), 1 << 40} {
			if line := d.Line(i); line != nil {
				t.Errorf("Decode(%q).Line(%d) = %v", in, i, line)
			}
		}
	}
}

func TestASCII(t *testing.T) {
	d := Decode("", []byte("caf\u00e9\x1b and 日本, which is text for the most part")).ASCII()
	if got, want := text(d.Line(0)), `caf\u00e9\x1b and \u65e5\u672c, which is text for the most part`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// However a value is made, no line of it is longer than it can be shown fast.
func TestLinesAreBounded(t *testing.T) {
	const size = 1 << 18
	for name, in := range map[string]string{
		"one line":     strings.Repeat("x", size),
		"tabs":         strings.Repeat("\t", size),
		"not a letter": strings.Repeat("\u0301", size/2),
		"binary":       strings.Repeat("\xff", size),
		"string":       `["` + strings.Repeat(`\"`, size/2) + `"]`,
		"number":       `[` + strings.Repeat("1", size) + `]`,
		"white space":  `{"a"` + strings.Repeat(" ", size) + `:` + strings.Repeat(" ", size) + "1}",
		"deep":         strings.Repeat("[", 9999) + strings.Repeat("]", 9999),
		"deeper":       strings.Repeat("[", size) + strings.Repeat("]", size),
	} {
		t.Run(name, func(t *testing.T) {
			d := Decode("", []byte(in))
			for i := range d.Len() {
				if n := len(text(d.Line(i))); n > tabWidth*maxSegment {
					t.Fatalf("line %d has %d bytes", i, n)
				}
			}
		})
	}
}

// FuzzDecode decodes anything, at a key that is secret or not.
func FuzzDecode(f *testing.F) {
	for _, s := range samples {
		f.Add("/a", []byte(s))
	}
	for _, raw := range goldenValues(f) {
		f.Add("/a", raw)
		f.Add("/password", raw)
		for _, at := range []int{len(raw) / 3, len(raw) / 2, len(raw) - 1} { // truncated, and with one byte changed
			f.Add("/a", raw[:at])
			mutated := bytes.Clone(raw)
			mutated[at] ^= 0x55
			f.Add("/a", mutated)
		}
	}
	f.Fuzz(func(t *testing.T, key string, b []byte) {
		checkDocument(t, b)
		checkViews(t, (Options{Now: now}).Decode(key, b))
	})
}

// checkViews checks what must be true of each view of any value.
func checkViews(t rapid.TB, d *Document) {
	t.Helper()
	views := d.Views()
	if len(views) > 40 || views[0] != d.View() || !slices.Contains(views, "hex") {
		t.Fatalf("the views of %s are %q", d.View(), views)
	}
	for _, name := range views {
		if strings.Count(name, Between) > maxLayers+1 { // an object's envelope is one more
			t.Fatalf("the view %s has too many layers", name)
		}
		for _, v := range []*Document{d.As(name), d.As(name).Reveal()} {
			if v.View() != name {
				t.Fatalf("the view %q is %q", name, v.View())
			}
			checkLines(t, v, 500)
			checkCounts(t, v)
		}
	}
}

// checkCounts checks that an object's sections have the lines that were
// counted.
func checkCounts(t rapid.TB, d *Document) {
	t.Helper()
	y, ok := d.body.(*objectText)
	if !ok || y.whole.Load() != nil || y.len() > 5000 {
		return
	}
	for i := range y.len() {
		y.line(i, d.safe)
	}
	if y.whole.Load() != nil || y.index.writeAll().len() != y.len() {
		t.Fatalf("it doesn't have %d lines: %s", y.len(), y.index.raw)
	}
}

// checkLines checks the first lines of a document.
func checkLines(t rapid.TB, d *Document, most int) {
	t.Helper()
	size := 0
	for i := range min(d.Len(), most) {
		for _, span := range d.Line(i) {
			if model.Safe(span.Text) != span.Text || span.Text == "" {
				t.Fatalf("line %d has the unsafe or empty %+q", i, span.Text)
			}
			size += len(span.Text)
		}
		for _, span := range d.ASCII().Line(i) {
			if model.SafeASCII(span.Text) != span.Text {
				t.Fatalf("line %d has %+q, which isn't ASCII", i, span.Text)
			}
		}
		if p := d.Path(i); model.Safe(p) != p {
			t.Fatalf("line %d has the unsafe path %+q", i, p)
		}
		if end := d.Fold(i); end < i || end >= d.Len() {
			t.Fatalf("the block of line %d ends at %d of %d", i, end, d.Len())
		}
	}
	if size > 40*maxSegment*most {
		t.Fatalf("%d lines have %d bytes", most, size)
	}
}

// checkDocument checks what must be true of the document of any value.
func checkDocument(t rapid.TB, b []byte) {
	t.Helper()
	d := Decode("", b).Reveal()
	checkLines(t, d, d.Len())
	if strings.Contains(d.View(), Between) {
		return // it isn't of these bytes
	}
	switch d.Kind {
	case KindEmpty:
		if len(b) > 0 {
			t.Fatalf("%q is taken for empty", b)
		}
	case KindText:
		checkText(t, d, b)
	case KindJSON:
		checkJSON(t, d, b)
	case KindHex:
		checkHex(t, d, b)
	case KindYAML:
		checkText(t, d, b)
	}
}

// exact is the document with its text as it is, not made safe.
func exact(d *Document) *Document {
	raw := *d
	raw.safe = func(s string) string { return s }
	return &raw
}

// joined is all lines of a document, put together again.
func joined(d *Document) string {
	var b strings.Builder
	for i := range d.Len() {
		if i > 0 && !d.Continued(i) {
			b.WriteByte('\n')
		}
		b.WriteString(text(d.Line(i)))
	}
	return b.String()
}

func text(line []Span) string {
	var b strings.Builder
	for _, span := range line {
		b.WriteString(span.Text)
	}
	return b.String()
}

func BenchmarkDecode(b *testing.B) {
	for _, bb := range []struct{ name, unit string }{
		{"Text", "the quick brown fox jumps over the lazy dog\n"},
		{"JSON", `{"name":"checkout-7d9f4c-x2x9z","replicas":3,"ready":true,"labels":{"app":"checkout"}},`},
		{"Binary", "k8s\x00\n\x0c\n\x02v1\x12\x06Secret\xff"},
		{"Newlines", "\n"},
	} {
		value := []byte(strings.Repeat(bb.unit, 1<<20/len(bb.unit)))
		if bb.name == "JSON" {
			value = []byte("[" + strings.TrimSuffix(string(value), ",") + "]")
		}
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(value)))
			b.ReportAllocs()
			for b.Loop() {
				d := Decode("", value)
				d.Line(d.Len() / 2)
			}
		})
	}
}

// A document is used by the screen and by the commands that make its views.
func TestADocumentIsOfManyReaders(t *testing.T) {
	readTogether(t, Decode("", goldenValues(t)["custom_resource"]), 1)
	readTogether(t, bigObjects(t)["Pods"].decode(), 100)
}

func readTogether(t *testing.T, d *Document, by int) {
	t.Helper()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := 0; i < d.Len(); i += by {
				d.Path(i)
				d.Fold(i)
				d.Line(i)
			}
			for _, name := range d.Views() {
				d.As(name).ASCII().Path(0)
			}
		})
	}
	all.Wait()
}

// What an object says of itself is true of its hex dump, too.
func TestFactsStayInEveryView(t *testing.T) {
	d := Decode("", []byte(`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"data":{"a":"Yg=="}}`))
	if len(d.Facts) == 0 {
		t.Fatal("no facts")
	}
	for _, name := range d.Views() {
		for _, other := range []*Document{d.As(name), d.As(name).Reveal(), d.As(name).Reveal().Mask()} {
			if len(other.Facts) < len(d.Facts) {
				t.Errorf("%s: %+v", name, other.Facts)
			}
		}
	}
}
