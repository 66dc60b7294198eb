package source

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/etcdscope/etcdscope/model"
)

// A way is how the connections to a cluster are made, the one to all members
// and those to single ones: through which proxy, and how secured.
type way struct {
	proxies Proxies
	secured credentials.TransportCredentials // nil is in plain text

	mu    sync.Mutex
	names map[string]string // addresses that were reached, and what they were dialled as
}

func newWay(cfg Config) (*way, error) {
	secured, err := cfg.TLS.credentials(cfg.Endpoints[0])
	if err != nil {
		return nil, err
	}
	w := &way{proxies: cfg.Proxies, secured: secured, names: map[string]string{}}
	for _, ep := range cfg.Endpoints { // now, and not as the cause of each attempt
		if _, err := w.proxy(ep); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// certificate is the client's, nil if it has none.
func (w *way) certificate() *x509.Certificate {
	h, ok := w.secured.(handshaker)
	if !ok {
		return nil
	}
	if id := h.files.now(); id.pair != nil {
		return id.pair.Leaf
	}
	return nil
}

func (w *way) options() []grpc.DialOption {
	options := []grpc.DialOption{grpc.WithContextDialer(w.dial)}
	if w.secured != nil {
		options = append(options, grpc.WithTransportCredentials(w.secured))
	}
	return options
}

// dial connects to an endpoint. With a dialer of ours, gRPC looks for no proxy.
func (w *way) dial(ctx context.Context, address string) (net.Conn, error) {
	if isSocket(address) {
		return w.reached(dialled(address))(dialSocket(ctx, dialled(address)))
	}
	proxy, err := w.proxy(address)
	switch {
	case err != nil:
		return nil, &linkError{err.Error()}
	case proxy != nil:
		return w.reached(address)(proxy.dial(ctx, address))
	}
	return w.reached(address)((&net.Dialer{}).DialContext(ctx, "tcp", address))
}

// dialSocket connects to a server of this host by the file of its socket.
func dialSocket(ctx context.Context, file string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &linkError{"there is no socket " + file + ": see that etcd runs and listens there"}
	case errors.Is(err, fs.ErrPermission):
		return nil, &linkError{"no permission for the socket " + file + ": run etcdscope as a user who may write to it"}
	}
	return conn, err
}

// proxy is the one to an endpoint, nil for none.
func (w *way) proxy(ep string) (*proxy, error) {
	if isSocket(ep) {
		return nil, nil
	}
	return w.proxies.of(dialled(ep), w.secured != nil)
}

// through names the proxy to an endpoint, "" for none.
func (w *way) through(ep string) string {
	if p, err := w.proxy(ep); p != nil && err == nil {
		return model.Safe(p.String())
	}
	return ""
}

// reached notes where the connection to an address has led.
func (w *way) reached(address string) func(net.Conn, error) (net.Conn, error) {
	return func(conn net.Conn, err error) (net.Conn, error) {
		if err == nil {
			w.mu.Lock()
			w.names[conn.RemoteAddr().String()] = address
			w.mu.Unlock()
		}
		return conn, err
	}
}

// endpoint is which of the endpoints is at the other end of a connection, the
// address itself if it is none of them.
func (w *way) endpoint(all []string, peer string) string {
	w.mu.Lock()
	name, ok := w.names[peer]
	w.mu.Unlock()
	if !ok {
		name = peer
	}
	for _, ep := range all {
		if dialled(ep) == name {
			return ep
		}
	}
	return name
}

func isSocket(ep string) bool { return strings.HasPrefix(scheme(ep), "unix") }

// dialled is what is dialled for an endpoint: HOST:PORT, or a socket's file.
func dialled(ep string) string {
	s := scheme(ep)
	if s == "" {
		return ep
	}
	address := strings.TrimPrefix(ep[len(s)+1:], "//")
	if s == "http" || s == "https" {
		address, _, _ = strings.Cut(address, "/")
	}
	return address
}

// proxied is a connection through a proxy. Its other end is not the proxy.
type proxied struct {
	net.Conn
	r  io.Reader // which may have read too much for the proxy's answer
	to string
}

func (c *proxied) Read(b []byte) (int, error) { return c.r.Read(b) }

func (c *proxied) RemoteAddr() net.Addr { return farEnd(c.to) }

// farEnd is the address of what is behind a proxy.
type farEnd string

func (farEnd) Network() string  { return "tcp" }
func (e farEnd) String() string { return string(e) }
