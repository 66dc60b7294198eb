package local

import (
	"path"
	"strings"

	"github.com/etcdscope/etcdscope/source"
)

// view turns a file name that an etcd knows into one of the host, if there is
// such a file there: an etcd in a container has a root of its own.
type view func(h Host, name string) string

// onHost is the view of who has the host's root.
func onHost(_ Host, name string) string { return name }

// beside are client certificates that distributions put near the server's, by
// their names from its directory; those that are for nothing but reading come
// first. A server's own is the last choice: it is good for clients only if it
// was made for peers, too.
var beside = []pair{
	{"healthcheck-client.crt", "healthcheck-client.key"},             // kubeadm
	{"../apiserver-etcd-client.crt", "../apiserver-etcd-client.key"}, // kubeadm, k0s
	{"client.crt", "client.key"},                                     // k3s, RKE2
	{"admin.crt", "admin.key"},                                       // Talos
	{"admin-*.pem", "admin-*-key.pem"},                               // kubespray
}

// server is the candidate of an etcd that was started with these settings.
func (h Host) server(from string, s settings, in view) Candidate {
	c := Candidate{From: from}
	urls := s.urls()
	if len(urls) == 0 {
		urls = []string{"http://" + Default} // etcd's own default
	}
	all := addresses(urls)
	if len(all) == 0 {
		c.Problem = "none of its client URLs can be dialled (" + strings.Join(urls, ",") + "): give --endpoints"
		return c
	}
	s = h.seen(s, in)
	at := h.best(all, s[serverCert])
	c.Config = source.Config{Endpoints: []string{at.url}}
	if insecure(at.url) {
		return c
	}
	if s[serverCert] == "" && s.on(autoTLS) {
		c.Problem = "its certificate is made up at every start (auto-tls): --endpoints " + at.url + " --insecure-skip-tls-verify takes any"
		return c
	}
	t := tlsFiles{mutual: s.mutual(), ca: s[trustedCA]}
	if cert := s[serverCert]; cert != "" {
		for _, p := range beside {
			t.pairs = append(t.pairs, h.pairs(p.in(path.Dir(cert)))...)
		}
	}
	t.pairs = append(t.pairs, pair{s[clientCert], s[clientKey]}, pair{s[serverCert], s[serverKey]})
	c.Config.TLS, c.Problem = h.checked(t)
	return c
}

// seen are settings with their files by the names that the host has for them.
func (h Host) seen(s settings, in view) settings {
	files := settings{}
	for _, name := range []string{serverCert, serverKey, clientCert, clientKey, trustedCA} {
		if s[name] != "" {
			files[name] = in(h, s[name])
		}
	}
	return files.over(s)
}

// in is the pair in a directory.
func (p pair) in(dir string) pair { return pair{path.Join(dir, p.cert), path.Join(dir, p.key)} }

// pairs are the pairs that match one whose names may have an asterisk each.
func (h Host) pairs(p pair) []pair {
	if !strings.Contains(p.cert, "*") {
		return []pair{p}
	}
	before, after, _ := strings.Cut(p.cert, "*")
	var all []pair
	for _, cert := range h.glob(p.cert) {
		name := strings.TrimSuffix(strings.TrimPrefix(cert, before), after)
		if key := strings.Replace(p.key, "*", name, 1); !strings.HasSuffix(name, "-key") {
			all = append(all, pair{cert, key})
		}
	}
	return all
}
