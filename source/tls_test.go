package source

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source/demo"
	etcdtransport "go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"
)

// startTLS runs an etcd with a certificate of ca. With clients it asks for
// theirs, too.
func startTLS(t *testing.T, ca *authority, clients bool) *demo.Server {
	t.Helper()
	info := etcdtransport.TLSInfo{ClientCertAuth: clients}
	info.CertFile, info.KeyFile = ca.issue("server")
	if clients {
		info.TrustedCAFile = ca.file
	}
	return startEtcd(t, demo.WithConfig(func(cfg *embed.Config) { cfg.ClientTLSInfo = info }))
}

func TestTLSConnections(t *testing.T) {
	ca := newAuthority(t)
	open, closed, plain := startTLS(t, ca, false), startTLS(t, ca, true), startEtcd(t)
	cert, key := ca.issue("client")

	for name, test := range map[string]struct {
		endpoint string
		tls      TLS
		cause    string // "" when it must work
	}{
		"known CA":           {endpoint: open.Endpoint(), tls: TLS{CAFile: ca.file}},
		"no scheme, CA":      {endpoint: hostPort(open), tls: TLS{CAFile: ca.file}},
		"no scheme, require": {endpoint: hostPort(open), tls: TLS{Require: true, SkipVerify: true}},
		"unverified":         {endpoint: open.Endpoint(), tls: TLS{SkipVerify: true}},
		"client certificate": {endpoint: closed.Endpoint(), tls: TLS{CAFile: ca.file, CertFile: cert, KeyFile: key}},

		"plain text to TLS": {endpoint: hostPort(open), cause: "it may expect TLS (https://)"},
		"TLS to plain text": {endpoint: hostPort(plain), tls: TLS{CAFile: ca.file}, cause: "plain text"},
	} {
		t.Run(name, func(t *testing.T) {
			c := dialForTest(t, Config{Endpoints: []string{test.endpoint}, TLS: test.tls})
			if test.cause != "" {
				awaitCause(t, c, test.cause)
				return
			}
			mustGet(t, c)
			if cause := c.Cause(); cause != "" {
				t.Errorf("cause %q of a call that was answered", cause)
			}
		})
	}
}

// A server that has spoken plain text doesn't expect TLS when it breaks off.
func TestAServerThatGoesIsNotTakenForOneWithTLS(t *testing.T) {
	srv := startEtcd(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	mustGet(t, c)
	srv.Stop()
	l, err := net.Listen("tcp", hostPort(srv))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	callUntil(t, c, func(err error) bool {
		if strings.Contains(c.Cause(), "TLS") {
			t.Fatalf("the cause is %q, of %v", c.Cause(), err)
		}
		return c.Cause() == "the server broke off"
	})
}

// A certificate can stand for a user.
func TestTLSClientCertificateLogsIn(t *testing.T) {
	ca := newAuthority(t)
	srv := startTLS(t, ca, true)
	cert, key := ca.issue("root")
	c := dialForTest(t, Config{
		Endpoints: []string{srv.Endpoint()}, TLS: TLS{CAFile: ca.file, CertFile: cert, KeyFile: key},
	})
	admin := adminWithTLS(t, srv.Endpoint(), TLS{CAFile: ca.file, CertFile: cert, KeyFile: key})
	if _, err := admin.UserAdd(t.Context(), "root", "unused"); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.UserGrantRole(t.Context(), "root", "root"); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.AuthEnable(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustGet(t, c)
	mustStream(t, c)
	mustWatch(t, c, "w")
}

func hostPort(srv *demo.Server) string {
	_, hp, _ := strings.Cut(srv.Endpoint(), "://")
	return hp
}

func TestDialRefusesBadConfigs(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.issue("client")
	for name, test := range map[string]struct {
		cfg  Config
		says string
	}{
		"nothing":                {Config{}, "--endpoints"},
		"empty endpoint":         {Config{Endpoints: []string{""}}, "no port"},
		"no port":                {Config{Endpoints: []string{"localhost"}}, "write it like localhost:2379"},
		"no port, https":         {Config{Endpoints: []string{"https://etcd.example"}}, "write it like https://etcd.example:2379"},
		"scheme":                 {Config{Endpoints: []string{"ftp://h:1"}}, "use http, https, unix or unixs"},
		"no socket":              {Config{Endpoints: []string{"unix://"}}, "names no socket: write it like unix:///run/etcd.sock"},
		"not a URL":              {Config{Endpoints: []string{"http://[::1"}}, "not a URL"},
		"http with CA":           {Config{Endpoints: []string{"http://h:1"}, TLS: TLS{CAFile: ca.file}}, "plain text but TLS is asked for"},
		"http with cert":         {Config{Endpoints: []string{"http://h:1"}, TLS: TLS{CertFile: cert, KeyFile: key}}, "plain text but TLS is asked for"},
		"http, required":         {Config{Endpoints: []string{"HTTP://h:1"}, TLS: TLS{Require: true}}, "plain text but TLS is asked for"},
		"http, unverified":       {Config{Endpoints: []string{"http://h:1"}, TLS: TLS{SkipVerify: true}}, "plain text but TLS is asked for"},
		"http before https":      {Config{Endpoints: []string{"http://h:1", "https://i:1"}}, "the first endpoint decides"},
		"no scheme before https": {Config{Endpoints: []string{"h:1", "https://i:1"}}, "the first endpoint decides"},
		"cert without key":       {Config{Endpoints: []string{"https://h:1"}, TLS: TLS{CertFile: cert}}, "both --cert and --key"},
		"key without cert":       {Config{Endpoints: []string{"https://h:1"}, TLS: TLS{KeyFile: key}}, "both --cert and --key"},
		"no such CA":             {Config{Endpoints: []string{"https://h:1"}, TLS: TLS{CAFile: "/no/such"}}, "/no/such"},
		"proxy":                  {Config{Endpoints: []string{"h:1"}, Proxies: proxiesOf("ALL_PROXY=socks4://u:hunter2@p:1")}, "ALL_PROXY is not the URL of a proxy: write it like http://HOST:PORT or socks5://"},
		"no password":            {Config{Endpoints: []string{"h:1"}, User: "alice"}, `user "alice" has no password`},
		"limits":                 {Config{Endpoints: []string{"h:1"}, MaxRequestBytes: 2, MaxRecvBytes: 1}, "--max-recv-bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Dial(test.cfg)
			if err == nil {
				_ = c.Close()
				t.Fatal("no error")
			}
			if problem := (*ConfigError)(nil); !errors.As(err, &problem) {
				t.Errorf("%v is no ConfigError", err)
			}
			if !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q does not say %q in one line", err, test.says)
			}
		})
	}
}

func TestDialTakesGoodEndpoints(t *testing.T) {
	for _, endpoints := range [][]string{
		{"127.0.0.1:2379"}, {"localhost:2379", "http://h:1"}, {"[::1]:2379"}, {"http://h:1/"}, {"https://h:1", "https://i:1"},
		{"unix:///run/etcd.sock"}, {"unix:etcd.sock"}, {"unixs://etcd.sock"}, {"https://h:1", "http://i:1"},
	} {
		c, err := Dial(Config{Endpoints: endpoints})
		if err != nil {
			t.Errorf("%q: %v", endpoints, err)
			continue
		}
		if err := c.Close(); err != nil {
			t.Errorf("%q: close: %v", endpoints, err)
		}
	}
}
