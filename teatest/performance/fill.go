//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/sync/errgroup"

	"github.com/etcdscope/etcdscope/source/demo"
)

const (
	batchPuts = 100 // in one transaction, and so with one revision
	writers   = 8
	again     = 3 // every third key is put twice: not all are as they were created
)

// pair is a key to be put.
type pair struct{ key, value string }

// pairs are what is put into the store, in this order.
func (s store) pairs() iter.Seq[pair] {
	return func(yield func(pair) bool) {
		for pass := range 2 {
			i := 0
			for item := range demo.Registry(s.keys) {
				if i++; pass > 0 && i%again != 0 {
					continue
				}
				if !yield(pair{item.Key, string(item.Value)}) {
					return
				}
			}
		}
		if s.shape != levelsShape {
			return
		}
		for _, l := range levelsOf(s.keys) {
			for i := range l.children * l.each {
				if !yield(pair{l.key(i), "x"}) {
					return
				}
			}
		}
	}
}

// fill puts the pairs, about in their order.
func fill(ctx context.Context, endpoint string, pairs iter.Seq[pair]) error {
	client, err := connect(endpoint)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(writers)
	put := func(ops []clientv3.Op) {
		g.Go(func() error { return commit(gctx, client, ops) })
	}
	var ops []clientv3.Op
	for p := range pairs {
		if gctx.Err() != nil {
			break
		}
		if ops = append(ops, clientv3.OpPut(p.key, p.value)); len(ops) == batchPuts {
			put(ops)
			ops = make([]clientv3.Op, 0, batchPuts)
		}
	}
	if len(ops) > 0 {
		put(ops)
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	return context.Cause(ctx)
}

// commit puts what is to be put. On a machine that does other things as well
// etcd may give up waiting for itself; to put the same again does no harm.
func commit(ctx context.Context, client *clientv3.Client, ops []clientv3.Op) (err error) {
	for range 10 {
		if _, err = client.Txn(ctx).Then(ops...).Commit(); !errors.Is(err, rpctypes.ErrTimeout) {
			return err
		}
	}
	return err
}
