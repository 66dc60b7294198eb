// Package source turns what an etcd cluster says into the batches of changes
// that the model is built from. It only ever reads.
package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
)

const (
	// maxUnaryRetries lets a read try each member of the usual cluster once.
	// clientv3's own 100 hide the cause of a trouble until the deadline.
	maxUnaryRetries = 3

	// A server that comes back is found after at most reconnectMax; gRPC's own
	// backoff takes up to two minutes.
	reconnectMin = 100 * time.Millisecond
	reconnectMax = 2 * time.Second

	// keepAliveMin is the shortest time between pings that gRPC permits.
	keepAliveMin = 10 * time.Second
)

// A Client is a connection to one cluster that can only read. It may be used
// from many goroutines.
type Client struct {
	etcd      *clientv3.Client
	stream    streamer // lists what etcd, too, could, at less cost
	endpoints []string
	guessed   bool   // nothing named the endpoints
	user      string // who the server takes us for (see user)
	auth      *authenticator
	timeout   time.Duration // of one unary call that a person waits for
	observer  *observer
	way       *way
	usage     *usage
	route     *route
	config    Config // as it was dialled with
	horizon   horizon
}

// Dial prepares a connection and returns at once, whether or not a server is
// there: connecting and logging in wait for the first call. The error is a
// *ConfigError.
func Dial(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	way, err := newWay(cfg)
	if err != nil {
		return nil, err
	}
	return dial(cfg, way, newAuthenticator(cfg), newUsage())
}

// alone prepares a connection to one member, in the same way and with the same
// login; without that, if it isn't to be trusted with it.
func (c *Client) alone(endpoint string, trusted bool) (*Client, error) {
	if err := checkEndpoint(endpoint); err != nil {
		return nil, err
	}
	cfg, a := c.config, c.auth
	cfg.Endpoints, cfg.Guessed = []string{endpoint}, false
	if !trusted {
		a = newAuthenticator(Config{})
	}
	return dial(cfg, c.way, a, c.usage)
}

// trusts says whether our login may be sent to an address that only the cluster
// told of. Any member may tell any: its certificate must be of the CAs that were
// given for this cluster.
func (c *Client) trusts() bool {
	tls := c.config.TLS
	proved := c.way.secured != nil && !tls.SkipVerify && tls.CAFile != ""
	return proved || c.config.User == "" && c.config.Token == ""
}

func dial(cfg Config, way *way, a *authenticator, u *usage) (*Client, error) {
	o, r := &observer{}, newRoute(cfg.Endpoints)
	etcd, err := clientv3.New(clientv3.Config{
		Endpoints:            cfg.Endpoints,
		DialTimeout:          cfg.DialTimeout,
		DialKeepAliveTime:    keepAlive(cfg.KeepAliveTime),
		DialKeepAliveTimeout: cfg.KeepAliveTimeout,
		MaxCallSendMsgSize:   cfg.MaxRequestBytes,
		MaxCallRecvMsgSize:   cfg.MaxRecvBytes,
		MaxUnaryRetries:      maxUnaryRetries,
		Logger:               zap.NewNop(), // it would write over the screen
		DialOptions:          slices.Concat(dialOptions(cfg, a, r, o), flowOptions(cfg, u), way.options()),
	})
	if err != nil {
		return nil, configErrorf("cannot use the endpoints %s: %v", strings.Join(cfg.Endpoints, ","), err)
	}
	o.conn = etcd.ActiveConnection()
	stream := newStreamer(o.conn, cfg.MaxRecvBytes)
	return &Client{
		etcd: etcd, stream: stream, endpoints: cfg.Endpoints, guessed: cfg.Guessed,
		user: user(cfg, way.certificate()), auth: a, timeout: cfg.CommandTimeout, observer: o, way: way, usage: u, route: r, config: cfg,
		horizon: newHorizon(),
	}, nil
}

// dialOptions chains the interceptors, outermost first, inside of clientv3's
// own. They hold for the connections that clientv3 makes to single members,
// too. (The unchained options would take the place of clientv3's.)
func dialOptions(cfg Config, a *authenticator, r *route, o *observer) []grpc.DialOption {
	log, p := callLog{cfg.Log}, &plainly{}
	return []grpc.DialOption{
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: reconnectMin, Multiplier: 1.6, Jitter: 0.2, MaxDelay: reconnectMax},
			MinConnectTimeout: cfg.DialTimeout,
		}),
		grpc.WithChainUnaryInterceptor(bounded(cfg.CommandTimeout), p.unary, a.unary, r.unary, o.unary, log.unary, failFastUnary, guardUnary),
		grpc.WithChainStreamInterceptor(p.stream, a.stream, r.stream, o.stream, log.stream, failFastStream, guardStream),
	}
}

// flowOptions are about what flows: how it is counted, how it is decoded, and
// how much of it may be on its way. A stream's window is what a server can send
// that nobody has read yet; it is a part of the budget, since some are open side
// by side. (By itself gRPC lets each grow to 16 MiB, whatever the budget.)
func flowOptions(cfg Config, u *usage) []grpc.DialOption {
	window := int32(min(max(cfg.MaxInFlight/windowShare, windowLeast), windowMost))
	return []grpc.DialOption{
		grpc.WithStatsHandler(u),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(newCodec())),
		grpc.WithInitialWindowSize(window),
		grpc.WithInitialConnWindowSize(2 * window),
	}
}

// Close ends all calls and the connection.
func (c *Client) Close() error {
	if err := c.etcd.Close(); !errors.Is(err, context.Canceled) { // which is the end of its own context
		return err
	}
	return nil
}

// Cause is why the cluster gives no answers, in one line fit for the screen;
// "" when the last call was answered, or none was made yet.
func (c *Client) Cause() string {
	_, cause := c.observer.state()
	if c.guessed && cause == connectionRefused {
		return cause + ": try --endpoints or --explain"
	}
	return cause
}

// LastEndpoint is the endpoint that answered last, in the words of the
// configuration; before any answer, the first one.
func (c *Client) LastEndpoint() string {
	addr, _ := c.observer.state()
	to := c.route.endpoints()
	if addr == "" || len(to) == 1 {
		return to[0]
	}
	return c.way.endpoint(c.endpoints, addr)
}

// Revision asks any member for the store's revision as that member knows it,
// by reading key, which need not exist but must be permitted.
func (c *Client) Revision(ctx context.Context, key string) (int64, error) {
	return c.revision(ctx, key, clientv3.WithSerializable())
}

func (c *Client) revision(ctx context.Context, key string, opts ...clientv3.OpOption) (int64, error) {
	resp, err := c.etcd.Get(ctx, key, append(opts, clientv3.WithKeysOnly(), fresh())...)
	if err != nil {
		return 0, fmt.Errorf("cannot read the revision: %w", err)
	}
	return resp.Header.GetRevision(), nil
}

func keepAlive(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return max(d, keepAliveMin)
}

// bounded gives every call a deadline.
func bounded(timeout time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if _, ok := ctx.Deadline(); !ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		return invoker(ctx, method, req, reply, cc, opts...)
	}
}

// failFastUnary and failFastStream undo clientv3's WaitForReady. Waiting, a
// call to a dead server ends at its deadline and says no more than that;
// failing, it says "connection refused" at once. While the first connection
// is being made calls still wait for it.
func failFastUnary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return invoker(ctx, method, req, reply, cc, append(opts, grpc.WaitForReady(false))...)
}

func failFastStream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return streamer(ctx, desc, cc, method, append(opts, grpc.WaitForReady(false))...)
}
