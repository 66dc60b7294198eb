package demo

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	// eventTTL is how long kube-apiserver keeps events (--event-ttl).
	eventTTL = time.Hour
	// eventsPerLease is after how long a new lease is granted to the events
	// that follow: kube-apiserver shares leases too, they are not free.
	eventsPerLease = 5 * time.Minute
)

// happening is one event of a pod.
type happening struct {
	reason, message, component string
	warning                    bool
	after                      time.Duration // since the pod was created
}

// lifeOf is what happens to every pod that starts, and to those that fail.
func lifeOf(p *pod) []happening {
	w := p.revision.workload
	image := w.image(p.revision)
	life := []happening{
		{"Scheduled", fmt.Sprintf("Successfully assigned %s/%s to %s", w.namespace, p.name, p.node.name), "default-scheduler", false, 0},
		{"Pulling", fmt.Sprintf("Pulling image %q", image), "kubelet", false, time.Second},
		{"Pulled", fmt.Sprintf("Successfully pulled image %q in 2.114s (2.114s including waiting). Image size: 48211307 bytes.", image), "kubelet", false, 3 * time.Second},
		{"Created", "Created container: " + w.name, "kubelet", false, 3 * time.Second},
		{"Started", "Started container " + w.name, "kubelet", false, 4 * time.Second},
	}
	if p.phase == podCrashing || p.phase == podNotReady {
		life = append(life, trouble(p))
	}
	return life
}

func trouble(p *pod) happening {
	w := p.revision.workload
	if p.phase == podCrashing {
		return happening{"BackOff", fmt.Sprintf("Back-off restarting failed container %s in pod %s_%s(%s)", w.name, p.name, w.namespace, uid("Pod", w.namespace, p.name)), "kubelet", true, time.Minute}
	}
	return happening{"Unhealthy", fmt.Sprintf("Readiness probe failed: Get \"http://%s:%d/readyz\": context deadline exceeded", p.ip, w.port), "kubelet", true, 30 * time.Second}
}

// eventItem is the event, which happened at that time, on the lease.
func eventItem(p *pod, h happening, at time.Time, lease Lease) Item {
	w := p.revision.workload
	m := meta("Event", w.namespace, fmt.Sprintf("%s.%016x", p.name, at.UnixNano()+int64(digest(h.reason)[0])), at)
	m.ManagedFields = []metav1.ManagedFieldsEntry{managed(h.component, "v1", "", eventFields, at)}
	event := &corev1.Event{ObjectMeta: m,
		InvolvedObject: corev1.ObjectReference{
			Kind: "Pod", Namespace: w.namespace, Name: p.name, UID: uid("Pod", w.namespace, p.name), APIVersion: "v1", FieldPath: "spec.containers{" + w.name + "}",
		},
		Reason: h.reason, Message: h.message, Source: corev1.EventSource{Component: h.component, Host: p.node.name},
		FirstTimestamp: metav1.NewTime(at), LastTimestamp: metav1.NewTime(at), Count: 1, Type: corev1.EventTypeNormal,
		ReportingController: h.component, ReportingInstance: p.node.name,
	}
	if h.warning {
		event.Type, event.Count = corev1.EventTypeWarning, p.restarts+1
	}
	item := stored(event)
	item.Lease = lease
	return item
}

// eventLease is the lease that events of that moment share: what is left of
// their hour, never less than one sharing period.
func eventLease(at, now time.Time) Lease {
	period := at.Truncate(eventsPerLease)
	left := max(eventTTL-now.Sub(period), eventsPerLease).Truncate(time.Second)
	return Lease{Name: "events/" + period.Format(time.RFC3339), TTL: left}
}

const eventFields = `{"f:count":{},"f:firstTimestamp":{},"f:involvedObject":{},"f:lastTimestamp":{},"f:message":{},"f:reason":{},` +
	`"f:reportingComponent":{},"f:source":{".":{},"f:component":{},"f:host":{}},"f:type":{}}`
