package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// quick is a pace for tests, which don't wait longer than they must.
func quick() Pace { return Pace{Fill: time.Millisecond, Change: time.Millisecond, Lease: time.Second} }

func TestRunFillsThenKeepsChanging(t *testing.T) {
	t.Parallel()
	client := dial(t, start(t).Endpoint())
	ctx := soon(t)
	watch := client.Watch(ctx, "\x00", clientv3.WithFromKey())
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- Run(running, client, 1, quick()) }()

	missing := wanted()
	filled := 0 // keys before the first change
	changing := false
	for response := range watch {
		for _, event := range response.Events {
			changing = changing || event.IsModify() || event.Type == clientv3.EventTypeDelete
			if !changing {
				filled++
				continue
			}
			for what, is := range missing {
				if is(event) {
					delete(missing, what)
				}
			}
		}
		if len(missing) == 0 {
			break
		}
	}
	for what := range missing {
		t.Errorf("never saw %s", what)
	}
	if filled < 20_000 {
		t.Errorf("%d keys were written before the first change, want the whole keyspace", filled)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("error %v from a run that was told to end", err)
	}
}

// wanted are the changes that the demo shows.
func wanted() map[string]func(*clientv3.Event) bool {
	below := func(prefix string, is func(*clientv3.Event) bool) func(*clientv3.Event) bool {
		return func(e *clientv3.Event) bool { return strings.HasPrefix(string(e.Kv.Key), prefix) && is(e) }
	}
	deleted := func(e *clientv3.Event) bool { return e.Type == mvccpb.DELETE }
	return map[string]func(*clientv3.Event) bool{
		"a pod created":              below("/registry/pods/", (*clientv3.Event).IsCreate),
		"a pod's status":             below("/registry/pods/", (*clientv3.Event).IsModify),
		"a pod deleted":              below("/registry/pods/", deleted),
		"a replica set created":      below("/registry/replicasets/", (*clientv3.Event).IsCreate),
		"a deployment updated":       below("/registry/deployments/", (*clientv3.Event).IsModify),
		"an endpoint slice updated":  below("/registry/endpointslices/", (*clientv3.Event).IsModify),
		"an event":                   below("/registry/events/", (*clientv3.Event).IsCreate),
		"a node's heartbeat":         below("/registry/leases/", (*clientv3.Event).IsModify),
		"a node's status":            below("/registry/minions/", (*clientv3.Event).IsModify),
		"a feature flag switched":    below("feature-flags/", (*clientv3.Event).IsModify),
		"a setting changed":          below("config/", (*clientv3.Event).IsModify),
		"a worker that registers":    below("service/batch-workers/", (*clientv3.Event).IsCreate),
		"a worker whose lease ended": below("service/batch-workers/", deleted),
	}
}

// What is deleted and created must agree with what is there, or the picture
// falls apart the longer one looks.
func TestRolloutsKeepTheNumberOfPods(t *testing.T) {
	t.Parallel()
	client := dial(t, start(t).Endpoint())
	ctx := soon(t)
	k := newKeyspace(newCluster(1, time.Now()))
	if err := Fill(ctx, client, objects(k.podsOf("payments"))); err != nil {
		t.Fatal(err)
	}
	before := count(t, client)
	ch := newChurn(k.cluster, newFiller(client), time.Second)
	w := k.in("payments")[1]
	old := w.current()
	for range 2 {
		for _, step := range ch.plan(w) {
			ch.now = time.Now()
			if err := step(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	pods, err := client.Get(ctx, "/registry/pods/", clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		t.Fatal(err)
	}
	if int(pods.Count) != before {
		t.Errorf("%d pods after two rollouts, had %d", pods.Count, before)
	}
	for _, kv := range pods.Kvs {
		if strings.Contains(string(kv.Key), "/"+old.name()+"-") {
			t.Errorf("%s of the old revision is still there", kv.Key)
		}
	}
}

func TestTheDocumentedPodIsNeverRolledOut(t *testing.T) {
	ch := newChurn(newCluster(1, time.Now()), nil, time.Second)
	for range 10_000 {
		if w := ch.nextToRoll(); w == ch.workloads[0] || w.kind != "Deployment" {
			t.Fatalf("%s %s/%s would be rolled out", w.kind, w.namespace, w.name)
		}
	}
	if p := ch.workloads[0].pods()[0]; p.name != "checkout-7d9f4c-x2x9z" {
		t.Errorf("the documented pod is %s", p.name)
	}
}
