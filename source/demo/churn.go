package demo

import (
	"context"
	"fmt"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Pace says how fast Run goes. All its durations must be positive.
type Pace struct {
	Fill   time.Duration // from one batch of the bulk to the next
	Change time.Duration // from one step of the life after that to the next
	Lease  time.Duration // how long keys live that are left to expire; etcd rounds up to 1 s
}

// DefaultPace fills in about 4 s; after that some ten keys a second change.
func DefaultPace() Pace {
	return Pace{Fill: 20 * time.Millisecond, Change: 150 * time.Millisecond, Lease: 5 * time.Second}
}

// Run writes the keyspace of the seed, its first keys at once and the rest at
// the pace, and then keeps it alive: nodes report, deployments roll, settings
// change, leases expire. It returns nil when ctx ends, an error when a write
// fails.
//
// It is the only part of the program that writes, and writes to the demo's
// own server only.
func Run(ctx context.Context, client *clientv3.Client, seed uint64, pace Pace) error {
	k := newKeyspace(newCluster(seed, time.Now()))
	f := newFiller(client)
	err := f.fill(ctx, k, pace.Fill)
	if err == nil {
		err = newChurn(k.cluster, f, pace.Lease).run(ctx, pace.Change)
	}
	if ctx.Err() == nil {
		return err
	}
	return nil // it was told to end
}

func (f *filler) fill(ctx context.Context, k *keyspace, every time.Duration) error {
	for batch := range batches(k.opening()) {
		if err := f.write(ctx, batch); err != nil {
			return err
		}
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for batch := range batches(k.bulk()) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := f.write(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// step is one small change of the keyspace, in one transaction.
type step func(context.Context) error

// churn changes the keyspace one step after the other.
type churn struct {
	*cluster
	*filler
	lease   time.Duration
	cycle   []step
	rollout []step // what is left to do of the one under way
	steps   int    // done so far
	beats   int    // heartbeats so far
	workers int    // registered so far
}

func newChurn(c *cluster, f *filler, lease time.Duration) *churn {
	ch := &churn{cluster: c, filler: f, lease: lease}
	// Fixed shares instead of dice: every kind of change is there every two
	// seconds, whoever looks.
	ch.cycle = []step{
		ch.heartbeat, ch.roll, ch.podStatus, ch.heartbeat, ch.roll, ch.startWorker,
		ch.heartbeat, ch.roll, ch.changeSetting, ch.heartbeat, ch.roll, ch.nodeStatus,
	}
	return ch
}

func (ch *churn) run(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		next := ch.cycle[ch.steps%len(ch.cycle)]
		ch.steps++
		ch.now = time.Now()
		if err := next(ctx); err != nil {
			return err
		}
	}
}

// apply writes the items and deletes the keys in one transaction.
func (ch *churn) apply(ctx context.Context, items []Item, deleted ...string) error {
	ops, err := ch.ops(ctx, items)
	if err != nil {
		return err
	}
	for _, key := range deleted {
		ops = append(ops, clientv3.OpDelete(key))
	}
	return ch.commit(ctx, ops)
}

func (ch *churn) heartbeat(ctx context.Context) error {
	n := ch.nodes[ch.beats%len(ch.nodes)]
	ch.beats++
	return ch.apply(ctx, []Item{stored(heartbeatObject(n, ch.now))})
}

func (ch *churn) nodeStatus(ctx context.Context) error {
	return ch.apply(ctx, []Item{stored(nodeObject(ch.freeNode(), ch.now))})
}

// podStatus lets a pod fall ill or get well; the ill ones say so in an event.
func (ch *churn) podStatus(ctx context.Context) error {
	p := pick(ch.rng, ch.somewhere().pods())
	switch p.phase {
	case podRunning:
		p.phase = podNotReady
	case podCrashing:
		p.restarts++
	default:
		p.phase = podRunning
	}
	items := []Item{stored(ch.podObject(p)), stored(sliceObject(p.revision.workload, ch.now))}
	if p.phase != podRunning {
		items = append(items, ch.event(p, trouble(p)))
	}
	return ch.apply(ctx, items)
}

// startWorker registers a worker that never renews its lease, so that its key
// expires.
func (ch *churn) startWorker(ctx context.Context) error {
	ch.workers++
	n := ch.freeNode()
	name := fmt.Sprintf("worker-%04d", ch.workers)
	lease := Lease{Name: name, TTL: ch.lease}
	defer delete(ch.leases, lease) // no other key will ask for it
	return ch.apply(ctx, []Item{{
		Key:   "service/batch-workers/" + name,
		Value: fmt.Appendf(nil, `{"host":%q,"addr":"%s:7070","started":%q}`, n.name, n.ip(), ch.now.UTC().Format(time.RFC3339)),
		Lease: lease,
	}})
}

// changeSetting changes a feature flag or a number in the config.
func (ch *churn) changeSetting(ctx context.Context) error {
	w := ch.somewhere()
	if ch.rng.IntN(3) == 0 {
		pool := fmt.Appendf(nil, "%d", 10+5*ch.rng.IntN(8))
		return ch.apply(ctx, []Item{{Key: "config/" + w.namespace + "/db/pool-size", Value: pool}})
	}
	percent := ch.rng.IntN(101)
	return ch.apply(ctx, []Item{flagItem(w.namespace, w.name+"-new-flow", percent > 0, percent, ch.now)})
}

// somewhere is a workload of a team: every other time of the first one, which
// is where one is most likely to look.
func (ch *churn) somewhere() *workload {
	all := teams()
	team := all[0]
	if ch.rng.IntN(2) == 0 {
		team = pick(ch.rng, all)
	}
	return pick(ch.rng, ch.in(team.namespace))
}

// event happens now. The lease of its period is granted when it is met first,
// for the full hour.
func (ch *churn) event(p *pod, h happening) Item {
	return eventItem(p, h, ch.now, eventLease(ch.now, ch.now.Truncate(eventsPerLease)))
}
