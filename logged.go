package main

import (
	"context"

	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/ui"
)

// loggedSource writes down what the screen is told about the connection.
type loggedSource struct {
	ui.Source
	log  *zap.Logger
	last model.Status
}

// logged is followed itself if nothing is written down.
func logged(followed ui.Source, log *source.Log) ui.Source {
	if log == nil || !log.Core().Enabled(zap.ErrorLevel) {
		return followed
	}
	return &loggedSource{Source: followed, log: log.Logger}
}

// Next implements ui.Source; like there, one goroutine at a time calls it.
func (s *loggedSource) Next(ctx context.Context) (model.Batch, error) {
	b, err := s.Source.Next(ctx)
	if err != nil {
		return b, err
	}
	switch {
	case b.Reset:
		s.log.Warn("the store is another one: everything is read again")
	case b.Gap:
		s.log.Warn("changes were missed: everything is listed again")
	}
	before, now := s.last, b.Status
	s.last = now
	if now.Version != before.Version || now.Endpoint != before.Endpoint {
		s.log.Info("server", zap.String("endpoint", model.Safe(now.Endpoint)), zap.String("version", model.Safe(now.Version)))
	}
	if now.Link != before.Link || now.Cause != before.Cause {
		s.log.Info("link", zap.Stringer("state", now.Link), zap.String("cause", model.Safe(now.Cause)), zap.Int64("revision", now.Revision))
	}
	if now.Load.State != before.Load.State {
		s.log.Info("background load", zap.Stringer("state", now.Load.State), zap.String("cause", model.Safe(now.Load.Cause)),
			zap.Stringer("transport", now.Transport), zap.Int64("keys", now.Load.Keys))
	}
	return b, nil
}
