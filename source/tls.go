package source

import (
	"net"
	"net/url"
	"strings"
)

// TLS says how the connection is secured. With the zero value the endpoints'
// scheme alone decides: https with the system's CAs, or plain text.
type TLS struct {
	CertFile, KeyFile string // identify this client
	CAFile            string // CAs to trust in place of the system's
	Require           bool   // TLS for endpoints without a scheme, too
	SkipVerify        bool   // trust any server
	ServerName        string // what certificates must be for, in place of the endpoint's host
}

func (t TLS) isSet() bool { return t != TLS{} }

// checkEndpoints refuses what clientv3 would take and then not do: it drops
// TLS for all endpoints, without a word, when the first says http.
func checkEndpoints(endpoints []string, t TLS) error {
	if len(endpoints) == 0 {
		return configErrorf("no endpoint to connect to: give one with --endpoints HOST:PORT")
	}
	for _, ep := range endpoints {
		if err := checkEndpoint(ep); err != nil {
			return err
		}
	}
	first := endpoints[0]
	if scheme(first) == "http" && t.isSet() {
		return configErrorf("endpoint %s is plain text but TLS is asked for: write https:// or leave out "+
			"--cert, --key, --cacert, --insecure-transport=false and --insecure-skip-tls-verify (or their ETCDCTL_ variables)", first)
	}
	if usesTLS(first, t) {
		return nil
	}
	for _, ep := range endpoints[1:] {
		if secureScheme(ep) {
			return configErrorf("the first endpoint decides for all, and %s means plain text for %s too: give them the same scheme", first, ep)
		}
	}
	return nil
}

func checkEndpoint(ep string) error {
	host := ep
	switch scheme(ep) {
	case "unix", "unixs":
		if dialled(ep) == "" {
			return configErrorf("endpoint %q names no socket: write it like unix:///run/etcd.sock", ep)
		}
		return nil
	case "http", "https":
		u, err := url.Parse(ep)
		if err != nil {
			return configErrorf("endpoint %q is not a URL: write it like https://HOST:2379", ep)
		}
		host = u.Host
	case "":
	default:
		return configErrorf("endpoint %q: the scheme is unknown: use http, https, unix or unixs", ep)
	}
	if _, port, err := net.SplitHostPort(host); err != nil || port == "" {
		return configErrorf("endpoint %q has no port: write it like %s:2379", ep, ep)
	}
	return nil
}

// scheme is "" for plain HOST:PORT. "unix:PATH" has one without slashes.
func scheme(ep string) string {
	if s, _, ok := strings.Cut(ep, "://"); ok {
		return strings.ToLower(s)
	}
	if s, _, ok := strings.Cut(ep, ":"); ok && (s == "unix" || s == "unixs") {
		return s
	}
	return ""
}

func secureScheme(ep string) bool {
	s := scheme(ep)
	return s == "https" || s == "unixs"
}

// usesTLS says whether clientv3 encrypts when ep is the first endpoint.
func usesTLS(ep string, t TLS) bool {
	return secureScheme(ep) || scheme(ep) != "http" && t.isSet()
}
