package source

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// tellsOf has a server tell of a member at an endpoint, the stranger.
func tellsOf(endpoint string) demo.Option {
	return demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		resp, err := h(ctx, req)
		if list, ok := resp.(*pb.MemberListResponse); ok {
			list.Members = append(list.Members, &pb.Member{ID: 7, Name: "stranger", ClientURLs: []string{endpoint}})
		}
		return resp, err
	}))
}

// stranger is what is known of the member that tellsOf tells of.
func (s *screen) stranger() (m model.Member) {
	for _, m = range s.members {
		if m.Name == "stranger" {
			break
		}
	}
	return m
}

// Any member may tell any address: a login isn't sent there.
func TestNoLoginForAnAddressThatTheClusterTells(t *testing.T) {
	leaks(t)
	var asked, logins atomic.Int32
	stranger := startAuth(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		if _, login := req.(*pb.AuthenticateRequest); login || len(md.Get("token"))+len(md.Get("authorization")) > 0 {
			logins.Add(1)
		}
		asked.Add(1)
		return h(ctx, req)
	})))
	asked.Store(0)
	logins.Store(0)
	srv := startAuth(t, tellsOf(stranger.Endpoint()))
	s := followWith(t, srv.dial(t), Options{})
	s.until("the stranger was asked", func() bool { return strings.Contains(s.stranger().Cause, "name it with --endpoints") })
	if asked.Load() == 0 || logins.Load() > 0 {
		t.Errorf("%d calls, %d with a login", asked.Load(), logins.Load())
	}
}

// What is at an address that the cluster tells is another member for us, where
// it tells "localhost".
func TestAnAddressThatLeadsElsewhere(t *testing.T) {
	leaks(t)
	srv := startEtcd(t, tellsOf(startEtcd(t).Endpoint()))
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}}), Options{})
	s.until("it is said", func() bool { return s.stranger().Cause == "its address leads to another member from here" })
	if m := s.stranger(); m.State != model.MemberUnreached || m.ID != 7 || len(s.members) != 2 {
		t.Errorf("%+v of %d", m, len(s.members))
	}
}
