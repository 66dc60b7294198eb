package source

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// The gRPC proxy throws requests for a watch's progress away (recvLoop in
// etcd's server/proxy/grpcproxy/watch.go), and writes each into its log. It
// tells of itself by the member list, which has no IDs (cluster.go, MemberList).
func TestAWatchBehindAProxyIsNoLag(t *testing.T) {
	leaks(t)
	var asked atomic.Int64
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if _, ok := req.(*pb.MemberListRequest); ok {
			return &pb.MemberListResponse{Members: []*pb.Member{{Name: "proxy"}}}, nil
		}
		return h(ctx, req)
	}), grpc.ChainStreamInterceptor(func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, h grpc.StreamHandler) error {
		return h(srv, deafStream{ss, &asked})
	})))
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	s := follow(t, srv, Options{Prefix: "a/"})
	s.until("live", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	var l lag
	for range 5 {
		s.beatAfterWrite(w, &l)
	}
	put(t, w, "a/2")
	s.until("the change is seen", func() bool { _, ok := s.tree.ModRev("a/2"); return ok })
	if slices.Contains(s.links, model.LinkLagging) {
		t.Errorf("links %v", s.links)
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("it was asked %d times", n)
	}
	if !strings.HasSuffix(s.status.Version, " (gRPC proxy)") {
		t.Errorf("version %q", s.status.Version)
	}
}

type deafStream struct {
	grpc.ServerStream
	asked *atomic.Int64
}

func (s deafStream) RecvMsg(m any) error {
	for {
		err := s.ServerStream.RecvMsg(m)
		if r, ok := m.(*pb.WatchRequest); err != nil || !ok || r.GetProgressRequest() == nil {
			return err
		}
		s.asked.Add(1)
	}
}
