package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.etcd.io/etcd/api/v3/version"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/demo"
	"github.com/etcdscope/etcdscope/source/local"
)

func startEtcd(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	srv, err := demo.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	return srv.Endpoint()
}

// hostWith is a host that has only these files, by name and content.
func hostWith(files ...string) local.Host {
	root := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		root[files[i]] = &fstest.MapFile{Data: []byte(files[i+1]), Mode: 0o600}
	}
	return local.Host{Root: root, Dir: "/", UID: 1000, Now: time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC)}
}

// explained is what --explain prints on a host, and how it ends.
func explainedOn(t *testing.T, host local.Host, args ...string) (string, error) {
	t.Helper()
	o, err := parse(t, append([]string{"--explain"}, args...), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = explain(t.Context(), o, host, &out)
	return out.String(), err
}

func TestExplain(t *testing.T) {
	endpoint := startEtcd(t)
	const notThere = "/etc/etcd/etcd.conf, a running etcd, kubeadm, minikube, k3s, RKE2, k3s without etcd (kine), k0s, kubespray, OpenShift, Talos, kube-apiserver\n"
	got, err := explainedOn(t, hostWith(
		"etc/etcd.env", "ETCD_LISTEN_CLIENT_URLS=nonsense\x1b[2J",
		"etc/default/etcd", "ETCD_LISTEN_CLIENT_URLS="+endpoint))
	if err != nil {
		t.Fatal(err)
	}
	got, _, _ = strings.Cut(strings.ReplaceAll(got, endpoint, "ENDPOINT"), "               revision ")
	want := `Ways to an etcd; the first that can be used is chosen:
  unusable     /etc/etcd.env
               none of its client URLs can be dialled (nonsense␛[2J): give --endpoints
  chosen       /etc/default/etcd
               at ENDPOINT
  usable       the default address
               at 127.0.0.1:2379
  not there    ` + notThere + `
The connection:
  endpoint     ENDPOINT
               etcd ` + version.Version + `, member demo, leader
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExplainWhereNothingCanBeUsed(t *testing.T) {
	got, err := explainedOn(t, hostWith("etc/kubernetes/pki/etcd/ca.crt", "not a certificate\n"))
	const problem = "/etc/kubernetes/pki/etcd/ca.crt is not a certificate: give --cacert"
	if err == nil || err.Error() != "kubeadm: "+problem || exitCode(err) != exitFailure {
		t.Errorf("ends with %v", err)
	}
	if !strings.Contains(got, "  unusable     kubeadm\n") || !strings.Contains(got, problem+"\n") || strings.Contains(got, "The connection:") {
		t.Errorf("says\n%s", got)
	}
}

// Without a terminal, through the real program.
func TestExplainByTheProgram(t *testing.T) {
	endpoint := startEtcd(t)
	stdout, stderr, code := etcdscope(t, "--explain", "--endpoints", endpoint)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, says := range []string{
		"  chosen       from the command line\n               at " + endpoint + "\n", "  RangeStream  yes, listings are streamed\n",
		"  users        off\n", "  readable     everything\n", "               no alarms\n",
	} {
		if !strings.Contains(stdout, says) {
			t.Errorf("doesn't say %q:\n%s", says, stdout)
		}
	}
}

func TestExplainAsJSON(t *testing.T) {
	endpoint := startEtcd(t)
	stdout, stderr, code := etcdscope(t, "--explain", "-o", "json", "--endpoints", endpoint)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var e explanation
	d := json.NewDecoder(strings.NewReader(stdout))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		t.Fatal(err)
	}
	if len(e.Candidates) != 1 || e.Candidates[0].State != chosen || e.Candidates[0].Endpoints[0] != endpoint {
		t.Errorf("%+v", e.Candidates)
	}
	if c := e.Connection; c == nil || c.Stream != source.Yes || c.Auth != source.No || c.Endpoints[0].Member != "demo" {
		t.Errorf("%+v", c)
	}
}

func TestExplainEndsWithWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		says string
		code int
	}{
		"nobody there":  {[]string{"--endpoints", "127.0.0.1:1"}, "cannot read from 127.0.0.1:1: connection refused: see that it runs, or name another with --endpoints", 1},
		"no such file":  {[]string{"--cacert", "no-such-file"}, "cannot read the CA file no-such-file: there is no such file: check --cacert", 128},
		"no password":   {[]string{"--endpoints", "127.0.0.1:1", "--user", "alice"}, "cannot ask for the password: ", 1},
		"two schemes":   {[]string{"--endpoints", "127.0.0.1:1,https://127.0.0.1:2"}, "the first endpoint decides for all", 128},
		"bad format":    {[]string{"-o", "yaml"}, "--output yaml", 128},
		"no such names": {[]string{"-d", "a b"}, "DNS has no SRV records _etcd-client-ssl._tcp.a b and ", 128}, // which DNS isn't asked for
	} {
		t.Run(name, func(t *testing.T) {
			_, stderr, code := etcdscope(t, append([]string{"--explain"}, test.args...)...)
			if code != test.code || !strings.HasPrefix(stderr, "Error: "+test.says) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("exit code %d, %q; want %d, %q…", code, stderr, test.code, test.says)
			}
		})
	}
}

// What --explain finds is what the explorer goes with.
func TestTheExplorerGoesTheChosenWay(t *testing.T) {
	o, err := parse(t, []string{"--user", "alice:secret", "--dial-timeout", "1s"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := candidates(t.Context(), o, hostWith("etc/etcd.env", "ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:7"))
	if err != nil {
		t.Fatal(err)
	}
	got := through(all[local.Choose(all)], o.Config)
	if got.Endpoints[0] != "http://127.0.0.1:7" || got.Guessed || got.User != "alice" || got.DialTimeout != time.Second {
		t.Errorf("%+v", got)
	}
	all, err = candidates(t.Context(), o, hostWith())
	if err != nil {
		t.Fatal(err)
	}
	if got := through(all[local.Choose(all)], o.Config); got.Endpoints[0] != local.Default || !got.Guessed {
		t.Errorf("%+v", got)
	}
}

// A write that fails is not an explanation.
func TestExplainIntoAFullDisk(t *testing.T) {
	endpoint := startEtcd(t)
	o, err := parse(t, []string{"--explain", "--endpoints", endpoint}, nil)
	if err != nil {
		t.Fatal(err)
	}
	full, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	if err := full.Close(); err != nil {
		t.Fatal(err)
	}
	if err := explain(t.Context(), o, hostWith(), full); !errors.Is(err, os.ErrClosed) {
		t.Errorf("ends with %v", err)
	}
}

// The explorer doesn't open a screen that could never show anything.
func TestNoScreenWithoutAWay(t *testing.T) {
	denied := []local.Candidate{{From: "k3s", Absent: true}, {From: "kubeadm", Problem: "permission denied on x: try sudo"}}
	if got, want := noWay(denied).Error(), "kubeadm: permission denied on x: try sudo"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Through the real program and its environment.
func TestExplainNamesTheProxy(t *testing.T) {
	env := []string{"HTTPS_PROXY=http://u:hunter2@127.0.0.1:1"}
	stdout, stderr, code := etcdscopeIn(t, env, "--explain", "--endpoints", "http://etcd-1.example:2379")
	if says := "  endpoint     http://etcd-1.example:2379\n               through the proxy 127.0.0.1:1 (from HTTPS_PROXY)\n"; !strings.Contains(stdout, says) {
		t.Errorf("doesn't say %q:\n%s", says, stdout)
	}
	const problem = "the proxy 127.0.0.1:1 (from HTTPS_PROXY) can't be reached: connection refused: check it, or set NO_PROXY=etcd-1.example\n"
	if code != 1 || !strings.HasSuffix(stderr, problem) {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if strings.Contains(stdout+stderr, "hunter2") {
		t.Errorf("it shows the password:\n%s%s", stdout, stderr)
	}
}
