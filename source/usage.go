package source

import (
	"context"
	"maps"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// usage counts what leaves the process and what comes back: a few additions a
// message, whatever is in it. As gRPC's stats handler it stands behind all
// interceptors, so what they refuse isn't counted, and what they try again is.
type usage struct {
	since  time.Time
	values atomic.Int64 // keys that came with their value
	held   atomic.Int64 // bytes of events that wait in clientv3

	mu    sync.Mutex
	calls map[string]*calls // by the method's full name
}

// calls are those of one method.
type calls struct{ calls, errors, keys, received, sent atomic.Int64 }

func newUsage() *usage { return &usage{since: time.Now(), calls: map[string]*calls{}} }

// callsKey is where a call's context has its counters.
type callsKey struct{}

// TagRPC implements stats.Handler.
func (u *usage) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	u.mu.Lock()
	defer u.mu.Unlock()
	c := u.calls[info.FullMethodName]
	if c == nil {
		c = &calls{}
		u.calls[info.FullMethodName] = c
	}
	return context.WithValue(ctx, callsKey{}, c)
}

// HandleRPC implements stats.Handler.
func (u *usage) HandleRPC(ctx context.Context, s stats.RPCStats) {
	c, ok := ctx.Value(callsKey{}).(*calls)
	if !ok {
		return
	}
	switch s := s.(type) {
	case *stats.Begin:
		c.calls.Add(1)
	case *stats.OutPayload:
		c.sent.Add(int64(s.WireLength))
	case *stats.InPayload:
		c.received.Add(int64(s.WireLength))
		c.keys.Add(u.keysIn(s.Payload))
	case *stats.End:
		if s.Error != nil && status.Code(s.Error) != codes.Canceled { // which is what we gave up
			c.errors.Add(1)
		}
	}
}

// keysIn is how many keys a message brings.
func (u *usage) keysIn(message any) int64 {
	switch m := message.(type) {
	case *chunk:
		return int64(m.keys.Len())
	case *pb.RangeResponse:
		n := int64(len(m.Kvs))
		if n > 0 && len(m.Kvs[0].Value) > 0 {
			u.values.Add(n)
		}
		return n
	case *pb.WatchResponse:
		u.held.Add(weightOf(m.Events))
		return int64(len(m.Events))
	}
	return 0
}

// TagConn implements stats.Handler.
func (u *usage) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn implements stats.Handler.
func (u *usage) HandleConn(context.Context, stats.ConnStats) {}

// taken notes that events have come out of clientv3.
func (u *usage) taken(events []*mvccpb.Event) { u.held.Add(-weightOf(events)) }

// dropped notes that clientv3 holds nothing any more.
func (u *usage) dropped() { u.held.Store(0) }

func weightOf(events []*mvccpb.Event) (bytes int64) {
	for _, e := range events {
		bytes += changeWeight + int64(len(e.Kv.Key))
	}
	return bytes
}

func (u *usage) counted() (all []model.Calls) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, method := range slices.Sorted(maps.Keys(u.calls)) {
		c := u.calls[method]
		all = append(all, model.Calls{
			Method: strings.TrimPrefix(strings.TrimPrefix(method, "/"), "etcdserverpb."),
			Calls:  c.calls.Load(), Errors: c.errors.Load(), Keys: c.keys.Load(),
			Received: c.received.Load(), Sent: c.sent.Load(),
		})
	}
	return all
}

// Usage is what the session has cost so far. It may be asked for at any time,
// and returns at once.
func (s *Session) Usage() model.Usage {
	u := s.client.usage
	all := model.Usage{
		At: time.Now(), Since: u.since,
		MaxKeys: int64(s.opts.MaxKeys), ReadRate: int64(s.opts.ReadRate), MaxInFlight: int64(s.box.budget),
		Calls: u.counted(), Values: u.values.Load(),
	}
	s.mu.Lock()
	all.Keys = int64(s.known)
	s.mu.Unlock()
	waiting, watch := s.box.usage()
	all.InFlight, all.Watch = int64(waiting)+max(0, u.held.Load()), watch
	all.Memory, all.MaxMemory = memory()
	return all
}

// memory is what is on the heap, and the limit that was set for it.
func memory() (used, limit int64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if limit = debug.SetMemoryLimit(-1); limit == math.MaxInt64 {
		limit = 0
	}
	return int64(sample[0].Value.Uint64()), limit
}
