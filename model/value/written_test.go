package value

import (
	"encoding/json"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

func TestWritten(t *testing.T) {
	meta := func(last time.Duration) metav1.ObjectMeta {
		return metav1.ObjectMeta{
			Name: "x", CreationTimestamp: ago(time.Hour), DeletionTimestamp: ptr(ago(-time.Hour)),
			ManagedFields: []metav1.ManagedFieldsEntry{
				{Manager: "kubelet", Time: ptr(ago(last))}, {Manager: "kubectl", Time: ptr(ago(2 * last))}, {Manager: "none"},
			},
		}
	}
	inJSON := func(o any) []byte {
		raw, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	typed := func(kind string, version string) metav1.TypeMeta {
		return metav1.TypeMeta{Kind: kind, APIVersion: version}
	}
	lease := &coordinationv1.Lease{
		TypeMeta: typed("Lease", "coordination.k8s.io/v1"), ObjectMeta: meta(time.Minute),
		Spec: coordinationv1.LeaseSpec{RenewTime: &metav1.MicroTime{Time: now.Add(-3 * time.Second)}},
	}
	var inner runtime.Unknown
	if err := inner.Unmarshal(stored(t, &corev1.Pod{ObjectMeta: meta(time.Minute)})[4:]); err != nil {
		t.Fatal(err)
	}
	inner.APIVersion, inner.Kind = "example.com/v9", "Newer"
	unknown, err := inner.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want time.Duration // ago; -1: not known
	}{
		"managed fields":      {stored(t, &corev1.Pod{ObjectMeta: meta(time.Minute)}), time.Minute},
		"no managed fields":   {stored(t, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{CreationTimestamp: ago(time.Hour)}}), time.Hour},
		"a kind not known":    {append([]byte(envelope), unknown...), time.Minute},
		"a lease":             {stored(t, lease.DeepCopy()), 3 * time.Second},
		"a lease in JSON":     {inJSON(lease), 3 * time.Second},
		"an event":            {stored(t, &corev1.Event{ObjectMeta: metav1.ObjectMeta{CreationTimestamp: ago(time.Hour)}, LastTimestamp: ago(time.Second)}), time.Second},
		"a newer event":       {stored(t, &eventsv1.Event{ObjectMeta: metav1.ObjectMeta{CreationTimestamp: ago(time.Hour)}, EventTime: metav1.NewMicroTime(now.Add(-time.Second))}), time.Second},
		"a custom resource":   {inJSON(map[string]any{"apiVersion": "example.com/v1", "kind": "Widget", "metadata": meta(time.Minute), "spec": []int{1}}), time.Minute},
		"no times":            {stored(t, &corev1.Pod{}), -1},
		"text":                {[]byte("2026-03-01"), -1},
		"nothing":             {nil, -1},
		"other JSON":          {[]byte(`{"apiVersion": 5, "kind": []}`), -1},
		"a time that is none": {[]byte(`{"apiVersion":"v1","kind":"Widget","metadata":{"creationTimestamp":"yesterday"}}`), -1},
		"broken":              {[]byte(envelope + "\x0a\xff"), -1},
		"a broken lease":      {append(stored(t, lease.DeepCopy())[:60:60], 0xff), -1},
	} {
		got := Written(c.raw)
		if c.want < 0 && !got.IsZero() || c.want >= 0 && !got.Equal(now.Add(-c.want)) {
			t.Errorf("%s: written %v", name, got)
		}
	}
}

func FuzzWritten(f *testing.F) {
	f.Add([]byte(envelope))
	f.Add([]byte(`{"apiVersion":"v1","kind":"Event","metadata":{"creationTimestamp":null}}`))
	f.Add(stored(f, &corev1.Event{LastTimestamp: ago(time.Second)}))
	f.Fuzz(func(_ *testing.T, raw []byte) { Written(raw) })
}
