package source

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	socks "golang.org/x/net/proxy"
)

// dial reaches an address through the proxy. Names are left to the proxy to
// look up: behind it they may mean something that they don't mean here.
func (p *proxy) dial(ctx context.Context, address string) (net.Conn, error) {
	conn, err := p.connect(ctx, address)
	if err != nil && ctx.Err() != nil {
		return nil, p.failed(address, "gave no answer in time")
	}
	return conn, err
}

func (p *proxy) connect(ctx context.Context, address string) (net.Conn, error) {
	if strings.HasPrefix(p.url.Scheme, "socks") {
		return p.socks(ctx, address)
	}
	conn, err := p.reach(ctx, address)
	if err != nil {
		return nil, err
	}
	through, err := p.ask(ctx, conn, address)
	if err != nil {
		_ = conn.Close() // what counts is why there was no way through
		return nil, err
	}
	return through, nil
}

// reach connects to the proxy itself.
func (p *proxy) reach(ctx context.Context, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.address())
	if err != nil {
		return nil, p.failed(address, "can't be reached: %s", explainLink(err.Error()))
	}
	if p.url.Scheme != "https" {
		return conn, nil
	}
	secured := tls.Client(conn, &tls.Config{ServerName: p.url.Hostname(), MinVersion: tls.VersionTLS12})
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, p.failed(address, "can't be trusted: %s", err)
	}
	return secured, nil
}

// ask asks an HTTP proxy for a way through.
func (p *proxy) ask(ctx context.Context, conn net.Conn, address string) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{"User-Agent": {"etcdscope"}}}
	if user := p.url.User; user != nil {
		password, _ := user.Password()
		login := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		request.Header.Set("Proxy-Authorization", "Basic "+login)
	}
	if err := request.Write(conn); err != nil {
		return nil, p.failed(address, "broke off: %s", err)
	}
	r := bufio.NewReader(conn)
	answer, err := http.ReadResponse(r, request)
	if err != nil {
		return nil, p.failed(address, "gave no answer that is HTTP")
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusProxyAuthRequired && p.url.User == nil:
		return nil, p.failed(address, "asks for a user: write %s=http://USER:PASSWORD@%s", p.from, p.address())
	case answer.StatusCode == http.StatusProxyAuthRequired:
		return nil, p.failed(address, "refuses the user or password in %s", p.from)
	case answer.StatusCode != http.StatusOK:
		return nil, p.failed(address, "refused %s: %s", address, answer.Status)
	}
	return &proxied{Conn: conn, r: r, to: address}, nil
}

// socks asks a SOCKS proxy for a way through.
func (p *proxy) socks(ctx context.Context, address string) (net.Conn, error) {
	var login *socks.Auth
	if user := p.url.User; user != nil {
		password, _ := user.Password()
		login = &socks.Auth{User: user.Username(), Password: password}
	}
	dialer, err := socks.SOCKS5("tcp", p.address(), login, reacher{p, address})
	if err != nil {
		return nil, p.failed(address, "can't be used: %s", err)
	}
	conn, err := dialer.(socks.ContextDialer).DialContext(ctx, "tcp", address)
	if own := (*linkError)(nil); errors.As(err, &own) {
		return nil, own
	}
	if err != nil {
		why := err
		if op := (*net.OpError)(nil); errors.As(err, &op) {
			why = op.Err
		}
		return nil, p.failed(address, "refused %s: %s", address, strings.TrimPrefix(why.Error(), "unknown error "))
	}
	return &proxied{Conn: conn, r: conn, to: address}, nil
}

// reacher connects to the proxy for the SOCKS library.
type reacher struct {
	*proxy
	address string
}

func (r reacher) Dial(network, to string) (net.Conn, error) {
	return r.DialContext(context.Background(), network, to)
}

func (r reacher) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return r.reach(ctx, r.address)
}
