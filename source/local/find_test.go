package local

import (
	"crypto/x509"
	"net"
	"reflect"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source"
)

const kubeadmPod = `apiVersion: v1
kind: Pod
metadata:
  name: etcd
  namespace: kube-system
spec:
  containers:
  - command:
    - etcd
    - --advertise-client-urls=https://10.0.0.11:2379
    - --cert-file=/etc/kubernetes/pki/etcd/server.crt
    - --client-cert-auth=true
    - --data-dir=/var/lib/etcd
    - --key-file=/etc/kubernetes/pki/etcd/server.key
    - --listen-client-urls=https://127.0.0.1:2379,https://10.0.0.11:2379
    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    image: registry.k8s.io/etcd:3.6.4-0
    name: etcd
  hostNetwork: true
`

const apiServerPod = `apiVersion: v1
kind: Pod
spec:
  containers:
  - name: kube-apiserver
    command:
    - kube-apiserver
    - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt
    - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt
    - --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key
    - --etcd-servers=https://10.0.0.21:2379,https://10.0.0.22:2379
`

const rancherConfig = `advertise-client-urls: https://10.0.0.11:2379
client-transport-security:
  cert-file: /var/lib/rancher/k3s/server/tls/etcd/server-client.crt
  client-cert-auth: true
  key-file: /var/lib/rancher/k3s/server/tls/etcd/server-client.key
  trusted-ca-file: /var/lib/rancher/k3s/server/tls/etcd/server-ca.crt
data-dir: /var/lib/rancher/k3s/server/db/etcd
listen-client-http-urls: https://127.0.0.1:2382
listen-client-urls: https://127.0.0.1:2379,https://10.0.0.11:2379
`

const kubesprayFile = `# Environment file for etcd 3.5.16
ETCD_DATA_DIR=/var/lib/etcd
ETCD_ADVERTISE_CLIENT_URLS=https://10.0.0.11:2379
ETCD_LISTEN_CLIENT_URLS=https://10.0.0.11:2379,https://127.0.0.1:2379
ETCD_NAME=etcd1

# TLS settings
ETCD_TRUSTED_CA_FILE=/etc/ssl/etcd/ssl/ca.pem
ETCD_CERT_FILE=/etc/ssl/etcd/ssl/member-node1.pem
ETCD_KEY_FILE=/etc/ssl/etcd/ssl/member-node1-key.pem
ETCD_CLIENT_CERT_AUTH=true
`

// kubeadm writes the certificates of a control plane node below dir.
func (f *fixture) kubeadm(dir string) {
	f.t.Helper()
	f.authority(dir + "/etcd/ca.crt")
	f.pair(dir+"/etcd/healthcheck-client", forClient)
	f.pair(dir+"/etcd/server", forBoth)
	f.pair(dir+"/etcd/peer", forBoth)
	f.pair(dir+"/apiserver-etcd-client", forClient)
}

func (f *fixture) kubespray() {
	f.t.Helper()
	f.authority("/etc/ssl/etcd/ssl/ca.pem")
	for _, name := range []string{"admin-node1", "member-node1", "node-node1"} {
		f.issue("/etc/ssl/etcd/ssl/"+name+".pem", "/etc/ssl/etcd/ssl/"+name+"-key.pem", forBoth)
	}
}

func (f *fixture) rancher(name string) {
	f.t.Helper()
	dir := "/var/lib/rancher/" + name + "/server/tls/etcd/"
	f.authority(dir + "server-ca.crt")
	f.pair(dir+"client", forClient)
	f.pair(dir+"server-client", forBoth)
	f.pair(dir+"peer-server-client", forBoth)
}

func tlsOf(ca, pair string) source.TLS {
	return source.TLS{CAFile: ca, CertFile: pair + ".crt", KeyFile: pair + ".key"}
}

const loopback = "https://127.0.0.1:2379"

