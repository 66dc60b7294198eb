package demo

import (
	"context"
	"fmt"
	"iter"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/sync/errgroup"
)

const (
	batchOps   = 128       // etcd's default --max-txn-ops
	batchBytes = 512 << 10 // of its 1.5 MiB --max-request-bytes; one larger value travels alone
	writers    = 4         // transactions under way; more don't help on one raft log
)

// Item is a key to be written. Items share memory: don't change their values.
type Item struct {
	Key   string
	Value []byte
	Lease Lease // zero: none
}

// Lease is a lease to be granted. Items with equal leases share one.
type Lease struct {
	Name    string // tells leases apart, etcd doesn't see it
	TTL     time.Duration
	Renewed bool // kept alive while its keys' writer is there
}

// Fill writes the items, many at a time and in no strict order. Keys must be
// unique. Renewed leases stay alive until ctx ends or the client is closed.
func Fill(ctx context.Context, client *clientv3.Client, items iter.Seq[Item]) error {
	f := newFiller(client)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(writers)
	for batch := range batches(items) {
		if gctx.Err() != nil {
			break
		}
		ops, err := f.ops(ctx, batch)
		if err != nil {
			_ = g.Wait() // the cause is err
			return err
		}
		g.Go(func() error { return f.commit(gctx, ops) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// filler turns items into transactions and remembers the leases it granted.
// Its ops are made by one goroutine, committed by any.
type filler struct {
	client *clientv3.Client
	leases map[Lease]clientv3.LeaseID
}

func newFiller(client *clientv3.Client) *filler {
	return &filler{client: client, leases: make(map[Lease]clientv3.LeaseID)}
}

// write writes one batch and returns when it is in the store.
func (f *filler) write(ctx context.Context, batch []Item) error {
	ops, err := f.ops(ctx, batch)
	if err != nil {
		return err
	}
	return f.commit(ctx, ops)
}

func (f *filler) commit(ctx context.Context, ops []clientv3.Op) error {
	if _, err := f.client.Txn(ctx).Then(ops...).Commit(); err != nil {
		return fmt.Errorf("cannot write the demo's keys: %w", err)
	}
	return nil
}

func (f *filler) ops(ctx context.Context, batch []Item) ([]clientv3.Op, error) {
	ops := make([]clientv3.Op, 0, len(batch))
	for _, item := range batch {
		id, err := f.lease(ctx, item.Lease)
		if err != nil {
			return nil, err
		}
		ops = append(ops, clientv3.OpPut(item.Key, string(item.Value), clientv3.WithLease(id)))
	}
	return ops, nil
}

// lease grants the lease when it is met for the first time.
func (f *filler) lease(ctx context.Context, lease Lease) (clientv3.LeaseID, error) {
	if lease == (Lease{}) {
		return clientv3.NoLease, nil
	}
	if id, ok := f.leases[lease]; ok {
		return id, nil
	}
	granted, err := f.client.Grant(ctx, int64(lease.TTL/time.Second))
	if err != nil {
		return 0, fmt.Errorf("cannot grant a lease to the demo's keys: %w", err)
	}
	if lease.Renewed {
		// The client renews by itself; its reports are of no interest.
		if _, err := f.client.KeepAlive(ctx, granted.ID); err != nil {
			return 0, fmt.Errorf("cannot keep a lease of the demo alive: %w", err)
		}
	}
	f.leases[lease] = granted.ID
	return granted.ID, nil
}

// batches cuts items into what fits one transaction. A batch is the
// receiver's to keep.
func batches(items iter.Seq[Item]) iter.Seq[[]Item] {
	return func(yield func([]Item) bool) {
		var batch []Item
		size := 0
		for item := range items {
			weight := len(item.Key) + len(item.Value)
			if len(batch) == batchOps || len(batch) > 0 && size+weight > batchBytes {
				if !yield(batch) {
					return
				}
				batch, size = nil, 0
			}
			batch = append(batch, item)
			size += weight
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}
