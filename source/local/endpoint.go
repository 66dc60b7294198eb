package local

import (
	"net"
	"net/url"
	"strings"
)

// address is a client URL of an etcd as a client on the same host dials it.
type address struct {
	url  string
	host string // "" for a socket
	near bool   // on loopback, or a socket
}

// addresses are the URLs that can be dialled, those of this host first. A URL
// to listen everywhere is one for loopback.
func addresses(urls []string) []address {
	var near, far []address
	for _, text := range urls {
		a, ok := dialable(text)
		switch {
		case !ok:
		case a.near:
			near = append(near, a)
		default:
			far = append(far, a)
		}
	}
	return append(near, far...)
}

func dialable(text string) (address, bool) {
	u, err := url.Parse(text)
	if err != nil {
		return address{}, false
	}
	switch u.Scheme {
	case "unix", "unixs":
		return address{url: text, near: true}, u.Host+u.Path+u.Opaque != ""
	case "http", "https":
	default:
		return address{}, false
	}
	host, port := u.Hostname(), u.Port()
	if host == "" && !strings.HasPrefix(u.Host, ":") || port == "" {
		return address{}, false
	}
	ip := net.ParseIP(host)
	switch {
	case host == "" || ip.Equal(net.IPv4zero):
		host, ip = "127.0.0.1", net.IPv4(127, 0, 0, 1)
	case ip != nil && ip.IsUnspecified():
		host, ip = "::1", net.IPv6loopback
	}
	return address{
		url:  (&url.URL{Scheme: u.Scheme, Host: net.JoinHostPort(host, port)}).String(),
		host: host,
		near: ip.IsLoopback() || strings.EqualFold(host, "localhost"),
	}, true
}

// best is the address to dial: the first that the server's certificate is good
// for, if one can be read; without one, simply the first.
func (h Host) best(all []address, cert string) address {
	if cert != "" {
		if server, problem := h.certificate(cert); problem == "" {
			for _, a := range all {
				if a.host == "" || server.VerifyHostname(a.host) == nil {
					return a
				}
			}
		}
	}
	return all[0]
}
