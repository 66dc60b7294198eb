package teatest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/source/demo"
)

// Server is a real etcd for a journey to look at, and the hand that changes it:
// etcdscope itself never writes. Its methods fail the test on errors.
type Server struct {
	t    testing.TB
	etcd *demo.Server // nil if it is another program

	endpoint string

	user, password string // of the hand; "" as long as nobody is asked for any
}

// StartServer starts an empty etcd, which ends with the test.
func StartServer(t testing.TB, options ...demo.Option) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	etcd, err := demo.Start(ctx, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := etcd.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Server{t: t, etcd: etcd, endpoint: etcd.Endpoint()}
}

// WithoutRangeStream makes the server one from before etcd 3.7, as far as
// listing goes.
func WithoutRangeStream() demo.Option {
	return demo.WithGRPC(grpc.ChainStreamInterceptor(
		func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			if info.FullMethod == pb.KV_RangeStream_FullMethodName {
				return status.Error(codes.Unimplemented, "unknown method RangeStream for service etcdserverpb.KV")
			}
			return handle(srv, stream)
		}))
}

// Endpoint is the client URL. It stays the same when the server is stopped and
// started.
func (s *Server) Endpoint() string {
	return s.endpoint
}

// Stop stops the server and keeps its data.
func (s *Server) Stop() {
	s.etcd.Stop()
}

// Start starts the server again after Stop, with its data.
func (s *Server) Start() {
	s.t.Helper()
	s.must(s.start())
}

// Put writes a key.
func (s *Server) Put(key, value string) {
	s.t.Helper()
	s.must(s.put(key, value))
}

// Delete deletes a key.
func (s *Server) Delete(key string) {
	s.t.Helper()
	s.must(s.delete(key))
}

// DeletePrefix deletes all keys that begin with prefix.
func (s *Server) DeletePrefix(prefix string) {
	s.t.Helper()
	s.must(s.delete(prefix, clientv3.WithPrefix()))
}

// Fill writes n keys: prefix and a number of six digits, from 0. Their values are
// the number.
func (s *Server) Fill(prefix string, n int) {
	s.t.Helper()
	s.must(s.fill(prefix, n))
}

// Compact makes etcd forget every revision before the current one.
func (s *Server) Compact() {
	s.t.Helper()
	s.must(s.compact())
}

// Command is for scripts: one of the orders below and what it takes.
func (s *Server) Command(args []string) error {
	for _, o := range serverOrders {
		if len(args) == 1+len(o.takes) && args[0] == o.name {
			return o.do(s, args[1:])
		}
	}
	var usage []string
	for _, o := range serverOrders {
		usage = append(usage, strings.Join(append([]string{o.name}, o.takes...), " "))
	}
	return errors.New("takes " + strings.Join(usage, ", "))
}

// serverOrders are what a script can have the server do.
var serverOrders = []struct {
	name  string
	takes []string
	do    func(s *Server, args []string) error
}{
	{"start", nil, func(s *Server, _ []string) error { return s.start() }},
	{"stop", nil, func(s *Server, _ []string) error { s.Stop(); return nil }},
	{"put", []string{"KEY", "VALUE"}, func(s *Server, args []string) error { return s.put(args[0], args[1]) }},
	{"lease", []string{"KEY", "SECONDS"}, func(s *Server, args []string) error { return s.lease(args[0], args[1]) }},
	{"big", []string{"KEY", "BYTES"}, func(s *Server, args []string) error { return s.big(args[0], args[1]) }},
	{"fill", []string{"PREFIX", "N"}, func(s *Server, args []string) error {
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return s.fill(args[0], n)
	}},
	{"delete", []string{"KEY"}, func(s *Server, args []string) error { return s.delete(args[0]) }},
	{"delete-prefix", []string{"PREFIX"}, func(s *Server, args []string) error {
		return s.delete(args[0], clientv3.WithPrefix())
	}},
	{"compact", nil, func(s *Server, _ []string) error { return s.compact() }},
}

func (s *Server) start() error {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience())
	defer cancel()
	return s.etcd.Restart(ctx)
}

func (s *Server) put(key, value string) error {
	return s.do(func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Put(ctx, key, value)
		return err
	})
}

// lease puts a key that is attached to a lease of its own.
func (s *Server) lease(key, seconds string) error {
	ttl, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	return s.do(func(ctx context.Context, client *clientv3.Client) error {
		lease, err := client.Grant(ctx, ttl)
		if err == nil {
			_, err = client.Put(ctx, key, seconds, clientv3.WithLease(lease.ID))
		}
		return err
	})
}

// big puts a text of numbered lines, about so many bytes of it.
func (s *Server) big(key, size string) error {
	n, err := strconv.Atoi(size)
	if err != nil {
		return err
	}
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		fmt.Fprintf(&b, "line %d of the big value\n", i)
	}
	b.WriteString("the big value ends here")
	return s.put(key, b.String())
}

func (s *Server) delete(key string, options ...clientv3.OpOption) error {
	return s.do(func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Delete(ctx, key, options...)
		return err
	})
}

func (s *Server) fill(prefix string, n int) error {
	return s.do(func(ctx context.Context, client *clientv3.Client) error {
		return demo.Fill(ctx, client, func(yield func(demo.Item) bool) {
			for i := range n {
				number := fmt.Sprintf("%06d", i)
				if !yield(demo.Item{Key: prefix + number, Value: []byte(number)}) {
					return
				}
			}
		})
	})
}

func (s *Server) compact() error {
	return s.do(func(ctx context.Context, client *clientv3.Client) error {
		now, err := client.Get(ctx, "\x00")
		if err != nil {
			return err
		}
		_, err = client.Compact(ctx, now.Header.Revision, clientv3.WithCompactPhysical())
		return err
	})
}

// do works with a client of its own: one that has met a stopped server waits
// before it tries again.
func (s *Server) do(work func(context.Context, *clientv3.Client) error) error {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience())
	defer cancel()
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{s.Endpoint()}, Username: s.user, Password: s.password, Logger: zap.NewNop()})
	if err != nil {
		return err
	}
	return errors.Join(work(ctx, client), client.Close())
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