func TestDistributions(t *testing.T) {
	const pki = "/etc/kubernetes/pki"
	const openshift = "/etc/kubernetes/static-pod-resources/etcd-certs"
	for name, test := range map[string]struct {
		lay  func(*fixture)
		from string
		at   string
		tls  source.TLS
	}{
		"nothing": {func(*fixture) {}, "the default address", "127.0.0.1:2379", source.TLS{}},
		"kubeadm, kind": {func(f *fixture) {
			f.kubeadm(pki)
			f.write(etcdPod, kubeadmPod)
			f.write(apiServer, apiServerPod)
		}, "kubeadm (" + etcdPod + ")", loopback, tlsOf(pki+"/etcd/ca.crt", pki+"/etcd/healthcheck-client")},
		"kubeadm without its manifest": {
			func(f *fixture) { f.kubeadm(pki) },
			"kubeadm", loopback, tlsOf(pki+"/etcd/ca.crt", pki+"/etcd/healthcheck-client"),
		},
		"kubeadm with etcd on other hosts": {func(f *fixture) {
			f.authority(pki + "/etcd/ca.crt")
			f.pair(pki+"/apiserver-etcd-client", forClient)
			f.write(apiServer, apiServerPod)
		}, "kube-apiserver (" + apiServer + ")", "https://10.0.0.21:2379 https://10.0.0.22:2379", tlsOf(pki+"/etcd/ca.crt", pki+"/apiserver-etcd-client")},
		"minikube": {func(f *fixture) {
			f.kubeadm("/var/lib/minikube/certs")
			f.write(etcdPod, strings.ReplaceAll(kubeadmPod, pki, "/var/lib/minikube/certs"))
		}, "kubeadm (" + etcdPod + ")", loopback, tlsOf("/var/lib/minikube/certs/etcd/ca.crt", "/var/lib/minikube/certs/etcd/healthcheck-client")},
		"minikube without its manifest": {
			func(f *fixture) { f.kubeadm("/var/lib/minikube/certs") },
			"minikube", loopback, tlsOf("/var/lib/minikube/certs/etcd/ca.crt", "/var/lib/minikube/certs/etcd/healthcheck-client"),
		},
		"k3s": {func(f *fixture) {
			f.rancher("k3s")
			f.write("/var/lib/rancher/k3s/server/db/etcd/config", rancherConfig)
		}, "k3s (/var/lib/rancher/k3s/server/db/etcd/config)", loopback,
			tlsOf("/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt", "/var/lib/rancher/k3s/server/tls/etcd/client")},
		"k3s by its certificates": {
			func(f *fixture) { f.rancher("k3s") }, "k3s", loopback,
			tlsOf("/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt", "/var/lib/rancher/k3s/server/tls/etcd/client"),
		},
		"k3s with SQLite": {func(f *fixture) {
			f.rancher("k3s") // made there, too
			f.write(kine, "")
		}, "k3s without etcd (kine)", "unix:///var/lib/rancher/k3s/server/kine.sock", source.TLS{}},
		"RKE2": {func(f *fixture) {
			f.rancher("rke2")
			f.write("/var/lib/rancher/rke2/server/db/etcd/config", strings.ReplaceAll(rancherConfig, "k3s", "rke2"))
		}, "RKE2 (/var/lib/rancher/rke2/server/db/etcd/config)", loopback,
			tlsOf("/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt", "/var/lib/rancher/rke2/server/tls/etcd/client")},
		"RKE2 with server-client only": {func(f *fixture) {
			f.authority("/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt")
			f.pair("/var/lib/rancher/rke2/server/tls/etcd/server-client", forBoth)
		}, "RKE2", loopback, tlsOf("/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt", "/var/lib/rancher/rke2/server/tls/etcd/server-client")},
		"k0s": {func(f *fixture) {
			f.authority("/var/lib/k0s/pki/etcd/ca.crt")
			f.pair("/var/lib/k0s/pki/apiserver-etcd-client", forBoth)
			f.pair("/var/lib/k0s/pki/etcd/server", forBoth)
		}, "k0s", loopback, tlsOf("/var/lib/k0s/pki/etcd/ca.crt", "/var/lib/k0s/pki/apiserver-etcd-client")},
		"kubespray": {func(f *fixture) {
			f.kubespray()
			f.write("/etc/etcd.env", kubesprayFile)
		}, "/etc/etcd.env", loopback, source.TLS{
			CAFile: "/etc/ssl/etcd/ssl/ca.pem", CertFile: "/etc/ssl/etcd/ssl/admin-node1.pem", KeyFile: "/etc/ssl/etcd/ssl/admin-node1-key.pem",
		}},
		"kubespray with etcdctl's variables": {func(f *fixture) {
			f.kubespray()
			f.write("/etc/etcd.env", kubesprayFile+`
# CLI settings
ETCDCTL_ENDPOINTS=https://127.0.0.1:2379
ETCDCTL_CA_FILE=/etc/ssl/etcd/ssl/ca.pem
ETCDCTL_KEY_FILE=/etc/ssl/etcd/ssl/node-node1-key.pem
ETCDCTL_CERT_FILE=/etc/ssl/etcd/ssl/node-node1.pem
`)
		}, "/etc/etcd.env", loopback, source.TLS{
			CAFile: "/etc/ssl/etcd/ssl/ca.pem", CertFile: "/etc/ssl/etcd/ssl/node-node1.pem", KeyFile: "/etc/ssl/etcd/ssl/node-node1-key.pem",
		}},
		"kubespray by its certificates": {func(f *fixture) { f.kubespray() }, "kubespray", loopback, source.TLS{
			CAFile: "/etc/ssl/etcd/ssl/ca.pem", CertFile: "/etc/ssl/etcd/ssl/admin-node1.pem", KeyFile: "/etc/ssl/etcd/ssl/admin-node1-key.pem",
		}},
		"OpenShift": {func(f *fixture) {
			f.authority(openshift + "/configmaps/etcd-serving-ca/ca-bundle.crt")
			f.pair(openshift+"/secrets/etcd-all-certs/etcd-peer-master-0", forBoth)
			f.issue(openshift+"/secrets/etcd-all-certs/etcd-serving-master-0.crt", openshift+"/secrets/etcd-all-certs/etcd-serving-master-0.key", forServer,
				func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(10, 0, 0, 11)} })
		}, "OpenShift", "https://localhost:2379", tlsOf(openshift+"/configmaps/etcd-serving-ca/ca-bundle.crt", openshift+"/secrets/etcd-all-certs/etcd-peer-master-0")},
		"Talos": {func(f *fixture) {
			f.authority("/system/secrets/etcd/ca.crt")
			f.pair("/system/secrets/etcd/admin", forClient)
			f.pair("/system/secrets/etcd/server", forBoth)
		}, "Talos", loopback, tlsOf("/system/secrets/etcd/ca.crt", "/system/secrets/etcd/admin")},
		"a certificate that is not for loopback": {func(f *fixture) {
			f.authority("/pki/ca.crt")
			f.issue("/pki/server.crt", "/pki/server.key", forBoth, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(10, 0, 0, 11)} })
			f.write("/etc/etcd.env", "ETCD_LISTEN_CLIENT_URLS=https://0.0.0.0:2379\nETCD_ADVERTISE_CLIENT_URLS=https://10.0.0.12:2379,https://10.0.0.11:2379\n"+
				"ETCD_CERT_FILE=/pki/server.crt\nETCD_KEY_FILE=/pki/server.key\nETCD_TRUSTED_CA_FILE=/pki/ca.crt\n")
		}, "/etc/etcd.env", "https://10.0.0.11:2379", tlsOf("/pki/ca.crt", "/pki/server")},
		"etcdctl's variables alone": {
			func(f *fixture) { f.write("/etc/etcd.env", "ETCDCTL_ENDPOINTS=10.0.0.11:2379,10.0.0.12:2379\n") },
			"/etc/etcd.env", "10.0.0.11:2379 10.0.0.12:2379", source.TLS{},
		},
		"Debian's package": {
			func(f *fixture) {
				f.write("/etc/default/etcd", "# ETCD_NAME=\"x\"\nETCD_LISTEN_CLIENT_URLS=\"http://10.0.0.11:2379\"\n")
			},
			"/etc/default/etcd", "http://10.0.0.11:2379", source.TLS{},
		},
		"Debian's package as it comes, beside kubeadm": {
			func(f *fixture) {
				f.write("/etc/default/etcd", "# ETCD_LISTEN_CLIENT_URLS=\"http://localhost:2379\"\nETCD_NAME=\"x\"\n")
				f.kubeadm("/etc/kubernetes/pki")
			},
			"kubeadm", loopback, tlsOf(pki+"/etcd/ca.crt", pki+"/etcd/healthcheck-client"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			test.lay(f)
			got := chosen(t, f.host())
			if got.From != test.from || strings.Join(got.Config.Endpoints, " ") != test.at || got.Config.TLS != test.tls {
				t.Errorf("got %s, %s, %+v\nwant %s, %s, %+v", got.From, got.Config.Endpoints, got.Config.TLS, test.from, test.at, test.tls)
			}
		})
	}
}

// What is not there is listed, apart from what is.
func TestAbsentOnesAreListed(t *testing.T) {
	f := newFixture(t)
	f.kubeadm("/etc/kubernetes/pki")
	all := Find(f.host())
	var there, absent []string
	for _, c := range all {
		if c.Absent {
			absent = append(absent, c.From)
		} else {
			there = append(there, c.From)
		}
	}
	if want := []string{"kubeadm", "the default address"}; !reflect.DeepEqual(there, want) {
		t.Errorf("there: %v, want %v", there, want)
	}
	if want := []string{
		"/etc/etcd.env", "/etc/default/etcd", "/etc/etcd/etcd.conf", "a running etcd", "minikube", "k3s", "RKE2",
		"k3s without etcd (kine)", "k0s", "kubespray", "OpenShift", "Talos", "kube-apiserver",
	}; !reflect.DeepEqual(absent, want) {
		t.Errorf("absent: %v\nwant %v", absent, want)
	}
}
