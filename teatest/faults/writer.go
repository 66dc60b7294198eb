//go:build linux

package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// txnOps is etcd's default --max-txn-ops.
const txnOps = 128

// writer is what the world does meanwhile. It remembers nothing: a write that
// failed may have happened or not, and the store knows.
type writer struct {
	client *clientv3.Client
	rand   *rand.Rand
	pause  time.Duration // between two writes, at most
	keys   int           // that there could be, so that about half of them are

	keepsHistory bool // it compacts nothing

	mu   sync.Mutex
	done int
}

// run writes until ctx ends.
func (w *writer) run(ctx context.Context) {
	for ctx.Err() == nil {
		attempt, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		err := w.write(attempt)
		cancel()
		w.mu.Lock()
		if err == nil {
			w.done++
		}
		w.mu.Unlock()
		select {
		case <-time.After(time.Duration(w.rand.Int64N(int64(w.pause)))):
		case <-ctx.Done():
		}
	}
}

// writes is how many have worked.
func (w *writer) writes() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done
}

// write does one of the things that clients do.
func (w *writer) write(ctx context.Context) (err error) {
	switch n := w.rand.IntN(100); {
	case n < 40:
		_, err = w.client.Put(ctx, w.key(), w.value())
	case n < 65:
		_, err = w.client.Delete(ctx, w.key())
	case n < 77:
		_, err = w.client.Txn(ctx).Then(w.ops(1 + w.rand.IntN(6))...).Commit()
	case n < 85: // a burst
		_, err = w.client.Txn(ctx).Then(w.ops(txnOps)...).Commit()
	case n < 90:
		_, err = w.client.Delete(ctx, w.namespace(), clientv3.WithPrefix())
	case n < 96:
		err = w.lease(ctx)
	case !w.keepsHistory:
		err = w.compact(ctx)
	}
	return err
}

// ops change different keys, as a transaction must.
func (w *writer) ops(n int) (ops []clientv3.Op) {
	keys := map[string]bool{}
	for range n {
		key := w.key()
		if keys[key] {
			continue
		}
		keys[key] = true
		if w.rand.IntN(4) == 0 {
			ops = append(ops, clientv3.OpDelete(key))
		} else {
			ops = append(ops, clientv3.OpPut(key, w.value()))
		}
	}
	return ops
}

// lease puts keys that go by themselves.
func (w *writer) lease(ctx context.Context) error {
	lease, err := w.client.Grant(ctx, 1)
	if err != nil {
		return err
	}
	for range 1 + w.rand.IntN(4) {
		if _, err := w.client.Put(ctx, w.key(), w.value(), clientv3.WithLease(lease.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) compact(ctx context.Context) error {
	resp, err := w.client.Get(ctx, "now")
	if err != nil {
		return err
	}
	_, err = w.client.Compact(ctx, resp.Header.Revision)
	return err
}

const teams = 8

var (
	kinds = []string{"pods", "configmaps", "secrets", "events", "leases"}
	// strange are keys that a tree of paths gets wrong first.
	strange = []string{"plain", "/registry/pods/team-1", "/registry/pods//", "//", "/registry/events/", "\xff\xfe", "/registry/pods/team-1//x", "~"}
)

// key is one of about w.keys.
func (w *writer) key() string {
	if w.rand.IntN(40) == 0 {
		return strange[w.rand.IntN(len(strange))]
	}
	return fmt.Sprintf("%sobject-%04d", w.namespace(), w.rand.IntN(1+w.keys/len(kinds)/teams))
}

func (w *writer) namespace() string {
	return fmt.Sprintf("/registry/%s/team-%d/", kinds[w.rand.IntN(len(kinds))], w.rand.IntN(teams))
}

func (w *writer) value() string { return fmt.Sprintf("%0*d", 1+w.rand.IntN(200), 0) }

// fill writes n keys, or a few less: some are drawn twice.
func (w *writer) fill(ctx context.Context, n int) error {
	for ; n > 0; n -= txnOps {
		var ops []clientv3.Op
		keys := map[string]bool{}
		for range min(n, txnOps) {
			if key := w.key(); !keys[key] {
				keys[key] = true
				ops = append(ops, clientv3.OpPut(key, w.value()))
			}
		}
		if err := persist(ctx, func(ctx context.Context) error {
			_, err := w.client.Txn(ctx).Then(ops...).Commit()
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// quiet ends what would still change by itself.
func quiet(ctx context.Context, client *clientv3.Client) error {
	return persist(ctx, func(ctx context.Context) error {
		leases, err := client.Leases(ctx)
		if err != nil {
			return err
		}
		for _, l := range leases.Leases {
			if _, err := client.Revoke(ctx, l.ID); err != nil && !isGone(err) {
				return err
			}
		}
		return nil
	})
}
