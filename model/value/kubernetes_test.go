package value

import (
	"bytes"
	"math/rand"
	"os/exec"
	"slices"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	"k8s.io/apimachinery/pkg/api/apitesting/roundtrip"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"sigs.k8s.io/randfill"
	"sigs.k8s.io/yaml"
)

// stored is an object as the API server writes it.
func stored(t testing.TB, o runtime.Object) []byte {
	t.Helper()
	gvks, _, err := kinds().ObjectKinds(o)
	if err != nil {
		t.Fatal(err)
	}
	if o.GetObjectKind().GroupVersionKind().Empty() {
		o.GetObjectKind().SetGroupVersionKind(gvks[0])
	}
	var b bytes.Buffer
	if err := protobuf.NewSerializer(kinds(), kinds()).Encode(o, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// text of a YAML document as it is.
func yamlOf(t testing.TB, d *Document) string {
	t.Helper()
	y, ok := d.body.(*objectText)
	if !ok {
		t.Fatalf("it is shown as %s:\n%s", d.Kind, joined(d))
	}
	return writtenText(t, y)
}

// writtenText puts the sections together again.
func writtenText(t testing.TB, y *objectText) string {
	t.Helper()
	if y.len() == 0 {
		t.Fatal("there are no lines")
	}
	var pieces []string
	for i := 0; i < y.lines; {
		text, s := y.at(i)
		if s == nil {
			return string(text.raw)
		}
		pieces = append(pieces, string(text.raw))
		i += s.size
	}
	return strings.Join(pieces, "\n")
}

func filler(seed int64) *randfill.Filler {
	// JSON inside of an object is equal only if it is written alike.
	canonical := func(serializer.CodecFactory) []any {
		return []any{
			func(r *runtime.RawExtension, _ randfill.Continue) {
				r.Raw = []byte(`{"apiVersion":"v1","kind":"Anything","n":[1,2.5,true]}`)
			},
			// Schemas have schemas in so many fields that they would never end.
			func(s *apiextensionsv1.JSONSchemaProps, c randfill.Continue) {
				leaf := apiextensionsv1.JSONSchemaProps{Type: c.String(0), Description: c.String(0), Maximum: ptr(c.Float64())}
				*s = apiextensionsv1.JSONSchemaProps{
					Properties: map[string]apiextensionsv1.JSONSchemaProps{c.String(0): leaf}, Not: &leaf, AllOf: []apiextensionsv1.JSONSchemaProps{leaf},
					Items:   &apiextensionsv1.JSONSchemaPropsOrArray{Schema: &leaf},
					Default: &apiextensionsv1.JSON{Raw: []byte(`{"a":[1,"two"]}`)}, XPreserveUnknownFields: ptr(true),
				}
			},
			func(s *apiextensionsv1beta1.JSONSchemaProps, c randfill.Continue) {
				leaf := apiextensionsv1beta1.JSONSchemaProps{Type: c.String(0), Description: c.String(0)}
				*s = apiextensionsv1beta1.JSONSchemaProps{
					Properties:           map[string]apiextensionsv1beta1.JSONSchemaProps{c.String(0): leaf},
					AdditionalProperties: &apiextensionsv1beta1.JSONSchemaPropsOrBool{Allows: true, Schema: &leaf},
				}
			},
		}
	}
	funcs := fuzzer.MergeFuzzerFuncs(metafuzzer.Funcs, canonical)
	return fuzzer.FuzzerFor(funcs, rand.NewSource(seed), serializer.NewCodecFactory(kinds()))
}

// storedKinds are the kinds that have a protobuf form and are objects.
func storedKinds() (all []schema.GroupVersionKind) {
	for gvk, typ := range kinds().AllKnownTypes() {
		o, err := kinds().New(gvk)
		_, marshals := o.(interface{ Marshal() ([]byte, error) })
		if err == nil && marshals && gvk.Version != runtime.APIVersionInternal && !roundtrip.GlobalNonRoundTrippableTypes().Has(gvk.Kind) && typ.Name() == gvk.Kind {
			all = append(all, gvk)
		}
	}
	slices.SortFunc(all, func(a, b schema.GroupVersionKind) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// Every kind that there is, filled with anything: what is shown is what
// kubectl's own library writes, and it is the object.
func TestEveryKindIsShownAsKubectlDoes(t *testing.T) {
	all := storedKinds()
	if len(all) < 250 {
		t.Fatalf("only %d kinds are known", len(all))
	}
	rounds := 2
	if testing.Short() {
		rounds = 1
	}
	for i, gvk := range all {
		f := filler(int64(i))
		for range rounds {
			o, err := kinds().New(gvk)
			if err != nil {
				t.Fatal(err)
			}
			f.Fill(o)
			o.GetObjectKind().SetGroupVersionKind(gvk)
			checkKind(t, o)
		}
	}
}

func checkKind(t *testing.T, o runtime.Object) {
	t.Helper()
	kind := o.GetObjectKind().GroupVersionKind()
	raw := stored(t, o)
	o, _, err := protobuf.NewSerializer(kinds(), kinds()).Decode(raw, nil, nil) // protobuf knows no empty lists
	if err != nil {
		t.Fatal(err)
	}
	d := Decode("/registry/anything", raw)
	if d.Kind != KindYAML && !d.Masked() || d.About != kind.GroupVersion().String()+" "+kind.Kind {
		t.Fatalf("%s is taken for %s, %q:\n%s", kind, d.Kind, d.About, joined(d))
	}
	if f := d.Facts; len(f) > 0 && f[len(f)-1].Bad && strings.Contains(f[len(f)-1].Name, "not all") {
		t.Fatalf("%s: nothing of it is newer than the library", kind)
	}
	full := d.As("kubernetes › " + managedFields).Reveal()
	want, err := yaml.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	if got := yamlOf(t, full) + "\n"; got != string(want) {
		t.Fatalf("%s is shown as\n%s\nwant\n%s", kind, got, want)
	}
	checkSections(t, full.body.(*objectText).index.raw, false)
	checkSections(t, full.body.(*objectText).index.raw, true)
	back, _ := kinds().New(kind)
	if err := yaml.Unmarshal([]byte(yamlOf(t, full)), back); err != nil {
		t.Fatal(err)
	}
	if !apiequality.Semantic.DeepEqual(o, back) {
		t.Fatalf("%s isn't the object any more:\n%s", kind, want)
	}
	if m, err := meta.Accessor(o); err == nil {
		m.SetManagedFields(nil)
	}
	if want, err = yaml.Marshal(o); err != nil {
		t.Fatal(err)
	}
	shown := d.Reveal()
	if got := yamlOf(t, shown) + "\n"; got != string(want) {
		t.Fatalf("%s is shown as\n%s\nwant\n%s", kind, got, want)
	}
	checkText(t, shown, want[:len(want)-1])
}

// The library may gain groups: none is to be forgotten.
func TestEveryGroupOfTheLibraryIsKnown(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{range .GoFiles}}{{if eq . "register.go"}}{{$.ImportPath}}{{end}}{{end}}`, "k8s.io/api/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, typ := range kinds().AllKnownTypes() {
		known[typ.PkgPath()] = true
	}
	packages := strings.Fields(string(out))
	for _, p := range packages {
		if !known[p] {
			t.Errorf("%s isn't among the groups", p)
		}
	}
	if len(packages) < 50 {
		t.Errorf("only %d packages were found", len(packages))
	}
}
