package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/demo"
)

// asEtcd in the environment makes the test binary a process that does nothing
// until its standard input ends.
const asEtcd = "ETCDSCOPE_TEST_ETCD"

func TestMain(m *testing.M) {
	if os.Getenv(asEtcd) != "" {
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	}
	os.Exit(m.Run())
}

func TestProcesses(t *testing.T) {
	const certs = "/etc/kubernetes/pki/etcd/"
	secured := []string{
		"etcd", "--listen-client-urls=https://127.0.0.1:2379", "--cert-file=" + certs + "server.crt", "--key-file", certs + "server.key",
		"--client-cert-auth", "--trusted-ca-file=" + certs + "ca.crt",
	}
	healthcheck := tlsOf(certs+"ca.crt", certs+"healthcheck-client")
	inRoot := func(tls source.TLS) source.TLS {
		const root = "/proc/812/root"
		return source.TLS{CAFile: root + tls.CAFile, CertFile: root + tls.CertFile, KeyFile: root + tls.KeyFile}
	}
	for name, test := range map[string]struct {
		lay     func(*fixture)
		at      string
		tls     source.TLS
		problem string
	}{
		"defaults": {lay: func(f *fixture) { f.process(812, 0, []string{"/usr/bin/etcd"}) }, at: "http://127.0.0.1:2379"},
		"flags": {lay: func(f *fixture) {
			f.process(812, 0, []string{"etcd", "-listen-client-urls", "http://0.0.0.0:2379"})
		}, at: "http://127.0.0.1:2379"},
		"variables": {lay: func(f *fixture) {
			f.process(812, 101, []string{"etcd"}, "ETCD_LISTEN_CLIENT_URLS=http://[::]:2379", "PATH=/bin")
		}, at: "http://[::1]:2379"},
		"flags win over variables": {lay: func(f *fixture) {
			f.process(812, 0, []string{"etcd", "--listen-client-urls=http://127.0.0.1:1"}, "ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:2")
		}, at: "http://127.0.0.1:1"},
		"a configuration file wins over both": {lay: func(f *fixture) {
			f.write("/etc/etcd.yml", "listen-client-urls: http://127.0.0.1:3\n")
			f.process(812, 0, []string{"etcd", "--config-file=/etc/etcd.yml", "--listen-client-urls=http://127.0.0.1:1"})
		}, at: "http://127.0.0.1:3"},
		"no configuration file": {lay: func(f *fixture) {
			f.process(812, 0, []string{"etcd", "--config-file=/etc/etcd.yml"})
		}, problem: "/etc/etcd.yml is not there: give --endpoints, --cacert, --cert and --key"},
		"a configuration file that is none": {lay: func(f *fixture) {
			f.write("/etc/etcd.yml", "\t")
			f.process(812, 0, []string{"etcd", "--config-file=/etc/etcd.yml"})
		}, problem: "/etc/etcd.yml is not etcd's YAML: give --endpoints, --cacert, --cert and --key"},
		"TLS": {lay: func(f *fixture) {
			f.kubeadm("/etc/kubernetes/pki")
			f.process(812, 0, secured)
		}, at: loopback, tls: healthcheck},
		"in a container": {lay: func(f *fixture) {
			dir := f.process(812, 0, secured)
			f.link(dir+"/ns/mnt", "mnt:[2]")
			f.kubeadm(dir + "/root/etc/kubernetes/pki")
		}, at: loopback, tls: inRoot(healthcheck)},
		"in a container, files by names from where it runs": {lay: func(f *fixture) {
			dir := f.process(812, 0, []string{"etcd", "--listen-client-urls=https://127.0.0.1:1", "--cert-file=server.crt", "--key-file=server.key"})
			f.link(dir+"/ns/mnt", "mnt:[2]")
			f.pair(dir+"/cwd/server", forServer)
		}, at: "https://127.0.0.1:1"},
		"a certificate that is made up": {lay: func(f *fixture) {
			f.process(812, 0, []string{"etcd", "--auto-tls", "--listen-client-urls=https://127.0.0.1:1"})
		}, at: "https://127.0.0.1:1", problem: "its certificate is made up at every start (auto-tls): --endpoints https://127.0.0.1:1 --insecure-skip-tls-verify takes any"},
		"a network of its own": {lay: func(f *fixture) {
			f.link(f.process(812, 0, []string{"etcd"})+"/ns/net", "net:[2]")
		}, problem: "it is in a container with a network of its own: give --endpoints with the address that it is published at"},
		"another person's": {lay: func(f *fixture) {
			f.process(812, 1001, []string{"etcd", "--listen-client-urls=http://10.6.6.6:2379"})
		}, problem: "it is run by user 1001, who may not be trusted with a login: give --endpoints"},
		"a program that runs as root for another person": {lay: func(f *fixture) {
			dir := f.process(812, 0, []string{"etcd", "-c", "--listen-client-urls=http://10.6.6.6:2379", "root"})
			f.write(dir+"/status", "Name:\tetcd\nUid:\t1001\t0\t0\t0\n")
		}, problem: "it is run by an unknown user, who may not be trusted with a login: give --endpoints"},
		"without an owner": {lay: func(f *fixture) {
			delete(f.files, strings.TrimPrefix(f.process(812, 0, []string{"etcd"}), "/")+"/status")
		}, problem: "it is run by an unknown user, who may not be trusted with a login: give --endpoints"},
		"one's own": {lay: func(f *fixture) {
			f.uid = 1001
			f.process(812, 1001, []string{"etcd"})
		}, at: "http://127.0.0.1:2379"},
		"seen by a user": {lay: func(f *fixture) {
			f.uid = 1001
			f.kubeadm("/etc/kubernetes/pki")
			f.process(812, 0, secured)
			f.denied = []string{"proc/812/exe", "proc/812/environ", "proc/812/ns", "proc/812/root", pki + "/etcd/healthcheck-client.key", pki + "/etcd/server.key", pki + "/apiserver-etcd-client.key"}
		}, problem: "permission denied on /proc/812/exe, which says what it really is: try sudo, or give --endpoints"},
		"its variables hidden from a user": {lay: func(f *fixture) {
			f.uid = 1001
			f.process(812, 0, []string{"etcd"})
			f.denied = []string{"proc/812/environ"}
		}, problem: "permission denied on /proc/812/environ: try sudo"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			test.lay(f)
			got := f.host().processes()[0]
			files := got.Config.TLS
			if test.problem != "" {
				files = source.TLS{}
			}
			if got.From != "process 812 (etcd)" || strings.Join(got.Config.Endpoints, " ") != test.at || files != test.tls || got.Problem != test.problem {
				t.Errorf("got %+v\nwant %s %+v %q", got, test.at, test.tls, test.problem)
			}
		})
	}
}

