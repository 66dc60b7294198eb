package source

import (
	"context"
	"slices"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// errRerouted ends a call that waits for a member which is left out by now. The
// code has clientv3 make a read again, at another member.
var errRerouted = status.Error(codes.Unavailable, "the member doesn't answer, another one is asked")

// A route says which members the main connection's calls go to: usually to all
// endpoints, one after the other. gRPC goes on choosing a member that keeps its
// connection but says nothing, until a ping finds out (16 s): such a one is
// left out sooner, and who waits for it asks another.
type route struct {
	mu      sync.Mutex
	to      []string
	ctx     context.Context // ends when a member is left out
	cancel  context.CancelFunc
	alarmed map[*Session]bool // those that look at the members when a call takes long
}

func newRoute(endpoints []string) *route {
	r := &route{to: endpoints, alarmed: map[*Session]bool{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// take has calls go to these endpoints. It says whether a member is left out
// that calls may be waiting for.
func (r *route) take(c *Client, endpoints []string) (left bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.Equal(r.to, endpoints) {
		return false
	}
	for _, ep := range r.to {
		left = left || !slices.Contains(endpoints, ep)
	}
	r.to = endpoints
	c.etcd.SetEndpoints(endpoints...)
	if left {
		r.cancel()
		r.ctx, r.cancel = context.WithCancel(context.Background())
	}
	return left
}

// endpoints are those that calls go to.
func (r *route) endpoints() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.to
}

// alarm has the session look at the members when a call takes long, until it is
// closed.
func (r *route) alarm(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.alarmed[s] = true
}

func (r *route) silence(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.alarmed, s)
}

// suspect says that a call takes long.
func (r *route) suspect() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.alarmed {
		s.lookNow()
	}
}

// during is ctx, ended when a member is left out, and what frees it.
func (r *route) during(ctx context.Context) (context.Context, func()) {
	r.mu.Lock()
	route := r.ctx
	r.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(route, func() { cancel(errRerouted) })
	t := time.AfterFunc(suspectAfter, r.suspect)
	return ctx, func() {
		t.Stop()
		stop()
		cancel(nil)
	}
}

func (r *route) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, free := r.during(ctx)
	defer free()
	return rerouted(ctx, invoker(ctx, method, req, reply, cc, opts...))
}

// stream is for listings; the watch is begun again by who follows it.
func (r *route) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	if method != pb.KV_RangeStream_FullMethodName {
		return streamer(ctx, desc, cc, method, opts...)
	}
	whole := ctx
	ctx, free := r.during(ctx)
	s, err := streamer(ctx, desc, cc, method, opts...)
	if err != nil {
		free()
		return nil, rerouted(ctx, err)
	}
	context.AfterFunc(whole, free) // a listing always ends its context
	return &routedStream{ClientStream: s, ctx: ctx}, nil
}

type routedStream struct {
	grpc.ClientStream
	ctx context.Context
}

func (s *routedStream) RecvMsg(m any) error { return rerouted(s.ctx, s.ClientStream.RecvMsg(m)) }

// rerouted is err, or that the call was ended by a change of the route.
func rerouted(ctx context.Context, err error) error {
	if err != nil && context.Cause(ctx) == errRerouted {
		return errRerouted
	}
	return err
}
