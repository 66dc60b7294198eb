//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// way is a sequence of RPCs that lists a level, and what it took.
type way struct {
	Name    string
	Seconds float64
}

// cheapestChild searches for the cheapest way to list the children of a prefix,
// among all that are known, each tried twice. How long it takes is not known
// before, and some ways would take hours: so all may take a moment, then four
// times as long, until one of them is there, and from then on no longer than
// the best.
func cheapestChild(ctx context.Context, args []string) (any, error) {
	client, err := connect(args[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	b := &browser{client: client, prefix: args[1], end: clientv3.GetPrefixRangeEnd(args[1])}
	resp, err := client.Get(ctx, b.prefix) // connects, and says the revision
	if err != nil {
		return nil, err
	}
	b.rev = resp.Header.Revision
	for most := 20 * time.Millisecond; most < time.Hour; most *= 4 {
		found, err := b.search(ctx, most, number(args[2]))
		if len(found) > 0 || err != nil {
			return found, err
		}
	}
	return nil, errors.New("none of the ways ends")
}

// search tries all ways that take no longer than most.
func (b *browser) search(ctx context.Context, most time.Duration, want int) (found []way, err error) {
	straight := false
	for _, w := range b.ways() {
		if w.hops && straight {
			continue // it would be the same again
		}
		for range 2 {
			b.hops = 0
			children, took, err := timed(ctx, most, w.list)
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				continue
			case err != nil:
				return nil, fmt.Errorf("%s: %w", w.name, err)
			case children != want:
				return nil, fmt.Errorf("%s gave %d children of %d", w.name, children, want)
			case w.hops && b.hops == 0: // no child was that large
				w.name, straight = straightOn, true
			}
			most = min(most, took)
			found = append(found, way{w.name, took.Seconds()})
		}
	}
	return found, nil
}

func timed(ctx context.Context, most time.Duration, list func(context.Context) (int, error)) (children int, took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	started := time.Now()
	children, err = list(ctx)
	took = time.Since(started)
	if status.Code(err) == codes.DeadlineExceeded { // gRPC may be quicker to tell than the context
		err = context.DeadlineExceeded
	}
	time.Sleep(100 * time.Millisecond) // what was cancelled ends
	return children, took, err
}

// browser is a bare client that lists one level.
type browser struct {
	client      *clientv3.Client
	prefix, end string
	rev         int64
	hops        int
}

type listing struct {
	name string
	hops bool // it leaves out what is inside of a child
	list func(context.Context) (children int, err error)
}

func (b *browser) ways() (ways []listing) {
	for _, chunks := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} {
		ways = append(ways, listing{
			fmt.Sprintf("streams, cancelled after %d chunks inside a child", chunks), true,
			func(ctx context.Context) (int, error) { return b.hop(ctx, chunks) },
		})
	}
	return append(ways,
		listing{straightOn, true, func(ctx context.Context) (int, error) { return b.hop(ctx, math.MaxInt) }},
		listing{"one unlimited Range", false, b.whole},
		listing{"a Range with limit 1 for each child", false, b.one},
	)
}

const straightOn = "one stream to the end"

func (b *browser) options(more ...clientv3.OpOption) []clientv3.OpOption {
	return append(more, clientv3.WithRange(b.end), clientv3.WithRev(b.rev), clientv3.WithSerializable(), clientv3.WithKeysOnly())
}

// child is the child that a key is or belongs to; inner says which.
func (b *browser) child(key []byte) (child string, inner bool) {
	rest := string(key[len(b.prefix):])
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[:i+1], true
	}
	return rest, false
}

// hop streams the keys, and opens the stream anew behind a child when so many
// chunks in a row have ended inside of it.
func (b *browser) hop(ctx context.Context, chunks int) (children int, err error) {
	var last string
	for at := b.prefix; at != ""; {
		if at, err = b.hopFrom(ctx, at, chunks, &last, &children); err != nil {
			return children, err
		}
	}
	return children, nil
}

func (b *browser) hopFrom(ctx context.Context, at string, chunks int, last *string, children *int) (next string, err error) {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := b.client.GetStream(ctx, at, b.options()...)
	if err != nil {
		cancel()
		return "", err
	}
	defer func() {
		cancel()
		go func() { // nobody waits for what was cancelled
			for range stream {
				continue
			}
		}()
	}()
	in, seen := "", 0
	for chunk := range stream {
		if chunk.Err() != nil {
			return "", chunk.Err()
		}
		inner := false
		for _, kv := range chunk.Kvs {
			var child string
			if child, inner = b.child(kv.Key); child != *last {
				*last = child
				*children++
			}
		}
		if in != *last {
			in, seen = *last, 0
		}
		if seen++; inner && seen >= chunks && chunk.Header == nil {
			b.hops++
			return clientv3.GetPrefixRangeEnd(b.prefix + in), nil
		}
	}
	return "", ctx.Err()
}

// whole asks for everything at once, as etcdctl does.
func (b *browser) whole(ctx context.Context) (children int, err error) {
	resp, err := b.client.Get(ctx, b.prefix, b.options()...)
	if err != nil {
		return 0, err
	}
	last := ""
	for _, kv := range resp.Kvs {
		if child, _ := b.child(kv.Key); child != last {
			last = child
			children++
		}
	}
	return children, nil
}

// one asks for the first key of each child; the server counts all others.
func (b *browser) one(ctx context.Context) (children int, err error) {
	for at := b.prefix; ; children++ {
		resp, err := b.client.Get(ctx, at, b.options(clientv3.WithLimit(1))...)
		if err != nil {
			return 0, err
		}
		if len(resp.Kvs) == 0 {
			return children, nil
		}
		child, inner := b.child(resp.Kvs[0].Key)
		if at = b.prefix + child + "\x00"; inner {
			at = clientv3.GetPrefixRangeEnd(b.prefix + child)
		}
	}
}
