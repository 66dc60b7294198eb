package value

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// bigObject is one of about 1 MiB as it is stored.
type bigObject struct {
	raw  []byte
	view string // the one that is looked at; "": the first
}

// bigObjects are one long text, and very many small fields, in lists and maps,
// side by side and in each other.
func bigObjects(t testing.TB) map[string]bigObject {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog\n", 1<<20/44)
	crd := bigDefinition(t)
	asJSON := func(v any) []byte {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	node := bigNode()
	all := map[string]bigObject{
		"ConfigMap":     {raw: stored(t, &corev1.ConfigMap{Data: map[string]string{"text": text}})},
		"Secret":        {raw: stored(t, &corev1.Secret{Data: map[string][]byte{"blob": []byte(text)}})},
		"Secrets":       {raw: stored(t, &corev1.Secret{Data: manySecrets()})},
		"EndpointSlice": {raw: stored(t, bigSlice())},
		"Pods":          {raw: asJSON(bigCustomResource())},
		"CRD":           {raw: stored(t, crd)},
		"CRDinJSON":     {raw: asJSON(crd)},
		"Node":          {raw: stored(t, node)},
		"managedFields": {raw: stored(t, node), view: inKubernetes + Between + managedFields},
	}
	return all
}

func bigSlice() *discoveryv1.EndpointSlice {
	slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: "big"}}
	for i := range 9000 {
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{fmt.Sprintf("10.0.%d.%d", i/256, i%256)}, NodeName: ptr("node-1"),
			Conditions: discoveryv1.EndpointConditions{Ready: ptr(true), Serving: ptr(true)},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Name: fmt.Sprintf("checkout-7d9f4c-%d", i), Namespace: "payments", UID: "a3f0e6b2-0000-0000-0000-000000000000"},
		})
	}
	return slice
}

func manySecrets() map[string][]byte {
	data := map[string][]byte{}
	for i := range 12_000 {
		data[fmt.Sprintf("user-%d.token", i)] = []byte(fmt.Sprintf("hunter2-%d-0123456789012345678901234567890123456789", i))
	}
	return data
}

// bigCustomResource is a list of pods of a kind that nobody knows.
func bigCustomResource() map[string]any {
	var items []any
	for i := range 2200 {
		items = append(items, map[string]any{
			"metadata": map[string]any{"name": fmt.Sprintf("checkout-7d9f4c-%d", i), "namespace": "payments", "labels": map[string]any{"app": "checkout", "tier": "web"}},
			"spec": map[string]any{"nodeName": "node-1", "containers": []any{map[string]any{
				"name": "app", "image": "registry.example.com/shop/checkout:v1.2.3", "args": []any{"--port", "8080"},
				"ports": []any{map[string]any{"containerPort": 8080, "protocol": "TCP"}},
			}}},
			"status": map[string]any{"phase": "Running", "podIP": fmt.Sprintf("10.0.%d.%d", i/256, i%256), "startTime": "2026-03-01T12:00:00Z"},
		})
	}
	return map[string]any{
		"apiVersion": "example.com/v1", "kind": "PodSnapshot", "items": items,
		"metadata": map[string]any{"name": "big", "creationTimestamp": "2026-03-01T12:00:00Z"},
	}
}

// bigDefinition has a schema as those of operators that have a whole pod in
// their own objects.
func bigDefinition(t testing.TB) *apiextensionsv1.CustomResourceDefinition {
	t.Helper()
	var schema func(depth, i int) apiextensionsv1.JSONSchemaProps
	schema = func(depth, i int) apiextensionsv1.JSONSchemaProps {
		s := apiextensionsv1.JSONSchemaProps{Type: "string", Description: fmt.Sprintf("Field %d of depth %d is what the operator's user wants to be done: it's\noptional. More info:\nhttps://example.com/docs/%d", i, depth, i)}
		if i%3 == 0 {
			s.Description = "The label key that the selector applies to. This needs to be documented, since it may be changed later: see the page about selectors for what that means to those who have one already."
		}
		if depth == 6 {
			return s
		}
		s.Type, s.Properties = "object", map[string]apiextensionsv1.JSONSchemaProps{}
		for i := range 4 {
			s.Properties[fmt.Sprintf("field%dOfDepth%d", i, depth)] = schema(depth+1, i)
		}
		return s
	}
	crd := &apiextensionsv1.CustomResourceDefinition{TypeMeta: metav1.TypeMeta{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition"}, ObjectMeta: metav1.ObjectMeta{Name: "shops.example.com"}}
	root := schema(0, 1)
	crd.Spec.Versions = []apiextensionsv1.CustomResourceDefinitionVersion{{Name: "v1", Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &root}}}
	return crd
}

func bigNode() *corev1.Node {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "node-1"}}
	for i := range 3000 {
		node.Status.Images = append(node.Status.Images, corev1.ContainerImage{
			Names:     []string{fmt.Sprintf("registry.example.com/shop/checkout-%d@sha256:%064d", i, i), fmt.Sprintf("registry.example.com/shop/checkout-%d:v1.2.3", i)},
			SizeBytes: int64(100_000_000 + i),
		})
	}
	for i := range 100 {
		var fields []string
		for j := range 100 {
			fields = append(fields, fmt.Sprintf(`"k:{\"type\":\"Condition%d\"}":{".":{},"f:lastHeartbeatTime":{}}`, j))
		}
		node.ManagedFields = append(node.ManagedFields, metav1.ManagedFieldsEntry{
			Manager: fmt.Sprintf("manager-%d", i), Operation: "Update", APIVersion: "v1", FieldsType: "FieldsV1", Subresource: "status",
			FieldsV1: metav1.NewFieldsV1(`{"f:status":{"f:conditions":{` + strings.Join(fields, ",") + `}}}`),
		})
	}
	return node
}

