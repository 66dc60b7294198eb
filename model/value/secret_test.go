package value

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

// everything is all that can be seen of a document, in all of its views.
func everything(d *Document) string {
	var b strings.Builder
	for _, name := range d.Views() {
		v := d.As(name)
		for _, v := range []*Document{v, v.ASCII(), v.Fit(30), exact(v)} {
			b.WriteString(v.About + "\n" + joined(v) + "\n")
			for _, f := range v.Facts {
				b.WriteString(f.Name + " " + f.Value + "\n")
			}
			for i := range v.Len() {
				b.WriteString(v.Path(i) + "\n")
			}
		}
	}
	return b.String()
}

// checkHidden checks that no piece of a secret is seen, however it is written.
func checkHidden(t rapid.TB, d *Document, secret []byte) {
	t.Helper()
	seen := everything(d)
	squeezed := strings.NewReplacer(" ", "", "\n", "").Replace(seen)
	for at := 0; at+6 <= len(secret); at++ {
		piece := secret[at : at+6]
		if strings.Contains(seen, string(piece)) {
			t.Fatalf("%q is seen in\n%s", piece, seen)
		}
		if strings.Contains(squeezed, hex.EncodeToString(piece)) {
			t.Fatalf("%x is seen in\n%s", piece, seen)
		}
	}
	for shift := range 3 {
		if len(secret) < shift+6 {
			continue
		}
		whole := (len(secret) - shift) / 3 * 3
		if code := base64.StdEncoding.EncodeToString(secret[shift : shift+min(whole, 9)]); strings.Contains(seen, code) {
			t.Fatalf("%s is seen in\n%s", code, seen)
		}
	}
}

func drawSecret(rt *rapid.T) ([]byte, *corev1.Secret) {
	// Of characters that nothing else in an object has in a row.
	plain := rapid.SliceOfN(rapid.SampledFrom([]byte("QXZJqxzj0189#%&\x00\xfe")), 9, 400).Draw(rt, "secret")
	text := rapid.StringMatching("[QXZJqxzj0189#]{9,200}").Draw(rt, "text")
	s := &corev1.Secret{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"},
		ObjectMeta: metav1.ObjectMeta{Name: "db", Namespace: "payments", Annotations: map[string]string{lastApplied: `{"data":{"pw":"` + text + `"}}`, "other": "stays"}},
		Data:       map[string][]byte{"pw": plain, "empty": {}},
		StringData: map[string]string{"text": text},
	}
	return append(append(bytes.Clone(plain), ' '), text...), s
}

func TestNothingOfASecretIsSeen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		secret, o := drawSecret(rt)
		plain, text, _ := bytes.Cut(secret, []byte(" "))
		asJSON, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		asYAML, err := yaml.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		list, err := json.Marshal(&corev1.List{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "List"}, Items: []runtime.RawExtension{{Raw: asJSON}}})
		if err != nil {
			t.Fatal(err)
		}
		for name, raw := range map[string][]byte{
			"protobuf":        stored(t, o),
			"list":            stored(t, &corev1.SecretList{Items: []corev1.Secret{*o}}),
			"json":            asJSON,
			"list in json":    list,
			"yaml":            asYAML,
			"gzip":            packed(t, asJSON),
			"gzip of gzip":    packed(t, packed(t, stored(t, o))),
			"truncated":       stored(t, o)[:rapid.IntRange(30, 60).Draw(rt, "end")],
			"two kinds":       []byte(strings.Replace(string(asJSON), `"kind"`, `"kind":"ConfigMap","KIND"`, 1)),
			"with big number": []byte(strings.Replace(string(asJSON), `"kind"`, `"n":123456789012345678901234567890,"kind"`, 1)),
		} {
			d := Decode("/some/key", raw)
			if !d.Masked() {
				rt.Fatalf("%s isn't masked", name)
			}
			checkHidden(rt, d, plain)
			checkHidden(rt, d, text)
		}
		for _, key := range []string{"/app/db-password", "/registry/secrets/payments/db"} {
			for _, raw := range [][]byte{plain, text, packed(t, text), asYAML, asJSON, stored(t, o), []byte(base64.StdEncoding.EncodeToString(plain))} {
				checkHidden(rt, Decode(key, raw), plain)
				checkHidden(rt, Decode(key, raw), text)
			}
		}
	})
}

