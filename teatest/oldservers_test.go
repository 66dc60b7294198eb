package teatest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/source/demo"
)

// TestServersBefore37 goes through one journey on real servers of older
// versions, which oldservers/run gets: listing by pages, values, live changes,
// a compaction, a restart.
func TestServersBefore37(t *testing.T) {
	dir := os.Getenv("ETCDSCOPE_SERVERS_DIR")
	if dir == "" {
		t.Skip("needs servers in ETCDSCOPE_SERVERS_DIR (make old)")
	}
	servers, err := filepath.Glob(filepath.Join(dir, "etcd-v*"))
	if err != nil || len(servers) == 0 {
		t.Fatalf("no servers in %s: %v", dir, err)
	}
	for _, server := range servers {
		version := strings.TrimPrefix(filepath.Base(server), "etcd-v")
		t.Run(version, func(t *testing.T) { journeyOnOldServer(t, server, version) })
	}
}

func journeyOnOldServer(t *testing.T, binary, version string) {
	dir := t.TempDir()
	stop := startOldServer(t, binary, dir)
	endpoint := "unix://" + filepath.Join(dir, "client.sock:1")
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	write := func(f func(c *clientv3.Client) error) {
		t.Helper()
		c, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: zap.NewNop()})
		if err == nil {
			err = f(c)
			_ = c.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(key, value string) {
		t.Helper()
		write(func(c *clientv3.Client) error { _, err := c.Put(ctx, key, value); return err })
	}
	write(func(c *clientv3.Client) error { return demo.Fill(ctx, c, demo.Registry(20_000)) })
	put("zebra", "the last value")

	term := Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", endpoint, "--read-rate", "0"}})
	term.AwaitText("etcd " + version + ".")
	term.AwaitText("paged Range  20,001 keys")
	term.AwaitMatch(`/registry/ +20,000`)
	term.Press("G")
	term.AwaitText("the last value")
	put("zebra", "a newer value")
	term.AwaitText("a newer value")
	put("zoo", "x")
	term.AwaitMatch(`zoo +● +\ds`)
	write(func(c *clientv3.Client) error {
		now, err := c.Get(ctx, "zoo")
		if err == nil {
			_, err = c.Compact(ctx, now.Header.Revision)
		}
		return err
	})
	stop()
	term.AwaitText("reconnecting")
	startOldServer(t, binary, dir)
	put("zulu", "after the restart")
	term.AwaitMatch(`zulu +● +\ds`)
	term.AwaitText("● live")
	quit(t, term)
}

// startOldServer runs a server with its data and sockets in dir and waits
// until it serves.
func startOldServer(t *testing.T, binary, dir string) (stop func()) {
	t.Helper()
	cmd := exec.Command(binary, "--data-dir", "data", "--unsafe-no-fsync", "--logger", "zap",
		"--listen-client-urls", "unix://client.sock:1", "--advertise-client-urls", "unix://client.sock:1",
		"--listen-peer-urls", "unix://peer.sock:1", "--initial-advertise-peer-urls", "unix://peer.sock:1",
		"--initial-cluster", "default=unix://peer.sock:1")
	if strings.HasSuffix(binary, "v3.4") {
		cmd.Args = append(cmd.Args[:3], cmd.Args[4:]...) // it doesn't know --unsafe-no-fsync
	}
	cmd.Dir = dir
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	serving, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		var said []string
		ready := sync.OnceFunc(func() { close(serving) })
		for lines := bufio.NewScanner(log); lines.Scan(); {
			said = append(said, lines.Text())
			if strings.Contains(lines.Text(), "insecure") { // it serves, and warns
				ready()
			}
		}
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() > 0 {
			t.Errorf("%s: %v\n%s", binary, err, strings.Join(said, "\n"))
		}
		ready()
	}()
	stop = func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = os.Remove(filepath.Join(dir, "client.sock:1")) // 3.4 doesn't take over the sockets
		_ = os.Remove(filepath.Join(dir, "peer.sock:1"))   // that a killed server leaves
	}
	t.Cleanup(stop)
	<-serving
	return stop
}
