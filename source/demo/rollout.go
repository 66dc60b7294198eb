package demo

import (
	"context"
	"slices"
	"time"
)

// historyLimit is how many ReplicaSets a Deployment keeps.
const historyLimit = 10

// roll does the next step of the rollout under way, or begins another.
func (ch *churn) roll(ctx context.Context) error {
	if len(ch.rollout) == 0 {
		ch.rollout = ch.plan(ch.nextToRoll())
	}
	next := ch.rollout[0]
	ch.rollout = ch.rollout[1:]
	return next(ctx)
}

// nextToRoll is a deployment, but not the first, whose pods keep their names.
func (ch *churn) nextToRoll() *workload {
	for {
		if w := ch.somewhere(); w.kind == "Deployment" && w != ch.workloads[0] {
			return w
		}
	}
}

// plan is a rolling update: one new pod is created and started before an old
// one goes, as often as there are replicas.
func (ch *churn) plan(w *workload) []step {
	old := w.current()
	var next *revision
	var fresh *pod
	steps := []step{func(ctx context.Context) error {
		next = ch.addRevision(w, ch.now)
		return ch.apply(ctx, []Item{stored(replicaSetObject(next)), stored(deploymentObject(w))})
	}}
	for range w.replicas {
		steps = append(steps,
			func(ctx context.Context) error {
				fresh = ch.createPod(next)
				return ch.apply(ctx, []Item{stored(ch.podObject(fresh)), stored(replicaSetObject(next)), ch.event(fresh, lifeOf(fresh)[0])})
			},
			func(ctx context.Context) error {
				fresh.phase = podRunning
				return ch.apply(ctx, []Item{stored(ch.podObject(fresh)), stored(sliceObject(w, ch.now)), ch.event(fresh, lifeOf(fresh)[4])})
			},
			func(ctx context.Context) error { return ch.removePod(ctx, old) },
		)
	}
	return append(steps, func(ctx context.Context) error { return ch.finish(ctx, w) })
}

func (ch *churn) createPod(r *revision) *pod {
	p := ch.addPod(r, ch.podName(r), ch.freeNode(), ch.now.Truncate(time.Second))
	p.phase, p.restarts = podPending, 0
	return p
}

// removePod deletes the oldest pod of the revision and what hangs on it.
func (ch *churn) removePod(ctx context.Context, r *revision) error {
	p := r.pods[0]
	r.pods = slices.Delete(r.pods, 0, 1)
	killing := happening{reason: "Killing", message: "Stopping container " + r.workload.name, component: "kubelet"}
	return ch.apply(ctx,
		[]Item{stored(replicaSetObject(r)), ch.event(p, killing)},
		stored(ch.podObject(p)).Key, endpointItem(p).Key,
	)
}

// finish reports the rollout as done and drops the oldest ReplicaSet when
// there are too many.
func (ch *churn) finish(ctx context.Context, w *workload) error {
	items := []Item{stored(deploymentObject(w)), stored(sliceObject(w, ch.now))}
	if len(w.revisions) <= historyLimit {
		return ch.apply(ctx, items)
	}
	oldest := w.revisions[0]
	w.revisions = slices.Delete(w.revisions, 0, 1)
	return ch.apply(ctx, items, stored(replicaSetObject(oldest)).Key)
}
