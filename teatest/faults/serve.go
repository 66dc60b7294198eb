//go:build linux

package faults

import (
	"encoding/json"
	"fmt"
	"net/url"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// memberEnv makes the test's binary an etcd: its value is a memberConfig.
const memberEnv = "ETCDSCOPE_FAULTS_MEMBER"

// memberConfig is all that a member's process is told.
type memberConfig struct {
	Name, Dir                string
	Client, AdvertisedClient string // HOST:PORT: where it listens, what it tells others
	Peer, AdvertisedPeer     string
	Cluster                  string // name=url,…
	Join                     bool   // a cluster that exists
	Paged                    bool   // refuse RangeStream, as servers before 3.7 do
	Heartbeat, Election      time.Duration
	SnapshotCount, CatchUp   uint64 // entries; 0: etcd's own
	TokenTTL                 time.Duration
	ReplacedEarly            bool // members may be replaced before all have known each other for 5 s
}

// serve is the whole life of a member's process: it ends by a signal.
func serve(text string) error {
	var c memberConfig
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	etcd, err := embed.StartEtcd(c.embed())
	if err != nil {
		return err
	}
	return <-etcd.Err()
}

func (c memberConfig) embed() *embed.Config {
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir = c.Name, c.Dir
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = urls(c.Client), urls(c.AdvertisedClient)
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = urls(c.Peer), urls(c.AdvertisedPeer)
	// Sharing the port with HTTP, gRPC would be served by another server of
	// its own kind, and etcd would wait for a client's first bytes.
	cfg.ListenClientHttpUrls = urls("127.0.0.1:0")
	cfg.InitialCluster = c.Cluster
	if c.Join {
		cfg.ClusterState = embed.ClusterStateFlagExisting
	}
	if c.Heartbeat > 0 {
		cfg.TickMs, cfg.ElectionMs = uint(c.Heartbeat.Milliseconds()), uint(c.Election.Milliseconds())
	}
	if c.SnapshotCount > 0 {
		cfg.SnapshotCount, cfg.SnapshotCatchUpEntries = c.SnapshotCount, c.CatchUp
	}
	if c.TokenTTL > 0 {
		cfg.AuthTokenTTL = uint(c.TokenTTL.Seconds())
	}
	cfg.StrictReconfigCheck = !c.ReplacedEarly
	cfg.UnsafeNoFsync = true // a killed process loses nothing that it wrote
	cfg.EnableGRPCGateway = false
	cfg.LogLevel = "warn"
	cfg.LogOutputs = []string{c.Dir + ".log"}
	cfg.GRPCAdditionalServerOptions = []grpc.ServerOption{grpc.ChainStreamInterceptor(c.stream)}
	return cfg
}

// watches are the streams of watches that the process serves; whoever started
// it reads on its output how many there are.
var watches struct {
	sync.Mutex
	n int
}

func countWatch(by int) {
	watches.Lock()
	defer watches.Unlock()
	watches.n += by
	fmt.Println(watches.n)
}

func (c memberConfig) stream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	switch info.FullMethod {
	case pb.KV_RangeStream_FullMethodName:
		if c.Paged {
			return status.Error(codes.Unimplemented, "unknown method RangeStream for service etcdserverpb.KV")
		}
	case pb.Watch_Watch_FullMethodName:
		countWatch(1)
		defer countWatch(-1)
	}
	return handle(srv, stream)
}

func urls(address string) []url.URL { return []url.URL{{Scheme: "http", Host: address}} }
