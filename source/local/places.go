package local

import (
	"path"
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/source"
)

// A place is where one distribution keeps what a client of its etcd needs.
type place struct {
	name    string
	socket  string // only this: of what stands in for etcd
	server  string // only this: the static pod of an API server
	told    string // the file that says how etcd is started
	reads   func(data []byte) (s settings, ok bool)
	unless  string // a file that, where told is not there, says that etcd is elsewhere
	dir     string // of the names that follow
	ca      []string
	pairs   []pair   // client certificates, the best first
	servers []string // the server's certificates
}

const (
	etcdPod   = "/etc/kubernetes/manifests/etcd.yaml"
	apiServer = "/etc/kubernetes/manifests/kube-apiserver.yaml"
	kine      = "/var/lib/rancher/k3s/server/kine.sock"
)

// places are known from the distributions' own documentation and sources.
var places = []place{
	{
		name: "kubeadm", told: etcdPod, reads: fromManifest, unless: apiServer, // kind and minikube, too
		dir: "/etc/kubernetes/pki", ca: []string{"etcd/ca.crt"}, servers: []string{"etcd/server.crt"},
		pairs: []pair{
			{"etcd/healthcheck-client.crt", "etcd/healthcheck-client.key"},
			{"apiserver-etcd-client.crt", "apiserver-etcd-client.key"},
			{"etcd/server.crt", "etcd/server.key"},
		},
	},
	{
		name: "minikube",
		dir:  "/var/lib/minikube/certs", ca: []string{"etcd/ca.crt"}, servers: []string{"etcd/server.crt"},
		pairs: []pair{
			{"etcd/healthcheck-client.crt", "etcd/healthcheck-client.key"},
			{"apiserver-etcd-client.crt", "apiserver-etcd-client.key"},
			{"etcd/server.crt", "etcd/server.key"},
		},
	},
	rancher("k3s", "/var/lib/rancher/k3s/server", kine),
	rancher("RKE2", "/var/lib/rancher/rke2/server", ""),
	{name: "k3s without etcd (kine)", socket: kine},
	{
		name: "k0s",
		dir:  "/var/lib/k0s/pki", ca: []string{"etcd/ca.crt"}, servers: []string{"etcd/server.crt"},
		pairs: []pair{
			{"apiserver-etcd-client.crt", "apiserver-etcd-client.key"},
			{"etcd/server.crt", "etcd/server.key"},
		},
	},
	{
		name: "kubespray",
		dir:  "/etc/ssl/etcd/ssl", ca: []string{"ca.pem"}, servers: []string{"member-*.pem"},
		pairs: []pair{
			{"admin-*.pem", "admin-*-key.pem"},
			{"node-*.pem", "node-*-key.pem"},
			{"member-*.pem", "member-*-key.pem"},
		},
	},
	{
		name: "OpenShift",
		dir:  "/etc/kubernetes/static-pod-resources/etcd-certs",
		ca:   []string{"configmaps/etcd-all-bundles/server-ca-bundle.crt", "configmaps/etcd-serving-ca/ca-bundle.crt"},
		servers: []string{
			"secrets/etcd-all-certs/etcd-serving-*.crt",
			"secrets/etcd-all-serving/etcd-serving-*.crt",
		},
		pairs: []pair{ // its peers are its clients
			{"secrets/etcd-all-certs/etcd-peer-*.crt", "secrets/etcd-all-certs/etcd-peer-*.key"},
			{"secrets/etcd-all-peer/etcd-peer-*.crt", "secrets/etcd-all-peer/etcd-peer-*.key"},
		},
	},
	{
		name: "Talos",
		dir:  "/system/secrets/etcd", ca: []string{"ca.crt"}, servers: []string{"server.crt"},
		pairs: []pair{
			{"admin.crt", "admin.key"},
			{"server.crt", "server.key"},
		},
	},
	{name: "kube-apiserver", server: apiServer},
}

// rancher is the place of k3s and of RKE2, which is built on it.
func rancher(name, dir, unless string) place {
	return place{
		name: name,
		told: dir + "/db/etcd/config", reads: fromConfigFile, unless: unless,
		dir: dir + "/tls/etcd", ca: []string{"server-ca.crt"}, servers: []string{"server-client.crt"},
		pairs: []pair{
			{"client.crt", "client.key"},
			{"server-client.crt", "server-client.key"},
		},
	}
}

// place is the candidate of a place: what etcd is told there, or, where that
// can't be known, the certificates that are there and the usual address.
func (h Host) place(p place) Candidate {
	switch {
	case p.socket != "":
		return h.socket(p)
	case p.server != "":
		return h.apiServer(p)
	}
	s, from, ok := h.given(p)
	switch {
	case ok:
		return h.server(from, s, onHost)
	case p.unless != "" && h.exists(p.unless) && !h.exists(p.told):
		return Candidate{From: p.name, Absent: true}
	}
	return h.certificates(p)
}

// certificates is the candidate that the files of a place make.
func (h Host) certificates(p place) Candidate {
	t := tlsFiles{mutual: true}
	for _, name := range p.ca {
		if name = path.Join(p.dir, name); h.exists(name) {
			t.ca = name
			break
		}
	}
	for _, q := range p.pairs {
		t.pairs = append(t.pairs, h.pairs(q.in(p.dir))...)
	}
	if t.ca == "" && !slices.ContainsFunc(t.pairs, func(q pair) bool { return h.exists(q.cert) }) {
		return Candidate{From: p.name, Absent: true}
	}
	c := Candidate{From: p.name, Config: source.Config{Endpoints: []string{h.usual(p)}}}
	c.Config.TLS, c.Problem = h.checked(t)
	return c
}

// given are the settings that a place has for its etcd.
func (h Host) given(p place) (s settings, from string, ok bool) {
	if p.told == "" {
		return nil, "", false
	}
	r := h.read(p.told)
	if s, ok = p.reads(r.data); ok {
		s, _ = h.withConfigFile(s, onHost)
	}
	return s, p.name + " (" + r.name + ")", len(s.urls()) > 0
}

// usual is the address of a Kubernetes node's etcd. One of its certificates
// says whether it goes by number or by name.
func (h Host) usual(p place) string {
	_, port, _ := strings.Cut(Default, ":")
	byName := false
	for _, pattern := range p.servers {
		for _, name := range h.glob(path.Join(p.dir, pattern)) {
			cert, problem := h.certificate(name)
			switch {
			case problem != "":
			case cert.VerifyHostname("127.0.0.1") == nil:
				return "https://" + Default
			case cert.VerifyHostname("localhost") == nil:
				byName = true
			}
		}
	}
	if byName {
		return "https://localhost:" + port
	}
	return "https://" + Default
}
