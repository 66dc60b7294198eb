package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

func TestFillWritesByteForByte(t *testing.T) {
	t.Parallel()
	client := dial(t, start(t).Endpoint())
	all := everything()
	items := slices.Concat(all[:5000], all[len(all)-1000:]) // with every kind of key, and the largest values
	if err := Fill(soon(t), client, slices.Values(items)); err != nil {
		t.Fatal(err)
	}
	got := make(map[string][]byte)
	chunks, err := client.GetStream(soon(t), "\x00", clientv3.WithFromKey())
	if err != nil {
		t.Fatal(err)
	}
	leased := 0
	for chunk := range chunks {
		if chunk.Err() != nil {
			t.Fatal(chunk.Err())
		}
		for _, kv := range chunk.Kvs {
			got[string(kv.Key)] = kv.Value
			if kv.Lease != 0 {
				leased++
			}
		}
	}
	wantLeased := 0
	for _, item := range items {
		if item.Lease != (Lease{}) {
			wantLeased++
		}
		if value, ok := got[item.Key]; !ok || !bytes.Equal(value, item.Value) {
			t.Fatalf("%q: found %v, %d bytes, want %d", item.Key, ok, len(value), len(item.Value))
		}
	}
	if len(got) != len(items) || leased != wantLeased {
		t.Errorf("%d keys, %d with a lease; want %d, %d", len(got), leased, len(items), wantLeased)
	}
}

func TestFillKeepsRenewedLeasesAlive(t *testing.T) {
	t.Parallel()
	client := dial(t, start(t).Endpoint())
	ctx := soon(t)
	watch := client.Watch(ctx, "left")
	err := Fill(ctx, client, slices.Values([]Item{
		{Key: "renewed", Lease: Lease{Name: "a", TTL: time.Second, Renewed: true}},
		{Key: "renewed-too", Lease: Lease{Name: "a", TTL: time.Second, Renewed: true}},
		// Twice as long, so that the other would be gone by the time it is.
		{Key: "left", Lease: Lease{Name: "b", TTL: 2 * time.Second}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	leases, err := client.Leases(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(leases.Leases) != 2 {
		t.Errorf("%d leases, want 2", len(leases.Leases))
	}
	for changed := range watch {
		if last := changed.Events[len(changed.Events)-1]; last.Type == clientv3.EventTypeDelete {
			break
		}
	}
	if n := count(t, client); n != 2 {
		t.Errorf("%d keys outlived the lease that nobody renewed, want 2", n)
	}
}

func TestFillEndsWithItsContext(t *testing.T) {
	client := dial(t, start(t).Endpoint())
	ctx, cancel := context.WithCancel(t.Context())
	endless := func(yield func(Item) bool) {
		for i := 0; yield(Item{Key: fmt.Sprint("key-", i)}); i++ {
			if i == 3*batchOps {
				cancel()
			}
		}
	}
	if err := Fill(ctx, client, endless); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestFillSaysWhatFailed(t *testing.T) {
	client := dial(t, start(t).Endpoint())
	err := Fill(soon(t), client, slices.Values([]Item{{Key: "twice"}, {Key: "twice"}}))
	if err == nil || !strings.Contains(err.Error(), "duplicate key") {
		t.Errorf("error %v, want etcd's words about the duplicate key", err)
	}
}

func TestRegistryHasKeysOfSixtyBytes(t *testing.T) {
	const n = 50_000
	seen := make(map[string]bool, n)
	resources, namespaces := make(map[string]int), make(map[string]int)
	for item := range Registry(n) {
		if len(item.Key) != 60 || len(item.Value) != 100 {
			t.Fatalf("%q: %d bytes with a value of %d", item.Key, len(item.Key), len(item.Value))
		}
		if seen[item.Key] {
			t.Fatalf("%q comes twice", item.Key)
		}
		seen[item.Key] = true
		parts := strings.Split(item.Key, "/")
		resources[parts[2]]++
		namespaces[parts[len(parts)-2]]++
	}
	if len(seen) != n {
		t.Errorf("%d keys, want %d", len(seen), n)
	}
	if pods := resources["pods"]; pods < n/4 || pods > n/3 {
		t.Errorf("%d of %d keys are pods, want 28 %%", pods, n)
	}
	if len(resources) != 12 || len(namespaces) != registryNamespaces {
		t.Errorf("%d resources in %d namespaces, want 12 in %d", len(resources), len(namespaces), registryNamespaces)
	}
	if namespaces["ns-000"] < 20*namespaces["ns-119"] {
		t.Errorf("the first namespace has %d keys, the last %d: want it much larger", namespaces["ns-000"], namespaces["ns-119"])
	}
}

func TestARegistryBeginsWithTheSmallerOnes(t *testing.T) {
	small := slices.Collect(Registry(1000))
	i := 0
	for item := range Registry(2000) {
		if i < len(small) && item.Key != small[i].Key {
			t.Fatalf("key %d is %q, was %q", i, item.Key, small[i].Key)
		}
		i++
	}
	if i != 2000 {
		t.Errorf("%d keys", i)
	}
}

func TestFillWritesARegistry(t *testing.T) {
	t.Parallel()
	client := dial(t, start(t).Endpoint())
	if err := Fill(soon(t), client, Registry(5000)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, client); n != 5000 {
		t.Errorf("%d keys, want 5000", n)
	}
}

func TestBatchesFitATransaction(t *testing.T) {
	var items []Item
	for i := range 1000 {
		items = append(items, Item{Key: fmt.Sprintf("%04d", i), Value: make([]byte, i*37%9000)})
	}
	items = slices.Insert(items, 500, Item{Key: "large", Value: make([]byte, 1<<20)})
	var again []Item
	for batch := range batches(slices.Values(items)) {
		size := 0
		for _, item := range batch {
			size += len(item.Key) + len(item.Value)
		}
		if len(batch) > batchOps || size > batchBytes && len(batch) > 1 {
			t.Errorf("a batch of %d items with %d bytes", len(batch), size)
		}
		again = append(again, batch...)
	}
	if !slices.EqualFunc(items, again, func(a, b Item) bool { return a.Key == b.Key }) {
		t.Error("the batches together aren't the items")
	}
}
