package source

import (
	"context"
	"errors"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// An observer remembers who answered last on the client's main connection
// and, as long as nobody does, why. It stands inside of clientv3's retries,
// which hide the cause, and inside of those of the authenticator.
type observer struct {
	conn *grpc.ClientConn // set once, before the first call

	mu    sync.Mutex
	peer  string // address of the server that answered last
	cause string // why there is no answer; "" while there are answers
}

func (o *observer) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if cc != o.conn { // one member's own connection, made to look at its status
		return invoker(ctx, method, req, reply, cc, opts...)
	}
	var p peer.Peer
	err := invoker(ctx, method, req, reply, cc, append(opts, grpc.Peer(&p))...)
	o.note(ctx, &p, err)
	return err
}

func (o *observer) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	s, err := streamer(ctx, desc, cc, method, opts...)
	if cc != o.conn {
		return s, err
	}
	if err != nil {
		o.note(ctx, nil, err)
		return nil, err
	}
	return &observedStream{ClientStream: s, note: func(p *peer.Peer, err error) { o.note(ctx, p, err) }}, nil
}

type observedStream struct {
	grpc.ClientStream
	note func(*peer.Peer, error)
}

func (s *observedStream) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	p, _ := peer.FromContext(s.Context())
	s.note(p, err)
	return err
}

// note takes any word of a server, errors too, as the sign that it is there.
// ctx is the caller's: what it gave up by itself is nobody's trouble.
func (o *observer) note(ctx context.Context, p *peer.Peer, err error) {
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case err != nil && errors.Is(ctx.Err(), context.Canceled):
	case err == nil || errors.Is(err, io.EOF) || !isLinkFault(err):
		o.cause = ""
		if p != nil && p.Addr != nil {
			o.peer = p.Addr.String()
		}
	default:
		// A server that doesn't like the client's certificate says so after the
		// handshake, and the next call may only see the end of the connection.
		cause := Explain(err)
		if o.peer != "" && cause == mayExpectTLS {
			cause = brokeOff // it has spoken with us: it is going, or coming
		}
		if cause != connectionLost || o.cause == "" {
			o.cause = cause
		}
	}
}

// isLinkFault says whether err is the error of a call that got no answer, or
// whose answer was that the server can't answer now.
func isLinkFault(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled:
		return true
	}
	return false
}

func (o *observer) state() (peer, cause string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.peer, o.cause
}
