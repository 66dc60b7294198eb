package value

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

// Each is a Secret, or under a key of one, however it is spelled or broken.
func TestSecretsThatAreHardToTell(t *testing.T) {
	for name, c := range map[string]struct{ key, value string }{
		"data twice":           {"", `{"apiVersion":"v1","kind":"Secret","data":{"password":"hunter2"},"data":{"password":"hunter2"}}`},
		"kind twice":           {"", `{"apiVersion":"v1","kind":"Secret","kind":"ConfigMap","data":{"password":"hunter2"}}`},
		"kind in two cases":    {"", `{"apiVersion":"v1","kind":"Secret","Kind":"","data":{"password":"hunter2"}}`},
		"without a version":    {"", `{"kind":"Secret","Kind":"","data":{"password":"hunter2"}}`},
		"a number too long":    {"", `{"apiVersion":"v1","kind":"Secret","data":{"password":"hunter2"},"n":1.00000000000000000000000001}`},
		"escapes":              {"", `{"apiVersion":"v1","k\u0069nd":"Secr\u0065t","data":{"password":"hunter2"}}`},
		"escapes in its data":  {"", `{"apiVersion":"v1","kind":"S\u0065cret","\u0064ata":{"password":"hunter2"}}`},
		"Kind only":            {"", `{"apiVersion":"v1","Kind":"Secret","data":{"password":"hunter2"}}`},
		"Data":                 {"", `{"apiVersion":"v1","kind":"Secret","Data":{"password":"hunter2"}}`},
		"data is a list":       {"", `{"apiVersion":"v1","kind":"Secret","data":[{"a":"hunter2"}]}`},
		"data is deep":         {"", `{"apiVersion":"v1","kind":"Secret","data":{"a":{"hunter2":"x"}}}`},
		"applied is an object": {"", `{"apiVersion":"v1","kind":"Secret","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":{"a":"hunter2"}}}}`},
		"template":             {"", `{"apiVersion":"template.openshift.io/v1","kind":"Template","objects":[{"apiVersion":"v1","kind":"Secret","stringData":{"password":"hunter2"}}]}`},
		"applied template":     {"", `{"apiVersion":"a/v1","kind":"Template","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"objects\":[{\"kind\":\"Secret\",\"stringData\":{\"a\":\"hunter2\"}}]}\n"}}}`},
		"list":                 {"", `[{"apiVersion":"v1","kind":"Secret","stringData":{"password":"hunter2"}}]`},
		"list of two kinds":    {"", `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","Kind":"x","data":{"a":"hunter2"}}]}`},
		"Items":                {"", `{"apiVersion":"v1","kind":"SecretList","Items":[{"data":{"a":"hunter2"}}]}`},
		"list of its own":      {"", `{"apiVersion":"v1","kind":"FooList","items":[{"apiVersion":"v1","kind":"Secret","data":{"a":"hunter2"}}]}`},
		"list of lists":        {"", `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"PodList","items":[{"kind":"Secret","data":{"a":"hunter2"}}]}]}`},
		"items are a map":      {"", `{"apiVersion":"v1","kind":"List","items":{"a":{"kind":"Secret","data":{"a":"hunter2"}}}}`},
		"secret items a map":   {"", `{"apiVersion":"v1","kind":"SecretList","items":{"a":{"data":{"a":"hunter2"}}}}`},
		"yaml with an error":   {"", "apiVersion: v1\nkind: Secret\ndata:\n  a: hunter2\nb: [\n"},
		"yaml in flow style":   {"", "{apiVersion: v1, kind: Secret, stringData: {a: hunter2}}"},
		"yaml after text":      {"", "a manifest:\n\n---\nkind: 'Secret'\nstringData:\n  a: hunter2\nb: [\n"},
		"long yaml":            {"", "kind: Secret\nstringData:\n  a: hunter2\n" + strings.Repeat("# a comment\n", maxYAML/12+1)},
		"byte order mark":      {"", "\ufeff" + `{"apiVersion":"v1","kind":"Secret","data":{"a":"hunter2"}}`},
		"two documents":        {"", strings.Repeat(`{"apiVersion":"v1","kind":"Secret","data":{"a":"hunter2"}}`+"\n", 2)},
		"truncated":            {"", `{"apiVersion":"v1","kind" : "Secret","data":{"a":"hunter2"}`},
		"truncated, escapes":   {"", `{"\u006bind":"Secr\u0065t","data":{"a":"hunter2"}`},
		"manifest in a text":   {"", `{"apiVersion":"v1","kind":"ConfigMap","data":{"a.yaml":"kind: Secret\nstringData:\n  a: hunter2\n"}}`},
		"not text":             {"", "\x00\x01kind: Secret\nstringData:\n  a: hunter2\n\xff"},
		"key, list":            {"/x/password", `{"apiVersion":"v1","kind":"List","items":[{"kind":"ConfigMap","data":{"password":"hunter2"}}]}`},
		"key, odd secret":      {"/x/password", `{"apiVersion":"v1","kind":"Secret","value":"hunter2"}`},
		"key, odd metadata":    {"/x/password", `{"apiVersion":"v1","kind":"Secret","metadata":{"value":"hunter2"}}`},
		"key, another version": {"/x/password", `{"apiVersion":"v2","kind":"Secret","metadata":{"name":"hunter2"}}`},
		"key, odd list":        {"/x/password", `{"apiVersion":"v1","kind":"SecretList","items":[{"value":"hunter2"}]}`},
		"key, in its version":  {"/x/password", `{"apiVersion":"hunter2","kind":"Foo"}`},
		"key, other kind":      {"/x/password", `{"apiVersion":"v1","kind":"Foo","metadata":{"name":"hunter2"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			d := Decode(c.key, []byte(c.value))
			for _, name := range d.Views() {
				v := d.As(name)
				if !v.Masked() || !strings.Contains(joined(v.Reveal()), "hunter2") && !strings.Contains(name, string(KindHex)) && !strings.Contains(name, string(KindProtobuf)) {
					t.Errorf("%s: masked %v, revealed:\n%.200s", name, v.Masked(), joined(v.Reveal()))
				}
				checkHidden(t, v.Reveal().Mask(), []byte("hunter2"))
			}
		})
	}
}

func TestWhatOnlyNamesASecretIsShown(t *testing.T) {
	for _, text := range []string{
		`{"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","spec":{"valuesFrom":[{"kind":"Secret","name":"a"}],"b":"the kind is Secret"}}`,
		`{"apiVersion":"external-secrets.io/v1","kind":"SecretStore","data":{"a":"b"}}`,
		`[{"kind":"Secret"},{"data":"b"}]`,
		"kind: ExternalSecret\ndata: a\n",
		"mankind: Secret and data",
		"of what kind? Secret",
	} {
		if d := Decode("/a", []byte(text)); d.Secret() {
			t.Errorf("masked: %s", text)
		}
	}
}

// The facts are of the value, too, and a view may have them of another one.
func TestFactsOfWhatIsMasked(t *testing.T) {
	message := `{"apiVersion":"v1","kind":"Event","message":"kind: Secret\nstringData:\n  a: hunter2"}`
	for key, raw := range map[string]string{"/a": message, "/password": `{"apiVersion":"v1","kind":"Foo","metadata":{"name":"hunter2"}}`} {
		d := Decode(key, []byte(raw))
		checkHidden(t, d, []byte("hunter2"))
		for _, name := range d.Views() {
			checkHidden(t, d.Reveal().As(name).Mask(), []byte("hunter2"))
			if bare := d.Reveal().As(name); len(bare.Facts) == 0 || !bare.Secret() {
				t.Errorf("%s of %s: %v", name, raw, bare.Facts)
			}
		}
	}
}

// wrapped is a Secret in something else, which is in something else.
func wrapped(t testing.TB, rt *rapid.T, raw []byte) []byte {
	for range rapid.IntRange(0, 4).Draw(rt, "containers") {
		isJSON := json.Valid(raw)
		switch rapid.SampledFrom([]string{"list", "template", "field", "text", "stored text", "yaml", "gzip", "base64", "gzip in base64"}).Draw(rt, "in") {
		case "list":
			if isJSON {
				raw = []byte(`{"apiVersion":"v1","kind":"PodList","items":[{},` + string(raw) + `]}`)
			}
		case "template":
			if isJSON {
				raw = []byte(`{"apiVersion":"template.openshift.io/v1","kind":"Template","objects":[` + string(raw) + `]}`)
			}
		case "field":
			if isJSON {
				raw = []byte(`{"a":[1,"b",` + string(raw) + `],"c":{}}`)
			}
		case "text":
			if isJSON {
				text, err := json.Marshal(string(raw))
				if err != nil {
					rt.Fatal(err)
				}
				raw = []byte(`{"apiVersion":"v1","kind":"ConfigMap","data":{"a.json":` + string(text) + `}}`)
			}
		case "stored text":
			if isJSON {
				o := &corev1.ConfigMap{Data: map[string]string{"a.json": string(raw)}}
				return stored(t, o)
			}
		case "yaml":
			if y, err := yaml.JSONToYAML(raw); isJSON && err == nil {
				raw = append([]byte("---\na: b\n---\n"), y...)
			}
		case "gzip":
			return packed(t, raw)
		case "base64":
			return []byte(base64.StdEncoding.EncodeToString(raw))
		case "gzip in base64":
			return []byte(base64.StdEncoding.EncodeToString(packed(t, raw)))
		}
	}
	return raw
}

func TestNothingOfASecretInAContainerIsSeen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		secret, o := drawSecret(rt)
		raw, err := json.Marshal(o)
		if err != nil {
			rt.Fatal(err)
		}
		raw = wrapped(t, rt, raw)
		d := Decode("/some/key", raw)
		if !d.Masked() {
			rt.Fatalf("not masked: %.300q", raw)
		}
		for _, piece := range strings.SplitN(string(secret), " ", 2) {
			checkHidden(rt, d, []byte(piece))
		}
	})
}

// What a wall of base64 is can be told before it is unpacked.
func TestOffers(t *testing.T) {
	words := `{"a":"some words that can be read"}`
	code := func(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }
	secret := `{"apiVersion":"v1","kind":"Secret","data":{"a":"aHVudGVyMg=="}}`
	for name, c := range map[string]struct{ value, masked, revealed string }{
		"json":             {code([]byte(words)), "base64 › json", ""},
		"gzip":             {code(packed(t, []byte(words))), "base64 › gzip › json", ""},
		"noise":            {code([]byte("\x00\x01\xfe\xff\x02\x9a\x8b\x7c\x80\x90\xa0\xb1\xc0\xd1")), "", ""},
		"text":             {words, "", ""},
		"secret":           {secret, "", "json › yaml decoded"},
		"secret in base64": {code([]byte(secret)), "", "base64 › json › yaml"},
	} {
		d := Decode("/a", []byte(c.value))
		if got := d.Offers(); got != c.masked {
			t.Errorf("%s: %q", name, got)
		}
		if got := d.Reveal().Offers(); d.Masked() && got != c.revealed {
			t.Errorf("%s, revealed: %q", name, got)
		}
		if want := d.Offers(); want != "" && d.As(want).View() != want {
			t.Errorf("%s: there is no view %q", name, want)
		}
	}
}
