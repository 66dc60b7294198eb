package source

import (
	"context"
	"errors"
	"io"
	"time"

	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// callLog writes down which calls are made and how they end. What was asked and
// what was answered is not in it: no value, no password, no token. The errors
// are servers' words.
type callLog struct{ *Log }

func (l callLog) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	began := time.Now()
	err := invoker(ctx, method, req, reply, cc, opts...)
	l.ended(ctx, method, cc.Target(), began, 1, err)
	return err
}

func (l callLog) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	began := time.Now()
	s, err := streamer(ctx, desc, cc, method, opts...)
	if err != nil {
		l.ended(ctx, method, cc.Target(), began, 0, err)
		return nil, err
	}
	l.Debug("stream opened", zap.String("method", method))
	return &loggedStream{ClientStream: s, ended: func(messages int, err error) {
		l.ended(ctx, method, cc.Target(), began, messages, err)
	}}, nil
}

// ended writes down the end of a call. What the caller gave up, or read to its
// end, is no failure. One that goes on failing is news once: a server that is
// away is asked twice a second.
func (l callLog) ended(ctx context.Context, method, target string, began time.Time, messages int, err error) {
	about := []zap.Field{zap.String("method", method), zap.Duration("took", time.Since(began)), zap.Int("messages", messages)}
	switch {
	case err == nil, errors.Is(err, io.EOF):
		l.failures.over(call{method, target})
		l.Debug("call ended", about...)
		return
	case ctx.Err() != nil:
		l.Debug("call ended", about...)
		return
	}
	level := zap.DebugLevel
	if l.failures.news(call{method, target}, status.Code(err)) {
		level = zap.WarnLevel
	}
	l.Log.Log(level, "call failed", append(about, zap.String("target", model.Safe(target)), zap.String("error", model.Safe(err.Error())))...)
}

// loggedStream counts the messages of a stream until it ends.
type loggedStream struct {
	grpc.ClientStream
	messages int
	ended    func(messages int, err error)
}

func (s *loggedStream) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	if err != nil {
		s.ended(s.messages, err)
		return err
	}
	s.messages++
	return nil
}
