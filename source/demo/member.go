package demo

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
)

// stopGrace is how long an RPC may take to notice that its member stops, before
// its connection is cut: one that waits for a client to read never does.
const stopGrace = 200 * time.Millisecond

// member is one run of an embedded etcd, from its start to its stop.
type member struct {
	etcd *embed.Etcd
	gate gate
	// registered gets the gRPC server of each client listener when it begins
	// to serve, which is after the member has found a leader.
	registered chan *grpc.Server
	listeners  int
	serving    []*grpc.Server
}

// run starts a member; it is not ready yet.
func run(cfg *embed.Config) (*member, error) {
	m := &member{gate: newGate(), listeners: len(cfg.ListenClientUrls)}
	m.registered = make(chan *grpc.Server, m.listeners)
	cfg.GRPCAdditionalServerOptions = append(m.gate.options(), cfg.GRPCAdditionalServerOptions...)
	cfg.ServiceRegister = func(g *grpc.Server) { m.registered <- g }
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

// stop ends the member without the seconds that embed's Close would give its
// clients. Raft stops first: Close waits for ever for a member that never had
// a leader.
func (m *member) stop() {
	m.gate.shut()
	m.etcd.Server.Stop()
	cut := make(chan struct{})
	grace := time.AfterFunc(stopGrace, func() {
		defer close(cut)
		for _, g := range m.serving {
			g.Stop()
		}
	})
	m.etcd.Close()
	if !grace.Stop() {
		<-cut
	}
}
