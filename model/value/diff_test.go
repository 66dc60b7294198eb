package value

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/etcdscope/etcdscope/model"
)

// rowsOf are the lines of a document as text.
func rowsOf(d *Document) (rows []string) {
	for i := range d.Len() {
		rows = append(rows, textOf(d.Line(i)))
	}
	return rows
}

func configMap(data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "app", Namespace: "shop"}, Data: data}
}

func decodedPair(t testing.TB, older, newer []byte) (a, b *Document) {
	t.Helper()
	return Decode("/some/key", older), Decode("/some/key", newer)
}

func TestADiffOfTwoVersionsOfAConfigMap(t *testing.T) {
	data := map[string]string{}
	for i := range 20 {
		data[fmt.Sprintf("k%02d", i)] = "same"
	}
	data["k10"] = "log level debug"
	older := stored(t, configMap(data))
	data["k10"], data["k11"] = "log level info", "other"
	delete(data, "k19")
	a, b := decodedPair(t, older, stored(t, configMap(data)))
	d := Labels{"mod 12", "mod 15"}.Diff(a, b)
	want := `⋯ 9 equal lines
    k07: same
    k08: same
    k09: same
-   k10: log level debug
-   k11: same
+   k10: log level info
+   k11: other
    k12: same
    k13: same
    k14: same
    k15: same
    k16: same
    k17: same
    k18: same
-   k19: same
  kind: ConfigMap
  metadata:
    name: app
    namespace: shop`
	if got := strings.Join(rowsOf(d), "\n"); got != want {
		t.Errorf("the diff is\n%s\nwant\n%s", got, want)
	}
	if d.Kind != KindDiff || d.About != "diff mod 12 to mod 15: +2 -3 lines" {
		t.Errorf("%s: %q", d.Kind, d.About)
	}
	if got := d.Views(); !slices.Equal(got, []string{"unified", "side by side"}) || d.View() != "unified" {
		t.Errorf("views %q, in %q", got, d.View())
	}
	var removed, added []string
	for i := range d.Len() {
		for _, s := range d.Line(i)[1:] {
			switch s.Token {
			case Removed:
				removed = append(removed, s.Text)
			case Added:
				added = append(added, s.Text)
			}
		}
	}
	if !slices.Equal(removed, []string{"debug", "same", "  k19: same"}) || !slices.Equal(added, []string{"info", "other"}) {
		t.Errorf("marked as removed %q, as added %q", removed, added)
	}
}

