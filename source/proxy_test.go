package source

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
)

// Each kind of proxy is taken for the connection to all endpoints and for
// those to single members, and the endpoint is what it is called by.
func TestProxy(t *testing.T) {
	leaks(t)
	ca := newAuthority(t)
	cert, key := ca.issueAs("server", func(c *x509.Certificate) { c.DNSNames = []string{"etcd-1.example"} })
	secure, plain := startTLSWith(t, cert, key, "", 0), startEtcd(t)
	for name, test := range map[string]struct {
		variable string // PROXY is where it is
		login    string
		secure   bool
	}{
		"HTTP, TLS":                {variable: "HTTPS_PROXY=http://PROXY", secure: true},
		"HTTP, lower case":         {variable: "https_proxy=http://PROXY", secure: true},
		"HTTP, no scheme":          {variable: "HTTPS_PROXY=PROXY", secure: true},
		"HTTP, plain text":         {variable: "HTTP_PROXY=http://PROXY"},
		"HTTP, plain text as gRPC": {variable: "HTTPS_PROXY=http://PROXY"},
		"HTTP, for all":            {variable: "ALL_PROXY=http://PROXY", secure: true},
		"HTTP, login":              {variable: "HTTPS_PROXY=http://u:hunter2@PROXY", login: "u:hunter2", secure: true},
		"SOCKS, TLS":               {variable: "HTTPS_PROXY=socks5://PROXY", secure: true},
		"SOCKS, for all":           {variable: "all_proxy=socks5h://PROXY"},
		"SOCKS, login":             {variable: "ALL_PROXY=socks5://u:hunter2@PROXY", login: "u:hunter2", secure: true},
	} {
		t.Run(name, func(t *testing.T) {
			to, cfg, endpoint := hostPort(plain), Config{}, "http://etcd-1.example:2379"
			if test.secure {
				to, cfg.TLS, endpoint = hostPort(secure), TLS{CAFile: ca.file}, "https://etcd-1.example:2379"
			}
			p := startProxy(t, to)
			p.login = test.login
			cfg.Endpoints, cfg.Proxies = []string{endpoint}, proxiesOf(replaceIn(test.variable, p.address()))
			c := dialForTest(t, cfg)
			mustGet(t, c)
			if got := c.LastEndpoint(); got != endpoint {
				t.Errorf("%s answered, want %s", got, endpoint)
			}
			before := len(p.wasAsked())
			if _, err := c.etcd.Status(t.Context(), endpoint); err != nil {
				t.Errorf("the member alone: %v", err)
			}
			asked := p.wasAsked()
			if len(asked) != before+1 || slices.ContainsFunc(asked, func(a string) bool { return a != "etcd-1.example:2379" }) {
				t.Errorf("asked for %q, and %d of them before the member alone", asked, before)
			}
		})
	}
}

// replaceIn puts an address into NAME=VALUE, whose name may have PROXY in it.
func replaceIn(variable, address string) string {
	name, value, _ := strings.Cut(variable, "=")
	return name + "=" + strings.ReplaceAll(value, "PROXY", address)
}

// This host itself, what NO_PROXY names and sockets are reached without.
func TestProxyIsNotForAll(t *testing.T) {
	srv := startEtcd(t)
	p := startProxy(t, hostPort(srv))
	all := "ALL_PROXY=http://" + p.address()
	for _, endpoint := range []string{srv.Endpoint(), strings.Replace(srv.Endpoint(), "127.0.0.1", "localhost", 1)} {
		mustGet(t, dialForTest(t, Config{Endpoints: []string{endpoint}, Proxies: proxiesOf(all)}))
	}
	if asked := p.wasAsked(); len(asked) > 0 {
		t.Errorf("the proxy was asked for %q", asked)
	}
	for address, none := range map[string]string{
		"etcd-1.example:2379": "example", "etcd-2.example:2379": ".example", "10.1.2.3:2379": "10.0.0.0/8", "10.1.2.4:2379": "*", "e:2379": "a,e:2379",
		"127.0.0.1:2379": "", "[::1]:2379": "", "localhost:2379": "",
	} {
		if got, err := proxiesOf(all, "NO_PROXY="+none).of(address, true); got != nil || err != nil {
			t.Errorf("%s with NO_PROXY=%s: %v, %v", address, none, got, err)
		}
		if got, err := proxiesOf(all, "no_proxy="+none).of("other.test:2379", none != "*"); got == nil && none != "*" || err != nil {
			t.Errorf("other.test with NO_PROXY=%s: %v, %v", none, got, err)
		}
	}
	if got, err := (Proxies{}).of("10.1.2.3:2379", true); got != nil || err != nil {
		t.Errorf("without variables: %v, %v", got, err)
	}
}

