package value

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Objects that no server would have made, for a reader's harm: they end in a
// message or in another view, not in a stack or a memory that is used up.
func TestDeepObjectsAreNotFollowed(t *testing.T) {
	schema := &apiextensionsv1.JSONSchemaProps{Type: "string"}
	for range 3000 {
		schema = &apiextensionsv1.JSONSchemaProps{Not: schema}
	}
	crd := &apiextensionsv1.CustomResourceDefinition{}
	crd.Spec.Versions = []apiextensionsv1.CustomResourceDefinitionVersion{{Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: schema}}}
	d := Decode("", stored(t, crd))
	if d.Kind != KindProtobuf || !strings.Contains(d.About, "CustomResourceDefinition") {
		t.Errorf("a deep schema is shown as %s, %q", d.View(), d.About)
	}
	deep := strings.Repeat(`{"a":`, 5000) + "[" + strings.Repeat("1,", 50_000) + "1]" + strings.Repeat("}", 5000)
	for name, raw := range map[string][]byte{
		"json":        []byte(`{"apiVersion":"a/v1","kind":"B","deep":` + deep + `}`),
		"in protobuf": stored(t, &appsv1.ControllerRevision{Data: runtime.RawExtension{Raw: []byte(deep)}}),
	} {
		d := Decode("", raw)
		if got := joined(d); d.Kind != KindYAML || len(got) > 1000 || !strings.Contains(got, "look at it in another view") {
			t.Errorf("%s: %d bytes are shown", name, len(got))
		}
		if views := d.Views(); len(views) < 2 {
			t.Errorf("%s: there is no other view: %q", name, views)
		}
	}
}
