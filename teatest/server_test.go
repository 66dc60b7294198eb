package teatest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// count is how many keys the server has.
func count(t testing.TB, s *Server) (n int) {
	t.Helper()
	err := s.do(func(ctx context.Context, client *clientv3.Client) error {
		reply, err := client.Get(ctx, "", clientv3.WithPrefix(), clientv3.WithCountOnly())
		if err == nil {
			n = int(reply.Count)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestServer(t *testing.T) {
	s := StartServer(t)
	endpoint := s.Endpoint()
	s.Put("/a", "1")
	s.Fill("/b/", 300)
	s.Delete("/a")
	s.DeletePrefix("/b/0000")
	if n := count(t, s); n != 200 {
		t.Errorf("%d keys", n)
	}
	s.Stop()
	s.Start()
	if n := count(t, s); n != 200 || s.Endpoint() != endpoint {
		t.Errorf("after a restart there are %d keys at %s, before 200 at %s", n, s.Endpoint(), endpoint)
	}
}

func TestCompact(t *testing.T) {
	s := StartServer(t)
	s.Put("/a", "1")
	s.Put("/a", "2")
	s.Compact()
	err := s.do(func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Get(ctx, "/a", clientv3.WithRev(2))
		return err
	})
	if !errors.Is(err, rpctypes.ErrCompacted) {
		t.Errorf("reading at an old revision: %v", err)
	}
}

func TestWithoutRangeStream(t *testing.T) {
	for want, s := range map[codes.Code]*Server{
		codes.Unimplemented: StartServer(t, WithoutRangeStream()),
		codes.OK:            StartServer(t),
	} {
		s.Put("/a", "1")
		err := s.do(func(ctx context.Context, client *clientv3.Client) error {
			stream, err := client.GetStream(ctx, "/a")
			if err != nil {
				return err
			}
			for chunk := range stream {
				err = errors.Join(err, chunk.Err())
			}
			return err
		})
		if got := status.Code(err); got != want {
			t.Errorf("a stream ends with %v (%v), want %v", got, err, want)
		}
	}
}

func TestServerCommandRefusesNonsense(t *testing.T) {
	s := StartServer(t)
	for _, args := range []string{"", "explode", "put /a", "start now", "fill /a many", "delete"} {
		if err := s.Command(strings.Fields(args)); err == nil {
			t.Errorf("server %s: no error", args)
		}
	}
}
