package source

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/etcdscope/etcdscope/source/demo"
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"golang.org/x/crypto/bcrypt"
	"google.golang.org/grpc"
)

const (
	testUser     = "root"
	testPassword = "correct horse"
)

// An authServer is a real etcd with authentication enabled that counts logins.
type authServer struct {
	*demo.Server
	logins  atomic.Int32
	refused atomic.Int32 // reads that were denied
}

func startAuth(t *testing.T, opts ...demo.Option) *authServer {
	t.Helper()
	s := &authServer{}
	count := func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if info.FullMethod == pb.Auth_Authenticate_FullMethodName {
			s.logins.Add(1)
		}
		resp, err := handler(ctx, req)
		if isForbidden(err) {
			s.refused.Add(1)
		}
		return resp, err
	}
	streams := func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		err := handler(srv, ss)
		if isForbidden(err) {
			s.refused.Add(1)
		}
		return err
	}
	s.Server = startEtcd(t, append(opts, demo.WithGRPC(grpc.ChainUnaryInterceptor(count), grpc.ChainStreamInterceptor(streams)), demo.WithConfig(func(cfg *embed.Config) {
		cfg.BcryptCost = uint(bcrypt.MinCost)
	}))...)
	admin := adminFor(t, s.Endpoint())
	ctx := t.Context()
	if _, err := admin.UserAdd(ctx, testUser, testPassword); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.UserGrantRole(ctx, testUser, "root"); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.AuthEnable(ctx); err != nil {
		t.Fatal(err)
	}
	return s
}

// admin is a client that may change users; its own logins are not counted.
func (s *authServer) admin(t *testing.T) *clientv3.Client {
	t.Helper()
	c, err := clientv3.New(clientv3.Config{
		Endpoints: []string{s.Endpoint()}, Username: testUser, Password: testPassword, Logger: zap.NewNop(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *authServer) dial(t *testing.T) *Client {
	t.Helper()
	return dialForTest(t, Config{Endpoints: []string{s.Endpoint()}, User: testUser, Password: testPassword})
}

// wantLogins runs f and checks how many logins it cost.
func (s *authServer) wantLogins(t *testing.T, want int32, f func()) {
	t.Helper()
	before := s.logins.Load()
	f()
	if got := s.logins.Load() - before; got != want {
		t.Errorf("%d logins, want %d", got, want)
	}
}

// invalidate makes the server forget the tokens of simple-token users.
func (s *authServer) invalidate(t *testing.T, admin *clientv3.Client) {
	t.Helper()
	if _, err := admin.UserChangePassword(t.Context(), testUser, testPassword); err != nil {
		t.Fatal(err)
	}
}

func mustGet(t *testing.T, c *Client) {
	t.Helper()
	if _, err := c.Revision(t.Context(), "a"); err != nil {
		t.Errorf("get: %v", err)
	}
}

func mustStream(t *testing.T, c *Client) {
	t.Helper()
	ch, err := c.etcd.GetStream(t.Context(), "", clientv3.WithPrefix())
	if err != nil {
		t.Errorf("stream: %v", err)
		return
	}
	if _, err := clientv3.GetStreamToGetResponse(ch); err != nil {
		t.Errorf("stream: %v", err)
	}
}

func mustWatch(t *testing.T, c *Client, key string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if resp := <-c.etcd.Watch(ctx, key, clientv3.WithCreatedNotify()); !resp.Created {
		t.Errorf("watch: %v", resp.Err())
	}
}
