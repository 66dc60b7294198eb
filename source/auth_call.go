package source

import (
	"context"
	"errors"
	"io"
	"slices"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// unary makes a call with the shared token, and again with a new one when the
// server doesn't take the first any more.
func (a *authenticator) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if method == pb.Auth_Authenticate_FullMethodName {
		return invoker(ctx, method, req, reply, cc, opts...)
	}
	for {
		token, err := a.get(ctx, cc)
		if err != nil {
			return err
		}
		err = invoker(ctx, method, req, reply, cc, withToken(opts, token)...)
		if err == nil {
			a.accepted(token)
			return nil
		}
		if !a.rejected(token, err) {
			return err
		}
	}
}

// stream opens a stream with the shared token. Whether the server takes the
// token shows at the first message.
func (a *authenticator) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	open := func(ctx context.Context) (grpc.ClientStream, authToken, error) {
		token, err := a.get(ctx, cc)
		if err != nil {
			return nil, "", err
		}
		s, err := streamer(ctx, desc, cc, method, withToken(opts, token)...)
		return s, token, err
	}
	if !desc.ClientStreams {
		s, token, err := open(ctx)
		if err != nil {
			return nil, err
		}
		reopen := func() (grpc.ClientStream, authToken, error) { return open(ctx) }
		return &authServerStream{ClientStream: s, auth: a, token: token, reopen: reopen}, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	s, token, err := open(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	return &authWatchStream{ClientStream: s, auth: a, token: token, cancel: cancel}, nil
}

func withToken(opts []grpc.CallOption, token authToken) []grpc.CallOption {
	return append(slices.Clip(opts), grpc.PerRPCCredentials(token))
}

// authServerStream is a stream of one request and many answers. If the token
// is refused before the first answer, it starts over with a new one.
type authServerStream struct {
	grpc.ClientStream
	auth   *authenticator
	token  authToken
	reopen func() (grpc.ClientStream, authToken, error)

	request any
	heard   bool
}

func (s *authServerStream) SendMsg(m any) error {
	s.request = m
	return s.ClientStream.SendMsg(m)
}

func (s *authServerStream) RecvMsg(m any) error {
	for {
		err := s.ClientStream.RecvMsg(m)
		if err == nil && !s.heard {
			s.heard = true
			s.auth.accepted(s.token)
		}
		if err == nil || !s.auth.rejected(s.token, err) || s.heard {
			return err
		}
		if err := s.restart(); err != nil {
			return err
		}
	}
}

func (s *authServerStream) restart() (err error) {
	if s.ClientStream, s.token, err = s.reopen(); err != nil {
		return err
	}
	// io.EOF only says that the stream has ended; RecvMsg then knows why.
	if err := s.ClientStream.SendMsg(s.request); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return s.CloseSend()
}

// authWatchStream carries many watches. The token counts only when a watch is
// created, and a refusal comes as an ordinary message. clientv3 would end the
// watch for it; told that the connection broke, it opens a new stream (with a
// new token) and resumes all watches on that.
type authWatchStream struct {
	grpc.ClientStream
	auth   *authenticator
	token  authToken
	cancel context.CancelFunc
}

func (s *authWatchStream) RecvMsg(m any) error {
	if err := s.ClientStream.RecvMsg(m); err != nil {
		s.cancel()
		return err
	}
	if resp, ok := m.(*pb.WatchResponse); ok && resp.GetCanceled() {
		if s.auth.rejected(s.token, errors.New(resp.GetCancelReason())) {
			s.cancel()
			return status.Error(codes.Unavailable, "the login has expired")
		}
		return nil
	}
	s.auth.accepted(s.token)
	return nil
}
