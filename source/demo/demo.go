package demo

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

const (
	demoSeed = 1

	// compactAfter is the age at which history goes, as kube-apiserver has it;
	// without it a demo left running would grow without end.
	compactAfter = "5m"
)

// Demo is a running server with a keyspace that is filled and changed while
// one looks at it.
type Demo struct {
	server *Server
	close  func() error
}

// Open starts the server and returns when it answers; the keyspace grows from
// then on. The demo lives until Close; the end of ctx stops its changes.
//
// panicked is told when what changes the keyspace has panicked.
func Open(ctx context.Context, panicked func(value any, stack []byte)) (*Demo, error) {
	server, err := Start(ctx, WithConfig(func(cfg *embed.Config) {
		cfg.AutoCompactionMode, cfg.AutoCompactionRetention = embed.CompactorModePeriodic, compactAfter
	}))
	if err != nil {
		return nil, err
	}
	// A client of its own, without the read-only guard of the one that the
	// person uses: this one has to write.
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{server.Endpoint()}, Logger: zap.NewNop()})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot make a client for the demo's own etcd: %w", err), server.Close())
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if v := recover(); v != nil {
				panicked(v, debug.Stack())
			}
			ended <- err
		}()
		err = Run(running, client, demoSeed, DefaultPace())
	}()
	return &Demo{server: server, close: sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-ended, client.Close(), server.Close())
	})}, nil
}

// Endpoint is the client URL of the demo's server.
func (d *Demo) Endpoint() string { return d.server.Endpoint() }

// Close stops the changes and the server and removes its directory. It
// returns what went wrong on the way, a failed write for example. Closing
// again does nothing and returns the same.
func (d *Demo) Close() error { return d.close() }