func (b bigObject) decode() *Document {
	d := Decode("", b.raw)
	if b.view != "" {
		d = d.As(b.view)
	}
	return d
}

// From bytes to the first screen or the last, then a screen from the middle,
// what is said of its line, and the head of the biggest block.
func BenchmarkKubernetes(b *testing.B) {
	for name, o := range bigObjects(b) {
		b.Run(name+"/FirstScreen", func(b *testing.B) {
			b.SetBytes(int64(len(o.raw)))
			b.ReportAllocs()
			for b.Loop() {
				screenOf(o.decode(), 0)
			}
		})
		b.Run(name+"/LastScreen", func(b *testing.B) {
			for b.Loop() {
				d := o.decode()
				screenOf(d, d.Len()-50)
			}
		})
		b.Run(name+"/Path", func(b *testing.B) {
			for b.Loop() {
				d := o.decode()
				d.Path(d.Len() / 2)
			}
		})
		d := o.decode().Reveal()
		b.Run(name+"/Scroll", func(b *testing.B) {
			b.ReportAllocs()
			at := 0
			for b.Loop() {
				at = (at + 37) % d.Len()
				screenOf(d, at)
			}
		})
		b.Run(name+"/ScrollPathsAndFolds", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for i := range 50 {
					d.Fold(d.Len()/2 + i)
				}
				d.Path(d.Len() / 2)
			}
		})
	}
}

func screenOf(d *Document, from int) {
	for i := max(0, from); i < from+50; i++ {
		Wrap(d.Line(i), 120)
	}
}

// A screen of a big object costs what a screen of a small one does, and no
// more of it is written than is looked at.
func TestAScreenOfABigObjectCostsAScreen(t *testing.T) {
	for name, o := range bigObjects(t) {
		d := o.decode().Reveal()
		for _, at := range []int{0, d.Len() / 2, d.Len() - 50} {
			screenOf(d, at)
			d.Path(at)
			d.Fold(at)
		}
		y, ok := d.body.(*objectText)
		if !ok {
			t.Fatalf("%s is shown as %s", name, d.View())
		}
		made, longest := 0, 0
		for _, s := range y.sections {
			longest = max(longest, s.size)
			if s.made != nil {
				made += s.size
			}
		}
		if text := name == "ConfigMap" || name == "Secret"; y.whole.Load() != nil || (made > 16*sectionLines || longest > 2*sectionLines) && !text {
			t.Errorf("%s: %d of %d lines were made, of %d the longest section has, as a whole %v", name, made, d.Len(), longest, y.whole.Load() != nil)
		}
		for _, at := range []int{0, d.Len() / 2, d.Len() - 50} {
			if n := testing.AllocsPerRun(10, func() { screenOf(d, at) }); n > 50*50 {
				t.Errorf("%s: a screen at line %d takes %.0f allocations", name, at, n)
			}
		}
	}
}

// However a big object is cut, it is what it is as a whole.
func TestSectionsOfBigObjects(t *testing.T) {
	for name, o := range bigObjects(t) {
		d := o.decode().Reveal()
		got := writtenText(t, d.body.(*objectText))
		all := d.body.(*objectText).index.writeAll()
		if got != string(all.raw) {
			t.Errorf("%s: %d bytes, want %d", name, len(got), len(all.raw))
		}
		want := &Document{body: all, safe: d.safe}
		for i := 0; i < d.Len(); i += 1 + d.Len()/500 {
			if a, b := describedLine(d, i), describedLine(want, i); a != b {
				t.Fatalf("%s: line %d is\n%s\nwant\n%s", name, i, a, b)
			}
		}
	}
}
