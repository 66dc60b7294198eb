package teatest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// realServer is the binary of a server that oldservers/run gets. Without it
// the test is skipped.
func realServer(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("ETCDSCOPE_SERVERS_DIR")
	if dir == "" {
		t.Skip("needs servers in ETCDSCOPE_SERVERS_DIR (make old)")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs %s (make old): %v", name, err)
	}
	return path
}

// process is a server of its own process.
type process struct {
	ready chan struct{} // closed when it has said that it serves, or has ended
	ended chan struct{}
	cmd   *exec.Cmd
	leave []string // sockets to be removed: not every server takes over those of a killed one
}

// startProcess runs a server in dir, until the test ends, and doesn't wait
// until it says serves.
func startProcess(t *testing.T, dir, serves, binary string, args ...string) *process {
	t.Helper()
	p := &process{ready: make(chan struct{}), ended: make(chan struct{}), cmd: exec.Command(binary, args...)}
	p.cmd.Dir = dir
	log, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = p.cmd.Stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		var said []string
		ready := sync.OnceFunc(func() { close(p.ready) })
		for lines := bufio.NewScanner(log); lines.Scan(); {
			said = append(said, lines.Text())
			if strings.Contains(lines.Text(), serves) {
				ready()
			}
		}
		if err := p.cmd.Wait(); p.cmd.ProcessState.ExitCode() > 0 {
			t.Errorf("%s: %v\n%s", binary, err, strings.Join(said, "\n"))
		}
		ready()
	}()
	t.Cleanup(p.stop)
	return p
}

func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	<-p.ended
	for _, socket := range p.leave {
		_ = os.Remove(filepath.Join(p.cmd.Dir, socket))
	}
}

// processes are an etcd cluster, whose members may be of different versions. Its
// members reach each other, and are reached, by sockets in its directory.
type processes struct {
	t       *testing.T
	dir     string
	members []*process
}

// startCluster starts a member of each binary and waits until they serve.
func startCluster(t *testing.T, binaries ...string) *processes {
	t.Helper()
	c := &processes{t: t, dir: t.TempDir(), members: make([]*process, len(binaries))}
	for i, binary := range binaries {
		c.start(i, binary)
	}
	for _, m := range c.members {
		<-m.ready
	}
	return c
}

// start starts a member, again with its data if it has any.
func (c *processes) start(i int, binary string) {
	c.t.Helper()
	var all []string
	for j := range c.members {
		all = append(all, fmt.Sprintf("m%d=unix://p%[1]d.sock:1", j))
	}
	name, client, peer := fmt.Sprintf("m%d", i), fmt.Sprintf("unix://c%d.sock:1", i), fmt.Sprintf("unix://p%d.sock:1", i)
	args := []string{"--name", name, "--data-dir", name, "--logger", "zap", "--unsafe-no-fsync",
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", strings.Join(all, ",")}
	if strings.HasSuffix(binary, "v3.4") {
		args = slices.DeleteFunc(args, func(arg string) bool { return arg == "--unsafe-no-fsync" }) // it doesn't know that
	}
	c.members[i] = startProcess(c.t, c.dir, "insecure", binary, args...) // it warns when it serves
	c.members[i].leave = []string{strings.TrimPrefix(client, "unix://"), strings.TrimPrefix(peer, "unix://")}
}

// endpoint is a member's client URL.
func (c *processes) endpoint(i int) string {
	return "unix://" + filepath.Join(c.dir, fmt.Sprintf("c%d.sock:1", i))
}

func (c *processes) endpoints() string {
	var all []string
	for i := range c.members {
		all = append(all, c.endpoint(i))
	}
	return strings.Join(all, ",")
}

// writer is a client of any server, to write with.
func writer(t *testing.T, endpoint string) *clientv3.Client {
	t.Helper()
	c, err := clientv3.New(clientv3.Config{Endpoints: strings.Split(endpoint, ","), Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func put(t *testing.T, w *clientv3.Client, key, value string, options ...clientv3.OpOption) {
	t.Helper()
	if _, err := w.Put(t.Context(), key, value, options...); err != nil {
		t.Fatal(err)
	}
}

// putAnyhow puts while a cluster changes its leader, however often that takes.
func putAnyhow(t *testing.T, w *clientv3.Client, key, value string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	for {
		once, cancel := context.WithTimeout(ctx, 2*time.Second)
		_, err := w.Put(once, key, value)
		cancel()
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}