func TestADiffSideBySide(t *testing.T) {
	long := strings.Repeat("long ", 12)
	a, b := decodedPair(t, []byte("one\ntwo "+long+"\nthree"), []byte("one\n2 "+long+"\nthree\nfour 日本"))
	d := Diff(a, b).As("side by side").Fit(63)
	var rows []string
	for i := range d.Len() {
		for _, row := range Wrap(d.Line(i), 63) {
			rows = append(rows, strings.TrimRight(textOf(row), " "))
		}
	}
	want := []string{
		"  one                          │   one",
		"- two long long long long long │ + 2 long long long long long l",
		"   long long long long long lo │   ong long long long long long",
		"  ng long                      │    long",
		"  three                        │   three",
		"                               │ + four 日本",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("it is\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	narrow := d.Fit(59)
	if got := rowsOf(narrow); !strings.Contains(got[0], "need 60 cells") || !slices.Equal(got[1:], rowsOf(Diff(a, b))) {
		t.Errorf("too narrow, it is\n%s", strings.Join(got, "\n"))
	}
	if got, want := rowsOf(narrow.Fit(63)), rowsOf(d); !slices.Equal(got, want) {
		t.Errorf("widened again, it is\n%s", strings.Join(got, "\n"))
	}
	for _, row := range rowsOf(d.ASCII()) {
		if strings.Contains(row, "│") {
			t.Errorf("in ASCII: %q", row)
		}
	}
}

func TestADiffOfBytes(t *testing.T) {
	older := make([]byte, 256)
	newer := bytes.Clone(older)
	newer[100] = 0xff
	a, b := decodedPair(t, older, newer)
	want := rowsOf(Diff(a, b))
	if !slices.Contains(want, "- 00000060  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|") {
		t.Errorf("it is\n%s", strings.Join(want, "\n"))
	}
	// Whatever panes the two were fitted to.
	if got := rowsOf(Diff(a.Fit(40), b)); !slices.Equal(got, want) {
		t.Errorf("of another width it is\n%s", strings.Join(got, "\n"))
	}
}

func TestNoDifferenceSaysWhatIsKnown(t *testing.T) {
	plain := configMap(map[string]string{"a": "b"})
	managed := configMap(map[string]string{"a": "b"})
	managed.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl"}}
	secret := func(pw string) []byte {
		return stored(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s"}, Data: map[string][]byte{"pw": []byte(pw), "user": []byte(pw[:3])}})
	}
	for name, tt := range map[string]struct {
		older, newer []byte
		want         string
	}{
		"the same":           {stored(t, plain), stored(t, plain), "No difference: both are the same, byte for byte."},
		"managed fields":     {stored(t, plain), stored(t, managed), "No difference in this view, but the bytes differ: in managedFields"},
		"secret":             {secret("hunter2"), secret("hunter3"), "No difference in what is shown, but what is masked differs."},
		"the same secret":    {secret("hunter2"), secret("hunter2"), "No difference: both are the same, byte for byte."},
		"secret, other size": {secret("hunter2"), secret("peter the second"), "What is masked differs, too."},
	} {
		a, b := decodedPair(t, tt.older, tt.newer)
		d := Diff(a, b)
		if got := strings.Join(rowsOf(d), " "); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: it says %q", name, got)
		}
	}
}

func TestADiffOfSecretsIsMasked(t *testing.T) {
	const password = "correct horse battery staple"
	secret := func(pw string) []byte {
		return stored(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s"}, Data: map[string][]byte{"pw": []byte(pw)}})
	}
	a, b := decodedPair(t, secret(password), secret("another one"))
	d := Diff(a, b)
	if !d.Masked() || !d.Secret() {
		t.Fatal("it isn't masked")
	}
	for _, pair := range []*Document{d, Diff(a.Reveal(), b), Diff(a, b.Reveal()), Diff(a.Reveal(), b.Reveal()).Mask(), d.Reveal().Mask()} {
		checkHidden(t, pair, []byte(password))
	}
	open := d.Reveal()
	if got := strings.Join(rowsOf(open), "\n"); !strings.Contains(got, "-   pw: Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==") {
		t.Errorf("revealed it is\n%s", got)
	}
	if !Diff(a.Reveal(), b.Reveal()).As("side by side").Secret() || open.As("side by side").Masked() {
		t.Error("the other view forgets that it was revealed")
	}
}

// What the signs of a unified diff say leads from one document to the other,
// and back.
func TestADiffGivesBothDocumentsBack(t *testing.T) {
	few := rapid.SampledFrom([]string{"a", "b", "c", "", "  d: 1", "日本", "⋯ 3 equal lines", "+ x", "\x1b"})
	many := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, 500).Draw(t, "n")) })
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]*rapid.Generator[string]{few, many}).Draw(t, "lines")
		older := strings.Join(rapid.SliceOfN(line, 0, 300).Draw(t, "older"), "\n")
		newer := strings.Join(rapid.SliceOfN(line, 0, 300).Draw(t, "newer"), "\n")
		a, b := (Options{}).Decode("", []byte(older)).As("text"), (Options{}).Decode("", []byte(newer)).As("text")
		checkDiff(t, a, b)
	})
}

