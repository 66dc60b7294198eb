package value

import (
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// bigObjects are of about 1 MiB: one long text, and very many small fields.
func bigObjects() map[string]runtime.Object {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog\n", 1<<20/44)
	slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: "big"}}
	for i := range 9000 {
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{fmt.Sprintf("10.0.%d.%d", i/256, i%256)}, NodeName: ptr("node-1"),
			Conditions: discoveryv1.EndpointConditions{Ready: ptr(true), Serving: ptr(true)},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Name: fmt.Sprintf("checkout-7d9f4c-%d", i), Namespace: "payments", UID: "a3f0e6b2-0000-0000-0000-000000000000"},
		})
	}
	return map[string]runtime.Object{
		"ConfigMap":     &corev1.ConfigMap{Data: map[string]string{"text": text}},
		"Secret":        &corev1.Secret{Data: map[string][]byte{"blob": []byte(text)}},
		"EndpointSlice": slice,
	}
}

// From bytes to the first screen, then a screen from the middle.
func BenchmarkKubernetes(b *testing.B) {
	for name, o := range bigObjects() {
		raw := stored(b, o)
		b.Run(name+"/FirstScreen", func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				screenOf(Decode("", raw), 0)
			}
		})
		d := Decode("", raw).Reveal()
		b.Run(name+"/Scroll", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				screenOf(d, d.Len()/2)
			}
		})
	}
}

func screenOf(d *Document, from int) {
	for i := from; i < from+50; i++ {
		Wrap(d.Line(i), 120)
	}
}

// A screen of a big object costs what a screen of a small one does.
func TestAScreenOfABigObjectCostsAScreen(t *testing.T) {
	for name, o := range bigObjects() {
		d := Decode("", stored(t, o)).Reveal()
		for _, at := range []int{0, d.Len() / 2, d.Len() - 50} {
			if n := testing.AllocsPerRun(10, func() { screenOf(d, at) }); n > 50*50 {
				t.Errorf("%s: a screen at line %d takes %.0f allocations", name, at, n)
			}
		}
	}
}
