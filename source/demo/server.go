// Package demo runs an embedded etcd on loopback and fills it with a
// believable keyspace that keeps changing: what --demo opens, and the real
// server that the project's tests talk to.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"google.golang.org/grpc"
)

const (
	// A lone member becomes leader one election timeout after its start and
	// has no peer whose lateness a short one could misjudge: 2 and 10 ms give
	// a server that is ready in about 10 ms, for 3 % of a core when idle.
	// (The defaults of 100 ms and 1 s need up to a second.)
	tickMs     = 2
	electionMs = 10

	// catchUpEntries is how much of the raft log stays in memory for slow
	// followers, of which there are none (etcd's default is 5,000, which
	// would hold every byte of a filling).
	catchUpEntries = 100

	// portRetry is how soon a client port is tried again that somebody else
	// holds at the moment.
	portRetry = 20 * time.Millisecond
)

// Server is one embedded etcd with a single member. Its methods may be called
// from any goroutine.
type Server struct {
	dir       string
	ownDir    bool
	configure []func(*embed.Config)

	mu       sync.Mutex // guards the rest
	port     int        // 0 until the first start has found one
	endpoint string
	running  *member // nil when stopped
}

// Option changes how a Server is started.
type Option func(*Server)

// WithDir keeps the data in dir, which Close then leaves alone. Without it the
// server makes a directory in os.TempDir, which Close removes.
func WithDir(dir string) Option {
	return func(s *Server) { s.dir = dir }
}

// WithGRPC adds options to the gRPC server: chained interceptors, for example.
// A handler that they hold up must end with its context, or Stop waits for it.
func WithGRPC(opts ...grpc.ServerOption) Option {
	return WithConfig(func(cfg *embed.Config) {
		cfg.GRPCAdditionalServerOptions = append(cfg.GRPCAdditionalServerOptions, opts...)
	})
}

// WithConfig lets f change etcd's configuration before every start: a quota,
// an auth token, TLS. Setting ClientTLSInfo is all that TLS needs, the client
// URLs follow.
func WithConfig(f func(*embed.Config)) Option {
	return func(s *Server) { s.configure = append(s.configure, f) }
}

// Start starts an etcd on a free loopback port and returns when it has a
// leader and serves clients, or ctx ends.
func Start(ctx context.Context, opts ...Option) (*Server, error) {
	s := &Server{}
	for _, opt := range opts {
		opt(s)
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "etcdscope-demo-*")
		if err != nil {
			return nil, fmt.Errorf("cannot make a directory for the embedded etcd: %w (TMPDIR may name another place)", err)
		}
		s.dir, s.ownDir = dir, true
	}
	if err := s.Restart(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Restart starts a stopped server again, with the same data and on the same
// client port. A running one is stopped first.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	if err := s.start(ctx); err != nil {
		s.stop()
		return fmt.Errorf("cannot start the embedded etcd in %s: %w", s.dir, err)
	}
	return nil
}

// Endpoint is the client URL, http://127.0.0.1:PORT; it outlives a Restart.
func (s *Server) Endpoint() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.endpoint
}

// Stop cuts all connections, stops the server and keeps its data and its port
// for a Restart.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
}

// Close stops the server and removes the directory that Start made.
func (s *Server) Close() error {
	s.Stop()
	if !s.ownDir {
		return nil
	}
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("cannot remove the embedded etcd's directory: %w", err)
	}
	return nil
}

// start runs a member on the server's port or, the first time, on a free one.
// embed opens its listeners itself and advertises what it was told, so the
// port must be known before; between finding and using it anybody can take
// it, hence the loop.
func (s *Server) start(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		port := s.port
		if port == 0 {
			var err error
			if port, err = freePort(); err != nil {
				return err
			}
		}
		cfg := s.config(port)
		m, err := run(cfg)
		if err == nil {
			s.port, s.running, s.endpoint = port, m, cfg.AdvertiseClientUrls[0].String()
			return m.ready(ctx)
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", err, context.Cause(ctx))
		case <-time.After(portRetry):
		}
	}
}

func (s *Server) stop() {
	if s.running != nil {
		s.running.stop()
		s.running = nil
	}
}

// config is etcd's configuration for a throwaway member: on loopback, silent,
// without fsync, without peers.
func (s *Server) config(port int) *embed.Config {
	client := url.URL{Scheme: "http", Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
	cfg := embed.NewConfig()
	cfg.Name = "demo"
	cfg.Dir = s.dir
	cfg.TickMs, cfg.ElectionMs = tickMs, electionMs
	cfg.SnapshotCatchUpEntries = catchUpEntries
	cfg.UnsafeNoFsync = true
	cfg.EnableGRPCGateway = false
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	// Nobody dials the only member, but it needs a peer URL for its identity.
	cfg.ListenPeerUrls = nil
	cfg.AdvertisePeerUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	cfg.ListenClientUrls = []url.URL{client}
	cfg.AdvertiseClientUrls = []url.URL{client}
	// HTTP gets a port of its own, which nobody is told. Sharing one, etcd
	// waits for a client's first bytes to tell what it speaks, and with TLS it
	// serves gRPC through net/http: it could then cut neither a client that
	// says nothing nor one that doesn't read.
	cfg.ListenClientHttpUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	for _, f := range s.configure {
		f(cfg)
	}
	if !cfg.ClientTLSInfo.Empty() || cfg.ClientAutoTLS {
		cfg.ListenClientUrls[0].Scheme, cfg.AdvertiseClientUrls[0].Scheme = "https", "https"
	}
	return cfg
}

// freePort asks the kernel for a loopback port that nobody uses.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("no free port on loopback: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
