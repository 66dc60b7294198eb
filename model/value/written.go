package value

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Written is when a value was written, by what it says itself; zero if it
// doesn't. That is the latest time that a Kubernetes object has of its past:
// who wrote it, a Lease's renewal, when an Event was last seen, its creation. It
// reads no more of the value than that takes.
func Written(raw []byte) time.Time {
	if stored, found := bytes.CutPrefix(raw, []byte(envelope)); found {
		var wrapped runtime.Unknown
		if wrapped.Unmarshal(stored) != nil || wrapped.ContentEncoding != "" {
			return time.Time{}
		}
		return lastTime(timed(wrapped.APIVersion, wrapped.Kind, wrapped.Raw))
	}
	return writtenJSON(raw)
}

// timed is an object of the few kinds that have times of their own, or the
// metadata of any other.
func timed(apiVersion, kind string, raw []byte) any {
	var own interface{ Unmarshal([]byte) error }
	switch group, _, _ := strings.Cut(apiVersion, "/"); {
	case kind == "Lease" && group == coordinationv1.GroupName:
		own = &coordinationv1.Lease{}
	case kind == "Event" && group == eventsv1.GroupName:
		own = &eventsv1.Event{}
	case kind == "Event" && apiVersion == "v1":
		own = &corev1.Event{}
	}
	if own != nil && own.Unmarshal(raw) == nil {
		return own
	}
	return bareMeta(raw)
}

func writtenJSON(raw []byte) time.Time {
	start := skipSpace(raw, 0)
	if start == len(raw) || raw[start] != '{' || !bytes.Contains(raw, []byte(`"apiVersion"`)) {
		return time.Time{}
	}
	var head struct {
		APIVersion string
		Kind       string
		Metadata   metav1.ObjectMeta
	}
	if json.Unmarshal(raw, &head) != nil || head.Kind == "" {
		return time.Time{}
	}
	if head.Kind == "Lease" || head.Kind == "Event" {
		if own := jsonTyped(raw, head.APIVersion, head.Kind); own != nil {
			return lastTime(own)
		}
	}
	return lastTime(&metav1.PartialObjectMetadata{ObjectMeta: head.Metadata})
}

// lastTime is the latest time in an object's facts that is past: its deletion is
// to come.
func lastTime(object any) (t time.Time) {
	for _, f := range factsOf(object) {
		if f.Name != deleting && f.Time.After(t) {
			t = f.Time
		}
	}
	return t
}
