package local

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/demo"
)

// A host like kubeadm makes it, with an etcd that wants a client certificate:
// what is found there connects.
func TestRealServerBehindCertificates(t *testing.T) {
	f := newFixtureAt(t, time.Now())
	f.kubeadm("/etc/kubernetes/pki")
	h := f.onDisk()
	at := func(name string) string { return filepath.Join(h.Dir, "etc/kubernetes/pki", name) }

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	srv, err := demo.Start(ctx, demo.WithConfig(func(cfg *embed.Config) {
		cfg.ClientTLSInfo.CertFile, cfg.ClientTLSInfo.KeyFile = at("etcd/server.crt"), at("etcd/server.key")
		cfg.ClientTLSInfo.TrustedCAFile, cfg.ClientTLSInfo.ClientCertAuth = at("etcd/ca.crt"), true
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	f.write(etcdPod, strings.ReplaceAll(kubeadmPod, "https://127.0.0.1:2379", srv.Endpoint()))
	h = f.onDisk()

	c := chosen(t, h)
	want := source.TLS{
		CAFile:   filepath.Join(h.Dir, "etc/kubernetes/pki/etcd/ca.crt"),
		CertFile: filepath.Join(h.Dir, "etc/kubernetes/pki/etcd/healthcheck-client.crt"),
		KeyFile:  filepath.Join(h.Dir, "etc/kubernetes/pki/etcd/healthcheck-client.key"),
	}
	if !strings.HasPrefix(c.From, "kubeadm (") || c.Config.TLS != want {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	mustRead(ctx, t, c.Config)
	without := c.Config
	without.TLS.CertFile, without.TLS.KeyFile = "", ""
	client, err := source.Dial(without)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if _, err := client.Revision(ctx, "a"); err == nil {
		t.Error("the server takes clients without a certificate: this test shows nothing")
	}
}