// A proxy that leads nowhere is said to be it, with what names it, and without
// its password.
func TestProxyThatFails(t *testing.T) {
	p := startProxy(t, "127.0.0.1:1")
	refusing := startProxy(t, "127.0.0.1:1")
	refusing.refusal = "403 Forbidden by \x1b[2Jrule"
	locked := startProxy(t, "127.0.0.1:1")
	locked.login = "u:other"
	dead := strings.TrimPrefix(deadEndpoint(t), "http://")
	for name, test := range map[string]struct{ variable, at, says string }{
		"refuses":           {"HTTPS_PROXY=http://u:hunter2@", refusing.address(), "refused etcd-1.example:2379: 403 Forbidden by"},
		"refuses (SOCKS)":   {"ALL_PROXY=socks5://", refusing.address(), "refused etcd-1.example:2379: connection not allowed by ruleset: "},
		"wants a user":      {"HTTPS_PROXY=http://", locked.address(), "asks for a user: write HTTPS_PROXY=http://USER:PASSWORD@" + locked.address() + ": "},
		"wrong user":        {"HTTPS_PROXY=http://u:hunter2@", locked.address(), "refuses the user or password in HTTPS_PROXY: "},
		"wrong one (SOCKS)": {"HTTPS_PROXY=socks5://u:hunter2@", locked.address(), "refused etcd-1.example:2379: username/password authentication failed: "},
		"is not there":      {"HTTPS_PROXY=http://u:hunter2@", dead, "can't be reached: connection refused: "},
		"is not there (S)":  {"HTTPS_PROXY=socks5://u:hunter2@", dead, "can't be reached: connection refused: "},
		"speaks no TLS":     {"HTTPS_PROXY=https://u:hunter2@", p.address(), "can't be trusted: "},
		"is no proxy":       {"HTTPS_PROXY=http://", hostPort(startEtcd(t)), "gave no answer that is HTTP: "},
	} {
		t.Run(name, func(t *testing.T) {
			variable, _, _ := strings.Cut(test.variable, "=")
			c := dialForTest(t, Config{Endpoints: []string{"http://etcd-1.example:2379"}, Proxies: proxiesOf(test.variable + test.at)})
			awaitCause(t, c, "the proxy "+test.at+" (from "+variable+") "+test.says)
			cause := c.Cause()
			if strings.Contains(cause, "hunter2") || strings.ContainsAny(cause, "\n\x1b") || !strings.HasSuffix(cause, ": check it, or set NO_PROXY=etcd-1.example") {
				t.Errorf("cause %q", cause)
			}
		})
	}
}

func TestProxyThatIsSilent(t *testing.T) {
	leaks(t)
	l := listenSilently(t)
	c := dialForTest(t, Config{
		Endpoints: []string{"http://etcd-1.example:2379"}, DialTimeout: 1, Proxies: proxiesOf("HTTPS_PROXY=http://" + l),
	})
	awaitCause(t, c, "the proxy "+l+" (from HTTPS_PROXY) gave no answer in time: check it, or")
}

// Whatever is wrong with a variable, what it says is not repeated.
func TestProxyVariables(t *testing.T) {
	for _, value := range []string{"http://u:hunter2@[::1", "ftp://u:hunter2@h:1", "://u:hunter2@h", "http://", "http://u:hunter2@", "u:hunter2@h:99999999 x"} {
		_, err := Dial(Config{Endpoints: []string{"e:1"}, Proxies: proxiesOf("HTTPS_PROXY=" + value)})
		if err == nil || !strings.HasPrefix(err.Error(), "HTTPS_PROXY is not the URL of a proxy: write it like ") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", value, err)
		}
	}
	for value, want := range map[string]string{
		"p": "p:80", "p:3128": "p:3128", "http://p": "p:80", "https://p/": "p:443", "socks5://[::1]": "[::1]:1080", "socks5h://u:a%40b@p:1": "p:1",
	} {
		p, err := proxiesOf("ALL_PROXY="+value).of("e:1", false)
		if err != nil || p.address() != want || p.String() != want+" (from ALL_PROXY)" {
			t.Errorf("%s: %v, %v", value, p, err)
		}
	}
}