func checkDiff(t rapid.TB, a, b *Document) {
	t.Helper()
	u := newUnified(differ(a, b))
	was, is := rowsOf(a), rowsOf(b)
	var left, right []string
	for i, r := range u.rows {
		text := strings.TrimPrefix(textOf(u.line(i, model.Safe)), blankSign)
		switch r.sign {
		case removed:
			left = append(left, strings.TrimPrefix(text, "- "))
		case added:
			right = append(right, strings.TrimPrefix(text, "+ "))
		case equal:
			left, right = append(left, text), append(right, text)
		case gap:
			if want := fmt.Sprintf("⋯ %d equal lines", r.new-r.old); text != want {
				t.Fatalf("%q, want %q", text, want)
			}
			left, right = append(left, was[r.old:r.new]...), append(right, was[r.old:r.new]...)
		}
	}
	if len(u.changes.edits) == 0 { // nothing but that is said
		left, right = was, was
	}
	if !slices.Equal(left, was) || !slices.Equal(right, is) {
		t.Fatalf("from\n%q\nto\n%q\nit says\n%q\n%q", was, is, left, right)
	}
	for i := range was {
		if now := u.changes.Now(i); now < 0 || now > len(is) {
			t.Fatalf("line %d is now line %d of %d", i, now, len(is))
		}
	}
}

func FuzzDiff(f *testing.F) {
	for i, s := range samples {
		f.Add([]byte(s), []byte(samples[(i+1)%len(samples)]))
	}
	f.Fuzz(func(t *testing.T, older, newer []byte) {
		if len(older)+len(newer) > 1<<16 {
			t.Skip()
		}
		d := Diff(Decode("k", older), Decode("k", newer))
		for _, name := range d.Views() {
			for _, width := range []int{0, 40, 60, 81} {
				v := d.As(name).Fit(width)
				checkLines(t, v, 500)
			}
		}
		checkDiff(t, Decode("k", older).As("text"), Decode("k", newer).As("text"))
	})
}

// Looking closer goes on where the library gave up: more changes than it
// looks for at once are all found.
func TestManyChangesAreAllFound(t *testing.T) {
	var older, newer []string
	for i := range 5_000 {
		older = append(older, fmt.Sprint("line ", i))
		newer = append(newer, fmt.Sprint("line ", i))
		if i%10 == 0 {
			newer[i] = fmt.Sprint("changed ", i)
		}
	}
	c := Compare(Decode("", []byte(strings.Join(older, "\n"))), Decode("", []byte(strings.Join(newer, "\n"))))
	if c.coarse || c.added != 500 || c.removed != 500 {
		t.Errorf("+%d -%d lines, coarse: %v", c.added, c.removed, c.coarse)
	}
}

// Where both ends of what is left are of more changes than the library looks
// for, what lies between them is found all the same.
func TestBlocksThatAreReplacedAreFound(t *testing.T) {
	block := func(of string) (lines []string) {
		for i := range 100 {
			lines = append(lines, fmt.Sprint("    ", of, i))
		}
		return lines
	}
	var older, newer []string
	for _, name := range []string{"one", "two", "three"} {
		older = append(append(older, "  "+name+": |"), block("older "+name)...)
		newer = append(append(newer, "  "+name+": |"), block("newer "+name)...)
	}
	older[0], newer[len(newer)-1] = "before", "after"
	c := Compare(Decode("", []byte(strings.Join(older, "\n"))), Decode("", []byte(strings.Join(newer, "\n"))))
	if len(c.edits) != 3 || c.coarse || c.added != 301 || c.removed != 301 {
		t.Errorf("+%d -%d lines in %v, coarse: %v", c.added, c.removed, c.edits, c.coarse)
	}
}

// What can't be compared well is still compared in bounds.
func TestADiffOfDocumentsThatShareNothing(t *testing.T) {
	big := func(format string, n int) *Document {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return Decode("", b.Bytes())
	}
	a, b := big("line %d of one\n", 60_000), big("line %d of the other\n", 60_000)
	d := Diff(a, b)
	if want := "diff older to newer: +60,000 -60,000 lines"; d.About != want {
		t.Errorf("%q", d.About)
	}
	// All lines alike, but for how many: each diagonal of the search is long.
	alike := func(n int) *Document { return Decode("", bytes.Repeat([]byte("x\n"), n)) }
	if got := Diff(alike(190_000), alike(90_000)).About; got != "diff older to newer: +0 -100,000 lines" {
		t.Errorf("%q", got)
	}
	if got := rowsOf(Diff(alike(300_000), b)); !strings.Contains(strings.Join(got, " "), "Too long to be compared: 300,001 and 60,001 lines") {
		t.Errorf("%q", got)
	}
}
