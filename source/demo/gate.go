package demo

import (
	"context"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc"
)

// gate ends the RPCs under way when its member stops, and refuses those that
// come after, in etcd's own words. Without it a watch, which has no end, would
// hold up the stop for the seconds that embed gives it.
type gate struct {
	open context.Context
	shut context.CancelFunc
}

func newGate() gate {
	open, shut := context.WithCancel(context.Background())
	return gate{open: open, shut: shut}
}

// options are the gRPC server's; they go before those of handlers that wait.
func (g gate) options() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(g.unary),
		grpc.ChainStreamInterceptor(g.stream),
		grpc.WaitForHandlers(true), // a handler must not outlive the store that it reads
	}
}

func (g gate) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, leave := g.enter(ctx)
	defer leave()
	resp, err := handler(ctx, req)
	return resp, g.verdict(err)
}

func (g gate) stream(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx, leave := g.enter(stream.Context())
	defer leave()
	return g.verdict(handler(srv, gatedStream{stream, ctx}))
}

// enter is the context of an RPC, which ends with the member too.
func (g gate) enter(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(g.open, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

func (g gate) verdict(err error) error {
	if err != nil && g.open.Err() != nil {
		return rpctypes.ErrGRPCStopped
	}
	return err
}

type gatedStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s gatedStream) Context() context.Context { return s.ctx }
