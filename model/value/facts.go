package value

import (
	"strconv"
	"strings"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Age is the name of the fact that says when an object was created.
const Age = "age"

// WrittenBy is the name of the fact that says who wrote an object last.
const WrittenBy = "written by"

// deleting is the name of the one that says when it is to be gone.
const deleting = "deleting"

// factsOf is what a Kubernetes object says of itself and of who wrote it.
func factsOf(object any) []Fact {
	facts := ownFacts(object)
	m, err := meta.Accessor(object)
	if err != nil {
		return facts
	}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, Fact{Name: name, Value: value})
		}
	}
	if created := m.GetCreationTimestamp(); !created.IsZero() {
		facts = append(facts, Fact{Name: Age, Time: created.Time})
	}
	if deleted := m.GetDeletionTimestamp(); !deleted.IsZero() {
		facts = append(facts, Fact{Name: deleting, Value: strings.Join(m.GetFinalizers(), ", "), Time: deleted.Time, Bad: true})
	}
	if f, ok := writer(m.GetManagedFields()); ok {
		facts = append(facts, f)
	}
	for _, owner := range m.GetOwnerReferences() {
		add("owner", owner.Kind+" "+owner.Name)
	}
	add("name", m.GetName()) // last: the key says it, too
	add("namespace", m.GetNamespace())
	return facts
}

// writer is who wrote last, of those that the API server knows.
func writer(entries []metav1.ManagedFieldsEntry) (Fact, bool) {
	newest := -1
	at := func(i int) time.Time {
		if t := entries[i].Time; t != nil {
			return t.Time
		}
		return time.Time{}
	}
	for i := range entries {
		if newest < 0 || at(i).After(at(newest)) {
			newest = i
		}
	}
	if newest < 0 {
		return Fact{}, false
	}
	e := entries[newest]
	words := []string{e.Manager, string(e.Operation)}
	if e.Subresource != "" {
		words = append(words, "("+e.Subresource+")")
	}
	return Fact{Name: WrittenBy, Value: strings.TrimSpace(strings.Join(words, " ")), Time: at(newest)}, true
}

// ownFacts is what is worth most of a few kinds, which are looked at for it.
func ownFacts(object any) []Fact {
	switch o := object.(type) {
	case *coordinationv1.Lease:
		return leaseFacts(o.Spec)
	case *corev1.Event:
		last := o.LastTimestamp.Time
		if last.IsZero() {
			last = o.EventTime.Time
		}
		count := o.Count
		if o.Series != nil {
			count, last = max(count, o.Series.Count), o.Series.LastObservedTime.Time
		}
		return eventFacts(o.Reason, o.Message, count, last, o.Type)
	case *eventsv1.Event:
		count, last := o.DeprecatedCount, o.EventTime.Time
		if o.Series != nil {
			count, last = max(count, o.Series.Count), o.Series.LastObservedTime.Time
		}
		return eventFacts(o.Reason, o.Note, count, last, o.Type)
	}
	return nil
}

func leaseFacts(spec coordinationv1.LeaseSpec) (facts []Fact) {
	if spec.HolderIdentity != nil {
		facts = append(facts, Fact{Name: "held by", Value: *spec.HolderIdentity})
	}
	if spec.RenewTime != nil {
		facts = append(facts, Fact{Name: "renewed", Time: spec.RenewTime.Time})
	}
	return facts
}

func eventFacts(reason, message string, count int32, last time.Time, severity string) []Fact {
	facts := []Fact{
		{Name: "reason", Value: reason, Bad: severity == corev1.EventTypeWarning},
		{Name: "message", Value: message},
	}
	if count > 0 {
		facts = append(facts, Fact{Name: "count", Value: strconv.Itoa(int(count))})
	}
	if !last.IsZero() {
		facts = append(facts, Fact{Name: "last", Time: last})
	}
	return facts
}

// bareMeta is the metadata of an object of a kind that isn't known: every
// kind has it in its first field.
func bareMeta(raw []byte) *metav1.PartialObjectMetadata {
	var m metav1.PartialObjectMetadata
	field, ok := nextField(raw)
	if !ok || field.number != 1 || field.wire != wireBytes || m.ObjectMeta.Unmarshal(field.bytes) != nil {
		m = metav1.PartialObjectMetadata{}
	}
	return &m
}
