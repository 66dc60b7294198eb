package local

import (
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"
)

const pki = "etc/kubernetes/pki"

// One thing is wrong with what kubeadm has laid out: the problem says what,
// why, and what to do, and plain text at the default address isn't tried.
func TestProblems(t *testing.T) {
	only := func(f *fixture) { // the one client certificate
		for _, name := range []string{"apiserver-etcd-client", "etcd/server"} {
			delete(f.files, pki+"/"+name+".crt")
			delete(f.files, pki+"/"+name+".key")
		}
	}
	const cert, key = pki + "/etcd/healthcheck-client.crt", pki + "/etcd/healthcheck-client.key"
	reissue := func(usage []x509.ExtKeyUsage, change func(*x509.Certificate)) func(*fixture) {
		return func(f *fixture) { only(f); f.issue(cert, key, usage, change) }
	}
	for name, test := range map[string]struct {
		harm func(*fixture)
		uid  int
		want string
	}{
		"denied key": {func(f *fixture) {
			f.denied = []string{key, pki + "/etcd/server.key", pki + "/apiserver-etcd-client.key"}
		}, 1000, "permission denied on /" + key + ": try sudo"},
		"denied directory": {func(f *fixture) { f.denied = []string{"etc/kubernetes"} }, 1000, "permission denied on /" + pki + "/etcd/ca.crt: try sudo"},
		"denied to root":   {func(f *fixture) { f.denied = []string{pki} }, 0, "permission denied on /" + pki + "/etcd/ca.crt even for root: look at its mount and at SELinux"},
		"expired": {reissue(forClient, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = today.AddDate(-1, 0, 0), today.AddDate(0, 0, -3) }), 0,
			"/" + cert + " expired on 2026-08-22: renew it, or give another with --cert and --key"},
		"too early": {reissue(forClient, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = today.AddDate(0, 0, 1), today.AddDate(1, 0, 0) }), 0,
			"/" + cert + " is not valid before 2026-08-26: give another with --cert and --key"},
		"for servers only": {reissue(forServer, func(*x509.Certificate) {}), 0,
			"/" + cert + " is a server's certificate, which no client may show: give another with --cert and --key"},
		"another's key": {func(f *fixture) { only(f); f.pair("other", forClient); f.files[key] = f.files["other.key"] }, 0,
			"/" + key + " is not the key of /" + cert + ": give another with --cert and --key"},
		"no key": {func(f *fixture) { only(f); delete(f.files, key) }, 0,
			"/" + key + " is not there: give --endpoints, --cacert, --cert and --key"},
		"a key that is none": {func(f *fixture) {
			only(f)
			f.write(key, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
		}, 0,
			"/" + key + " has no key in it that can be used: give another with --cert and --key"},
		"a certificate that is none": {func(f *fixture) { only(f); f.write(cert, "not PEM") }, 0,
			"/" + cert + " is not a certificate: give --cacert, --cert and --key"},
		"no client certificate": {func(f *fixture) { only(f); delete(f.files, cert) }, 0,
			"it asks for a client certificate and none is here: give --cert and --key"},
		"no CA":             {func(f *fixture) { f.write(etcdPod, kubeadmPod); delete(f.files, pki+"/etcd/ca.crt") }, 0, "/" + pki + "/etcd/ca.crt is not there: give --endpoints, --cacert, --cert and --key"},
		"a CA that is none": {func(f *fixture) { f.write(pki+"/etcd/ca.crt", "") }, 0, "/" + pki + "/etcd/ca.crt is not a certificate: give --cacert"},
		"an expired CA":     {func(f *fixture) { f.now = today.AddDate(2, 0, 0) }, 0, "/" + pki + "/etcd/ca.crt expired on 2027-08-25: renew it, or give another with --cacert"},
		"a huge file":       {func(f *fixture) { f.write(pki+"/etcd/ca.crt", strings.Repeat("x", fileMost+1)) }, 0, "cannot read /" + pki + "/etcd/ca.crt: it is larger than 1048576 bytes: give --endpoints, --cacert, --cert and --key"},
		"a directory": {func(f *fixture) { f.write(pki+"/etcd/ca.crt/x", ""); delete(f.files, pki+"/etcd/ca.crt") }, 0,
			"cannot read /" + pki + "/etcd/ca.crt: it is not a file: give --endpoints, --cacert, --cert and --key"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.kubeadm(pki)
			test.harm(f)
			f.uid = test.uid
			all := Find(f.host())
			found := present(all)
			if got := found[0].Problem; got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if at := Choose(all); at >= 0 {
				t.Errorf("chosen: %+v", all[at])
			}
			last := found[len(found)-1]
			if !strings.HasPrefix(last.Problem, "not tried, because kubeadm") || !strings.Contains(last.Problem, "--endpoints 127.0.0.1:2379") {
				t.Errorf("the last resort: %+v", last)
			}
		})
	}
}

// Where the best can't be used, the next best is.
func TestNextBest(t *testing.T) {
	f := newFixture(t)
	f.kubeadm(pki)
	f.denied = []string{pki + "/etcd/healthcheck-client.key"}
	if got := chosen(t, f.host()); got.From != "kubeadm" || got.Config.TLS.CertFile != "/"+pki+"/apiserver-etcd-client.crt" {
		t.Errorf("%+v", got)
	}
	f.denied = append(f.denied, pki)
	f.rancher("k3s")
	if got := chosen(t, f.host()); got.From != "k3s" {
		t.Errorf("%+v", got)
	}
}

// An etcd that is found and can't be used, but is no reason not to try plain
// text at the default address.
func TestDefaultBesideAnotherProblem(t *testing.T) {
	f := newFixture(t)
	f.write("/etc/etcd.env", "ETCD_LISTEN_CLIENT_URLS=nonsense")
	all := present(Find(f.host()))
	if want := "none of its client URLs can be dialled (nonsense): give --endpoints"; all[0].Problem != want {
		t.Errorf("got %q, want %q", all[0].Problem, want)
	}
	if got := chosen(t, f.host()); got.Config.Endpoints[0] != Default || !got.Config.Guessed {
		t.Errorf("%+v", got)
	}
}

// No message has a byte of a key in it, whatever is wrong with the files.
func TestKeysStaySecret(t *testing.T) {
	f := newFixture(t)
	f.kubeadm(pki)
	secret := "c2VjcmV0c2VjcmV0"
	for name := range f.files {
		if strings.HasSuffix(name, ".key") {
			f.write(name, "-----BEGIN EC PRIVATE KEY-----\n"+secret+"\n-----END EC PRIVATE KEY-----\n"+secret)
		}
	}
	plain, _ := base64.StdEncoding.DecodeString(secret)
	for _, c := range Find(f.host()) {
		if strings.Contains(c.Problem, secret) || strings.Contains(c.Problem, string(plain)) {
			t.Errorf("%q", c.Problem)
		}
	}
}