func TestProcessesThatAreNoServers(t *testing.T) {
	f := newFixture(t)
	f.write(f.process(1, 0, nil)+"/cmdline", "") // the kernel's
	f.process(2, 0, []string{"etcd", "gateway", "start"})
	f.process(3, 0, []string{"etcd", "grpc-proxy", "start"})
	f.write(f.process(4, 0, []string{"etcd", "--config-file=x"})+"/comm", "etcdctl\n")
	f.link(f.process(5, 0, []string{"etcd", "--listen-client-urls=http://10.6.6.6:2379"})+"/exe", "/usr/bin/sudo")
	f.write("/proc/version", "Linux")
	if got := f.host().processes(); len(got) != 1 || !got[0].Absent {
		t.Errorf("%+v", got)
	}
}

// A process of this host that is called etcd, and the etcd that its command
// line leads to.
func TestRealProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux's /proc")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	srv, err := demo.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })

	child := exec.CommandContext(ctx, calledEtcd(t), "--listen-client-urls", srv.Endpoint())
	child.Env = append(os.Environ(), asEtcd+"=1")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = child.Wait()
	})
	c := await(ctx, t, fmt.Sprintf("process %d (etcd)", child.Process.Pid))
	if !c.usable() {
		t.Fatalf("%+v", c)
	}
	mustRead(ctx, t, c.Config)
}

// calledEtcd is this very program by another name.
func calledEtcd(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	etcd := filepath.Join(t.TempDir(), "etcd")
	if os.Link(self, etcd) == nil { // it may be on another file system
		return etcd
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(etcd, program, 0o700); err != nil {
		t.Fatal(err)
	}
	return etcd
}

// await looks at this host until the process has become what it is to be: it
// has its parent's name for a moment.
func await(ctx context.Context, t *testing.T, from string) Candidate {
	t.Helper()
	for ctx.Err() == nil {
		for _, c := range This().processes() {
			if c.From == from {
				return c
			}
		}
	}
	t.Fatalf("%s is not found", from)
	return Candidate{}
}

func mustRead(ctx context.Context, t *testing.T, cfg source.Config) {
	t.Helper()
	client, err := source.Dial(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if rev, err := client.Revision(ctx, "a"); err != nil || rev < 1 {
		t.Errorf("revision %d, %v", rev, err)
	}
}
