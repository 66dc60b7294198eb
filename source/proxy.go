package source

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Proxies are what the environment says about proxies; the zero value is that
// there are none.
type Proxies struct {
	secure, plain proxyVariable // for endpoints with TLS and without
	none          string        // hosts that are reached without
}

// Format implements fmt.Formatter: it may have passwords in it, and fmt prints
// what a field holds whose name has a small letter as it is.
func (Proxies) Format(f fmt.State, verb rune) { Secret("").Format(f, verb) }

// A proxyVariable is one that names a proxy, maybe with a password.
type proxyVariable struct {
	name  string
	value Secret
}

// ProxiesFrom reads the usual variables. Like gRPC, and so etcdctl, it takes
// HTTPS_PROXY for every endpoint, but HTTP_PROXY before it for those in plain
// text, and ALL_PROXY where neither is set.
func ProxiesFrom(getenv func(string) string) Proxies {
	first := func(names ...string) (v proxyVariable) {
		for _, name := range names {
			if value := getenv(name); value != "" {
				return proxyVariable{name, Secret(value)}
			}
		}
		return v
	}
	both := []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"}
	plain := slices.Concat([]string{"HTTP_PROXY", "http_proxy"}, both)
	return Proxies{
		secure: first(both...), plain: first(plain...),
		none: cmp.Or(getenv("NO_PROXY"), getenv("no_proxy")),
	}
}

// A proxy stands between us and an endpoint.
type proxy struct {
	url  *url.URL
	from string // the variable that names it
}

// of is the proxy to an address, nil for none: this host itself and what
// NO_PROXY names are reached without.
func (p Proxies) of(address string, secure bool) (*proxy, error) {
	v := p.plain
	if secure {
		v = p.secure
	}
	if v.value == "" {
		return nil, nil
	}
	any := httpproxy.Config{HTTPSProxy: "http://any", NoProxy: p.none}
	if asked, err := any.ProxyFunc()(&url.URL{Scheme: "https", Host: address}); err != nil || asked == nil {
		return nil, nil //nolint:nilerr // without the words of a variable there is no error
	}
	u, ok := parseProxy(string(v.value))
	if !ok { // which may have a password in it
		return nil, configErrorf("%s is not the URL of a proxy: write it like http://HOST:PORT or socks5://HOST:PORT, or unset it", v.name)
	}
	return &proxy{url: u, from: v.name}, nil
}

// proxyPorts are the ports that are meant where a proxy's URL has none.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// parseProxy reads a URL, or HOST:PORT, which is that of an HTTP proxy.
func parseProxy(text string) (*url.URL, bool) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || proxyPorts[u.Scheme] == "" {
		return nil, false
	}
	return u, true
}

func (p *proxy) address() string {
	return net.JoinHostPort(p.url.Hostname(), cmp.Or(p.url.Port(), proxyPorts[p.url.Scheme]))
}

// String names the proxy, without its password.
func (p *proxy) String() string { return fmt.Sprintf("%s (from %s)", p.address(), p.from) }

// failed is an error that is the proxy's. It is why there is no way to the
// address, which somebody may want to reach without.
func (p *proxy) failed(address, format string, args ...any) error {
	host, _, _ := net.SplitHostPort(address)
	return &linkError{fmt.Sprintf("the proxy %v %s: check it, or set NO_PROXY=%s", p, fmt.Sprintf(format, args...), host)}
}
