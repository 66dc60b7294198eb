//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/etcdscope/etcdscope/model/value"
)

const (
	valuesPrefix = "/values/"
	smallValue   = valuesPrefix + "small"
	valueLines   = 50  // of a screen
	valueWidth   = 120 // in cells
)

// valueFound is what was measured of a big value.
type valueFound struct {
	Name, Key, About string
	Keys             int       // beside it
	First            []float64 // ms, from its bytes to the first screen
	Screen           []float64 // a screen in its midst, in those of a small value
}

// bigValue is one of about 1 MiB.
type bigValue struct {
	name, about string
	raw         []byte
}

// valuesChild puts big values and measures what they cost by themselves.
func valuesChild(ctx context.Context, args []string) (any, error) {
	client, err := connect(args[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	values, err := bigValues()
	if err != nil {
		return nil, err
	}
	if _, err := client.Put(ctx, smallValue, "a small value"); err != nil {
		return nil, err
	}
	var all []valueFound
	for i, v := range values {
		found := valueFound{
			Name: fmt.Sprintf("%s, %d kB", v.name, len(v.raw)>>10), Key: fmt.Sprintf("%sbig-%d", valuesPrefix, i),
			About: v.about, Keys: len(values) + 1,
		}
		if _, err := client.Put(ctx, found.Key, string(v.raw)); err != nil {
			return nil, err
		}
		found.measure(v, number(args[1]))
		all = append(all, found)
	}
	return all, nil
}

func (f *valueFound) measure(v bigValue, runs int) {
	screen := func(d *value.Document, from int) {
		for i := range valueLines {
			value.Wrap(d.Line(from+i), valueWidth)
		}
	}
	reference := value.Decode("", []byte(strings.Repeat("a line: of a small value\n", 2*valueLines)))
	for range runs {
		started := time.Now()
		d := value.Decode(f.Key, v.raw)
		screen(d, 0)
		f.First = append(f.First, milliseconds(time.Since(started)))
		least := mean(func(int) { screen(reference, valueLines/2) })
		f.Screen = append(f.Screen, mean(func(i int) { screen(d, (d.Len()-valueLines)*i/treeCalls) })/least)
	}
}

// bigValues are long texts, very many small fields, and what lies between.
func bigValues() ([]bigValue, error) {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog\n", 1<<20/44)
	slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: "big"}}
	for i := range 9000 {
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{fmt.Sprintf("10.0.%d.%d", i/256, i%256)}, NodeName: new("node-1"),
			Conditions: discoveryv1.EndpointConditions{Ready: new(true), Serving: new(true)},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Name: fmt.Sprintf("checkout-7d9f4c-%d", i), Namespace: "payments", UID: "a3f0e6b2-0000-0000-0000-000000000000"},
		})
	}
	objects := map[string]interface{ Marshal() ([]byte, error) }{
		"v1 ConfigMap":                      &corev1.ConfigMap{Data: map[string]string{"text": text}},
		"discovery.k8s.io/v1 EndpointSlice": slice,
	}
	var all []bigValue
	for _, about := range slices.Sorted(maps.Keys(objects)) {
		apiVersion, kind, _ := strings.Cut(about, " ")
		raw, err := objects[about].Marshal()
		if err != nil {
			return nil, err
		}
		body, err := (&runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: apiVersion, Kind: kind}, Raw: raw}).Marshal()
		if err != nil {
			return nil, err
		}
		all = append(all, bigValue{kind, about, append([]byte("k8s\x00"), body...)})
	}
	custom, err := json.Marshal(customObject(6000))
	return append(all, bigValue{"custom resource", "example.com/v1 Fleet", custom}), err
}

// customObject is a custom resource with many items.
func customObject(items int) map[string]any {
	ships := make([]any, items)
	for i := range ships {
		ships[i] = map[string]any{
			"name": fmt.Sprintf("ship-%d", i), "ready": true, "weight": i, "labels": map[string]any{"zone": "eu-1", "class": "b"},
			"conditions": []any{map[string]any{"type": "Afloat", "status": "True", "reason": "WaterBelow"}},
		}
	}
	return map[string]any{
		"apiVersion": "example.com/v1", "kind": "Fleet", "metadata": map[string]any{"name": "big", "namespace": "payments"},
		"spec": map[string]any{"ships": ships},
	}
}