func packed(t testing.TB, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRevealShowsItAndMaskHidesItAgain(t *testing.T) {
	o := &corev1.Secret{Data: map[string][]byte{"pw": []byte("hunter2")}}
	d := Decode("/registry/secrets/a/b", stored(t, o))
	masked := "apiVersion: v1\ndata:\n  pw: •••••• (7 B)\nkind: Secret\nmetadata: {}"
	if got := joined(d); got != masked || !d.Masked() || !d.Secret() {
		t.Errorf("masked %v:\n%s", d.Masked(), got)
	}
	bare := d.Reveal()
	if got := joined(bare); !strings.Contains(got, "pw: aHVudGVyMg==") || bare.Masked() || !bare.Secret() {
		t.Errorf("revealed:\n%s", got)
	}
	if got := joined(bare.As("kubernetes › " + plainData)); !strings.Contains(got, "pw: hunter2") {
		t.Errorf("its data as text:\n%s", got)
	}
	if got := joined(bare.As("hex")); !strings.Contains(got, "6e 74 65 72 32") {
		t.Errorf("another view of what is revealed:\n%s", got)
	}
	if got := joined(bare.As("hex").Mask()); got != "•••••• (59 B, masked)" {
		t.Errorf("masked again:\n%s", got)
	}
	if got := joined(bare.Mask()); got != masked {
		t.Errorf("masked again:\n%s", got)
	}
}

// A Secret that is read in many sections is masked in each.
func TestEverySectionOfASecretIsMasked(t *testing.T) {
	data := manySecrets()
	d := Decode("/a", bigObjects(t)["Secrets"].raw)
	sections := len(d.body.(*objectText).sections)
	for name, v := range map[string]*Document{
		"masked": d, "masked again": d.Reveal().Mask(), "decoded": d.As(inKubernetes + Between + plainData), "in ASCII": d.ASCII(),
	} {
		got := joined(v)
		if strings.Contains(got, "hunter2") || strings.Contains(got, "aHVudGVyMi") || sections < 10 {
			t.Errorf("%s: something of it is seen", name)
		}
		if n := strings.Count(got, " B)"); n != len(data) {
			t.Errorf("%s: %d of %d are masked: %s", name, n, len(data), got[:200])
		}
	}
	if got := strings.Count(joined(d.Reveal()), "aHVudGVyMi"); got != len(data) {
		t.Errorf("revealed: %d of %d are seen", got, len(data))
	}
}

func TestKeysOfSecrets(t *testing.T) {
	for key, want := range map[string]bool{
		"":                               false,
		"/app/config":                    false,
		"/app/Password":                  true,
		"/app/db-passwords/1":            true,
		"/app/x/private_key":             true,
		"/app/privatekey":                true,
		"/app/API-KEY":                   true,
		"/registry/secrets/a/b":          true,
		"/registry/configmaps/a/secrets": false,
		"\xff/password":                  true,
	} {
		if got := Decode(key, []byte("text")).Masked(); got != want {
			t.Errorf("%q: masked %v", key, got)
		}
	}
	o := Options{Secret: []string{"/team-?/*", "[broken"}}
	for key, want := range map[string]bool{"/team-a/x/y": true, "/team-ab/x": false, "/password": true} {
		if got := o.Decode(key, []byte("text")).Masked(); got != want {
			t.Errorf("with patterns, %q: masked %v", key, got)
		}
	}
	for pattern, ok := range map[string]bool{"*vault*": true, "/a/[a-f]?": true, `\[x`: true, "": false, "[broken": false, "*[": false} {
		if err := CheckPattern(pattern); (err == nil) != ok {
			t.Errorf("pattern %q: %v", pattern, err)
		}
	}
}
