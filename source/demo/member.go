package demo

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
)

// connectionTimeout is how long a client may take to say its first word, which
// is the longest that one can hold up the stop.
const connectionTimeout = time.Second

// member is one run of an embedded etcd, from its start to its stop.
type member struct {
	etcd *embed.Etcd
	// registered gets the gRPC server of each client listener when it begins
	// to serve, which is after the member has found a leader.
	registered chan *grpc.Server
	listeners  int
	serving    []*grpc.Server
}

// run starts a member; it is not ready yet.
func run(cfg *embed.Config) (*member, error) {
	m := &member{listeners: len(cfg.ListenClientUrls)}
	m.registered = make(chan *grpc.Server, m.listeners)
	cfg.ServiceRegister = func(g *grpc.Server) { m.registered <- g }
	cfg.GRPCAdditionalServerOptions = append(cfg.GRPCAdditionalServerOptions,
		grpc.ConnectionTimeout(connectionTimeout),
		grpc.WaitForHandlers(true), // a handler must not outlive the store that it reads
	)
	var err error
	m.etcd, err = embed.StartEtcd(cfg)
	return m, err
}

// ready waits until every listener serves clients.
func (m *member) ready(ctx context.Context) error {
	for len(m.serving) < m.listeners {
		select {
		case g := <-m.registered:
			m.serving = append(m.serving, g)
		case err := <-m.etcd.Err():
			return errors.Join(errors.New("etcd stopped before it was ready"), err)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// stop ends the member at once. embed's Close alone would wait 5 s for watches
// to end by themselves, and for ever for a leader that never came: so all
// connections are cut and raft is stopped before.
func (m *member) stop() {
	for _, g := range m.serving {
		g.Stop()
	}
	m.etcd.Server.Stop()
	m.etcd.Close()
}
