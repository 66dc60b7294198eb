package source

import (
	"crypto/x509"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	etcdtransport "go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"

	"github.com/etcdscope/etcdscope/source/demo"
)

// startSocket runs an etcd that listens on the socket, too, in the working
// directory or by its whole path.
func startSocket(t *testing.T, scheme, socket string, tls etcdtransport.TLSInfo) {
	t.Helper()
	startEtcd(t, demo.WithConfig(func(cfg *embed.Config) {
		cfg.ClientTLSInfo = tls
		cfg.ListenClientUrls = append(cfg.ListenClientUrls, url.URL{Scheme: scheme, Path: socket})
	}))
}

// The forms in which etcdctl takes a socket are taken, and mean the same.
func TestSockets(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.issueAs("server", func(c *x509.Certificate) { c.DNSNames = []string{"localhost", "etcd.sock"} })
	secured := etcdtransport.TLSInfo{CertFile: cert, KeyFile: key}
	dir := t.TempDir()
	t.Chdir(dir)
	startSocket(t, "unix", "plain.sock", etcdtransport.TLSInfo{})
	startSocket(t, "unixs", "etcd.sock", secured)
	startSocket(t, "unixs", "localhost:7", secured)
	startSocket(t, "unixs", "other.sock", secured)
	trust := TLS{CAFile: ca.file}
	for _, test := range []struct {
		endpoint string
		tls      TLS
		cause    string // "" when it must work
	}{
		{endpoint: "unix://" + dir + "/plain.sock"},
		{endpoint: "unix://plain.sock"},
		{endpoint: "unix:plain.sock"},
		{endpoint: "unix:" + dir + "/plain.sock"},
		{endpoint: "unixs://" + dir + "/etcd.sock", tls: trust},
		{endpoint: "unixs:etcd.sock", tls: trust},
		{endpoint: "unixs://localhost:7", tls: trust}, // the name without the port is verified
		{endpoint: "unixs://" + dir + "/localhost:7", tls: trust},
		{endpoint: "unix://" + dir + "/etcd.sock", tls: trust}, // TLS, because there is a CA for it
		{endpoint: "unixs://" + dir + "/other.sock", tls: TLS{SkipVerify: true}},
		{
			endpoint: "unixs://" + dir + "/other.sock", tls: trust,
			cause: "the certificate of other.sock is for localhost, etcd.sock, 127.0.0.1 and not for other.sock: use one of these names, or",
		},
		{endpoint: "unixs://" + dir + "/etcd.sock", cause: "the certificate of etcd.sock is signed by CN=test CA, which this system does not trust: "},
		{endpoint: "unix://" + dir + "/etcd.sock", cause: "it may expect TLS"},
		{endpoint: "unix:///no/such.sock", cause: "there is no socket /no/such.sock: see that etcd runs and listens there"},
	} {
		t.Run(strings.ReplaceAll(test.endpoint, dir, "DIR")+" "+test.cause, func(t *testing.T) {
			etcdctlAgrees(t, test.endpoint, test.tls, test.cause == "")
			c := dialForTest(t, Config{Endpoints: []string{test.endpoint}, TLS: test.tls, Proxies: proxiesOf("ALL_PROXY=http://127.0.0.1:1")})
			if test.cause != "" {
				awaitCause(t, c, test.cause)
				return
			}
			mustGet(t, c)
			if _, err := c.etcd.Status(t.Context(), test.endpoint); err != nil {
				t.Errorf("the member alone: %v", err)
			}
			many := dialForTest(t, Config{Endpoints: []string{test.endpoint, "unix:gone.sock"}, TLS: test.tls})
			awaitAnswer(t, many)
			if got := many.LastEndpoint(); got != test.endpoint {
				t.Errorf("%s answered", got)
			}
		})
	}
}

// etcdctlAgrees says that etcdctl, where there is one, can go this way, too,
// or can't either.
func etcdctlAgrees(t *testing.T, endpoint string, tls TLS, works bool) {
	t.Helper()
	program := etcdctl(t)
	if program == "" {
		return
	}
	patience := map[bool]string{true: "10s", false: "300ms"}[works]
	args := []string{"get", "a", "--endpoints", endpoint, "--command-timeout", patience}
	if tls.CAFile != "" {
		args = append(args, "--cacert", tls.CAFile)
	}
	if tls.SkipVerify {
		args = append(args, "--insecure-skip-tls-verify")
	}
	said, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if (err == nil) != works {
		t.Errorf("etcdctl: %v, %s", err, said)
	}
}

