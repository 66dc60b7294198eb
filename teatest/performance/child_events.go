//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/sync/errgroup"

	"github.com/etcdscope/etcdscope/source/demo"
)

const (
	eventBatch = 100 // puts in one transaction: one revision, one watch response
	tellEvery  = 50 * time.Millisecond

	// compactEvery is how often the history is dropped while large values are
	// put, or the store would grow by all of them.
	compactEvery = 2 * time.Second
)

// eventsChild puts keys that are in the registry, anywhere, at a rate, with
// values of a size, until it is told to end, and says every now and then how many it has put. What it
// couldn't put in time it puts as soon as it can.
func eventsChild(ctx context.Context, args []string) (any, error) {
	client, err := connect(args[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	var names []string
	for item := range demo.Registry(min(number(args[1]), 200_000)) {
		names = append(names, item.Key)
	}
	var puts atomic.Int64
	tell := func() { fmt.Println(time.Now().UnixNano(), puts.Load()) }
	tell()
	g, ctx := errgroup.WithContext(ctx)
	due := make(chan struct{}, 1000)
	for range 4 {
		g.Go(func() error { return putBatches(ctx, client, names, number(args[3]), due, &puts) })
	}
	if number(args[3]) > 0 {
		g.Go(func() error { every(ctx, compactEvery, func() { compact(ctx, client) }); return ctx.Err() })
	}
	g.Go(func() error {
		every(ctx, time.Second*eventBatch/time.Duration(number(args[2])), func() {
			select {
			case due <- struct{}{}:
			default: // hopelessly late: the rate will tell
			}
		})
		return ctx.Err()
	})
	g.Go(func() error { every(ctx, tellEvery, tell); return ctx.Err() })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return nil, err
	}
	return nil, nil
}

func putBatches(ctx context.Context, client *clientv3.Client, names []string, bytes int, due <-chan struct{}, puts *atomic.Int64) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due:
		}
		value := "changed at " + time.Now().String()
		if bytes > 0 {
			value = strings.Repeat("v", bytes)
		}
		ops, chosen := make([]clientv3.Op, 0, eventBatch), make(map[string]bool)
		for len(ops) < min(eventBatch, len(names)) {
			if name := names[rand.IntN(len(names))]; !chosen[name] { // a transaction puts a key once
				chosen[name] = true
				ops = append(ops, clientv3.OpPut(name, value))
			}
		}
		if _, err := client.Txn(ctx).Then(ops...).Commit(); err != nil {
			return errors.Join(ctx.Err(), err)
		}
		puts.Add(int64(len(ops)))
	}
}

// compact drops what is older than now. If it fails it is done the next time.
func compact(ctx context.Context, client *clientv3.Client) {
	if resp, err := client.Get(ctx, "\x00"); err == nil {
		_, _ = client.Compact(ctx, resp.Header.Revision)
	}
}

// every calls do at a pace. What was late is made up for: one that waits for
// nothing but its time keeps the pace.
func every(ctx context.Context, pace time.Duration, do func()) {
	for next := time.Now(); ; next = next.Add(pace) {
		select {
		case <-time.After(time.Until(next)):
			do()
		case <-ctx.Done():
			return
		}
	}
}
