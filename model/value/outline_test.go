package value

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

func TestPathsAndBlocks(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		want []string // the line, its path, and the last line of its block if another
	}{
		"json": {`{"a":[1,{"b.c":{}},[2]],"d":{"e":null}}`, []string{
			`{ `,
			`"a": [ .a 9`,
			`1, .a[0]`,
			`{ .a[1] 5`,
			`"b.c": {} .a[1]["b.c"]`,
			`}, .a[1]`,
			`[ .a[2] 8`,
			`2 .a[2][0]`,
			`] .a[2]`,
			`], .a`,
			`"d": { .d 12`,
			`"e": null .d.e`,
			`} .d`,
			`} `,
		}},
		"yaml": {"# note\nspec:\n  containers:\n  - name: x\n    args:\n    - --a\n    - two\n  - name: y\n\n  text: |\n    key: no\n\n    - no\n\"q: r\": 1\nlist:\n  - - a\n    - b\n", []string{
			`# note `,
			`spec: .spec 12`,
			`containers: .spec.containers 8`,
			`- name: x .spec.containers[0].name 6`,
			`args: .spec.containers[0].args 6`,
			`- --a .spec.containers[0].args[0]`,
			`- two .spec.containers[0].args[1]`,
			`- name: y .spec.containers[1].name 8`,
			` .spec.containers[1].name`,
			`text: | .spec.text 12`,
			`key: no .spec.text`,
			` .spec.text`,
			`- no .spec.text`,
			`"q: r": 1 ["q: r"]`,
			`list: .list 17`,
			`- - a .list[0][0] 17`,
			`- b .list[0][1] 17`,
			` .list[0][1]`,
		}},
		"long names": {"a:\n  ? " + strings.Repeat("k", 3) + "\n  : b: 1\n    c:\n    - d\n  e: 2\nl:\n- ? 'f g'\r\n  : - h", []string{
			`a: .a 5`,
			`? kkk .a.kkk 4`,
			`: b: 1 .a.kkk.b`,
			`c: .a.kkk.c 4`,
			`- d .a.kkk.c[0]`,
			`e: 2 .a.e`,
			`l: .l 8`,
			`- ? 'f g'␍ .l[0]["f g"] 8`,
			`: - h .l[0]["f g"][0]`,
		}},
		"text": {"just\ntext", []string{"just ", "text "}},
	} {
		d := Decode("", []byte(tt.in))
		var got []string
		for i := range d.Len() {
			line := strings.TrimSpace(text(d.Line(i))) + " " + d.Path(i)
			if end := d.Fold(i); end != i {
				line += fmt.Sprint(" ", end)
			}
			got = append(got, line)
		}
		for i := range max(len(got), len(tt.want)) {
			if i >= len(got) || i >= len(tt.want) || got[i] != tt.want[i] {
				t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
				break
			}
		}
		if d.Path(-1) != "" || d.Path(d.Len()) != "" || d.Fold(-1) != -1 {
			t.Errorf("%s: there is something outside", name)
		}
	}
}

// Whatever the library writes of any object: each field and item has a line
// with its path, and no others have.
func TestPathsOfAnyYAML(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := drawFields(rt, 0)
		raw, err := yaml.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		paths("", v, want)
		text := newYAMLText(raw)
		d := &Document{body: text, safe: func(s string) string { return s }}
		got := map[string]bool{"": true}
		for i := range d.Len() {
			got[d.Path(i)] = true
		}
		for p := range got {
			if _, there := want[p]; !there {
				rt.Fatalf("%s isn't there:\n%s", p, raw)
			}
		}
		for p, leaf := range want {
			if leaf && !got[p] {
				rt.Fatalf("%s has no line:\n%s", p, raw)
			}
		}
	})
}

// The same of JSON, however it is laid out: its lines are of what they show.
func TestPathsOfAnyJSON(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := drawFields(rt, 0)
		raw, err := json.MarshalIndent(v, "", rapid.SampledFrom([]string{"", " "}).Draw(rt, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(raw), "{}") {
			return
		}
		want := map[string]bool{}
		paths("", v, want)
		d := &Document{body: newJSONText(raw), safe: func(s string) string { return s }}
		got := map[string]int{"": 0}
		for i := range d.Len() {
			p := d.Path(i)
			if _, seen := got[p]; !seen {
				got[p] = i
			}
			if end := d.Fold(got[p]); p != "" && end < i {
				rt.Fatalf("line %d is of %s, which ends at %d:\n%s", i, p, end, joined(d))
			}
		}
		for p, at := range got {
			if _, there := want[p]; !there {
				rt.Fatalf("%s isn't there:\n%s", p, raw)
			}
			if end := d.Fold(at); p != "" && end+1 < d.Len() && strings.HasPrefix(d.Path(end+1), p+".") {
				rt.Fatalf("%s ends at %d, but goes on:\n%s", p, end, joined(d))
			}
		}
		if len(got) != len(want) {
			rt.Fatalf("%d paths, want %d:\n%s", len(got), len(want), raw)
		}
	})
}