// Whichever of several endpoints are there, one that is answers, and is named
// in the words that it was given in.
func TestSeveralEndpoints(t *testing.T) {
	srv := startEtcd(t)
	byName := strings.Replace(srv.Endpoint(), "127.0.0.1", "localhost", 1)
	noName, late := "http://no-such-host.invalid:1", "http://"+listenSilently(t)
	for name, test := range map[string]struct {
		live   string
		others []string // and where live is among them: at the %
	}{
		"the first":       {srv.Endpoint(), []string{"%", deadEndpoint(t)}},
		"the last":        {srv.Endpoint(), []string{deadEndpoint(t), deadEndpoint(t), "%"}},
		"the middle":      {srv.Endpoint(), []string{deadEndpoint(t), "%", deadEndpoint(t)}},
		"by name":         {byName, []string{deadEndpoint(t), "%"}},
		"without scheme":  {hostPort(srv), []string{"%", strings.TrimPrefix(deadEndpoint(t), "http://")}},
		"with a path":     {srv.Endpoint() + "/", []string{deadEndpoint(t), "%"}},
		"one is no name":  {srv.Endpoint(), []string{noName, "%"}},
		"the first waits": {srv.Endpoint(), []string{late, "%"}},
	} {
		t.Run(name, func(t *testing.T) {
			endpoints := slices.Clone(test.others)
			endpoints[slices.Index(endpoints, "%")] = test.live
			c := dialForTest(t, Config{Endpoints: endpoints})
			if got := c.LastEndpoint(); got != endpoints[0] {
				t.Errorf("before any answer: %s, want the first, %s", got, endpoints[0])
			}
			awaitAnswer(t, c)
			mustGet(t, c)
			mustStream(t, c)
			mustWatch(t, c, "w")
			if got := c.LastEndpoint(); got != test.live || c.Cause() != "" {
				t.Errorf("%s answered, want %s; the cause is %q", got, test.live, c.Cause())
			}
		})
	}
}

// Two that answer are read by turns; whichever was last is named.
func TestSeveralEndpointsThatAnswer(t *testing.T) {
	a, b := startEtcd(t), startEtcd(t)
	c := dialForTest(t, Config{Endpoints: []string{a.Endpoint(), b.Endpoint()}})
	seen := map[string]bool{}
	for ctx := testContext(t); len(seen) < 2; {
		if ctx.Err() != nil {
			t.Fatalf("only %v answered", seen)
		}
		mustGet(t, c)
		seen[c.LastEndpoint()] = true
	}
	if !seen[a.Endpoint()] || !seen[b.Endpoint()] {
		t.Errorf("%v answered", seen)
	}
	a.Stop()
	awaitAnswer(t, c)
	mustGet(t, c)
	if got := c.LastEndpoint(); got != b.Endpoint() {
		t.Errorf("%s answered", got)
	}
}

func TestSeveralEndpointsThatAreDead(t *testing.T) {
	c := dialForTest(t, Config{Endpoints: []string{deadEndpoint(t), deadEndpoint(t), deadEndpoint(t)}})
	awaitCause(t, c, connectionRefused)
	c = dialForTest(t, Config{Endpoints: []string{"http://no-such-host.invalid:1", "http://no-such-either.invalid:1"}})
	awaitCause(t, c, "no such host")
}

// etcdctl is the program of that name, "" if it isn't there.
func etcdctl(t *testing.T) string {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	program, err := exec.LookPath(filepath.Join(home, ".cache/etcdscope/bin/etcdctl-v3.7"))
	if err != nil {
		return ""
	}
	return program
}

func TestDialled(t *testing.T) {
	for ep, want := range map[string]string{
		"h:1": "h:1", "http://h:1": "h:1", "HTTPS://h:1/": "h:1", "https://[::1]:1/x": "[::1]:1",
		"unix:a": "a", "unix://a:1": "a:1", "unixs:///a/b": "/a/b", "unix:/a/b": "/a/b", "unixs:a": "a",
	} {
		if got := dialled(ep); got != want {
			t.Errorf("%s: %s, want %s", ep, got, want)
		}
	}
}