// Who has the outline looks at no other lines for a path or a block.
func TestPathsOfJSONAreLookedForOnce(t *testing.T) {
	const items = 1000
	raw := `{"list":[` + strings.TrimSuffix(strings.Repeat(`{"a":{"b":1}},`, items), ",") + `]}`
	d := Decode("", []byte(raw))
	last := 2 + 5*(items-1) // of the items' first lines
	if got, want := d.Path(last+2), fmt.Sprintf(".list[%d].a.b", items-1); got != want {
		t.Fatalf("line %d is of %s, want %s", last+2, got, want)
	}
	body := d.body.(*jsonText)
	for i := range body.lines {
		if i > 1 && i < last {
			body.lines[i] = jsonLine{}
		}
	}
	if got, want := d.Path(last+2), fmt.Sprintf(".list[%d].a.b", items-1); got != want {
		t.Errorf("other lines make %s of %s", got, want)
	}
	if got := d.Fold(1); got != last+5 {
		t.Errorf("other lines make the list end on line %d, not %d", got, last+5)
	}
}

// An outline takes more room than the lines do: very long JSON has none.
func TestVeryLongJSONHasNoBlocks(t *testing.T) {
	raw := []byte("[" + strings.TrimSuffix(strings.Repeat("1,", maxOutlined-2), ",") + "]")
	if d := Decode("", raw); d.Len() != maxOutlined || !d.Structured() {
		t.Errorf("%d lines have no paths", d.Len())
	}
	raw = append([]byte("[1,"), raw[1:]...)
	d := Decode("", raw)
	if d.Kind != KindJSON || d.Len() != maxOutlined+1 || d.Structured() || d.Path(1) != "" || d.Fold(0) != 0 {
		t.Errorf("%s of %d lines has paths", d.Kind, d.Len())
	}
}

// paths are those of all that is in v, and whether they must have a line of
// their own: "- a: 1" is the line of the field.
func paths(at string, v any, all map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		all[at] = len(v) == 0
		for name, field := range v {
			paths(at+pathStep(name), field, all)
		}
	case []any:
		all[at] = len(v) == 0
		for i, item := range v {
			paths(fmt.Sprintf("%s[%d]", at, i), item, all)
		}
	default:
		all[at] = true
	}
}

func drawFields(rt *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 6).Draw(rt, "kind")
	if depth == 0 {
		kind = 0
	}
	if depth > 4 {
		kind = max(kind, 2)
	}
	switch kind {
	case 0:
		m := map[string]any{}
		for range rapid.IntRange(0, 4).Draw(rt, "fields") {
			m[rapid.SampledFrom([]string{"a", "b-c", "d.e", "f: g", "yes", "- x", "1", "h#", "#i", "'j", `"k`, "l m", "{", ""}).Draw(rt, "name")] = drawFields(rt, depth+1)
		}
		return m
	case 1:
		var s []any
		for range rapid.IntRange(0, 3).Draw(rt, "items") {
			s = append(s, drawFields(rt, depth+1))
		}
		return s
	case 2:
		return rapid.SampledFrom([]any{nil, true, 1, 1.5}).Draw(rt, "literal")
	}
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a: b", "- c", "#", "word", "\n", " ", "'", `"`, "key:", "|", "日本", "\t", "\\", strings.Repeat("long ", 20)}), 0, 12).Draw(rt, "words")
	return strings.Join(words, rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "between"))
}

func TestTokensOfYAML(t *testing.T) {
	want := [][]Span{
		{{"a", Key}, {": ", Muted}, {"1.5e3", Number}},
		{{"- ", Muted}, {"b", Key}, {": ", Muted}, {"'x y'", String}},
		{{"  ", Text}, {"c", Key}, {": ", Muted}, {"|-", Muted}},
		{{"    not: a key", String}},
		{{"  ", Text}, {"d", Key}, {":", Muted}},
		{{"  ", Text}, {"- ", Muted}, {"null", Literal}},
		{{"  ", Text}, {"- ", Muted}, {"plain text", String}, {" # why", Faint}},
		{{"# note", Faint}},
	}
	text := newYAMLText([]byte("a: 1.5e3\n- b: 'x y'\n  c: |-\n    not: a key\n  d:\n  - null\n  - plain text # why\n# note"))
	for i := range want {
		if got := text.line(i, func(s string) string { return s }); fmt.Sprint(got) != fmt.Sprint(want[i]) {
			t.Errorf("line %d: %v, want %v", i, got, want[i])
		}
	}
}
