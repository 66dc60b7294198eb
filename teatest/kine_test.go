package teatest

import (
	"path/filepath"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/source/demo"
)

// k3s keeps Kubernetes' keys in a SQL database behind kine: no serializable
// reads, no leases, no members, no leader.
func TestServersKine(t *testing.T) {
	binary := realServer(t, "kine")
	dir := t.TempDir()
	run := func() *process {
		p := startProcess(t, dir, "Kine available", binary, "--listen-address", "unix://kine.sock",
			"--metrics-bind-address", "0", "--endpoint", "sqlite://state.db?_journal=WAL&cache=shared")
		p.leave = []string{"kine.sock"}
		<-p.ready
		return p
	}
	server := run()
	endpoint := "unix://" + filepath.Join(dir, "kine.sock")
	w := writer(t, endpoint)
	for item := range demo.Registry(1_500) {
		put(t, w, item.Key, string(item.Value))
	}
	put(t, w, "/registry/masterleases/10.0.0.1", "with a lease", clientv3.WithLease(600))

	for _, start := range [][]string{{}, {"/registry/"}} {
		term := Start(t, Options{Cols: 120, Rows: 30, Args: append([]string{"--endpoints", endpoint}, start...)})
		term.AwaitText("3.6.11 (kine)")
		term.AwaitMatch(`▸ pods/ +\d`)
		term.AwaitText("RangeStream  1,5")
		term.AwaitText("● live")
		put(t, w, "/registry/zz", "the first value")
		term.AwaitMatch(`zz +● +\ds`)
		term.Press(":")
		term.Type("/registry/zz")
		term.Press("enter")
		term.AwaitText("the first value")
		put(t, w, "/registry/zz", "the second value")
		term.AwaitText("the second value")
		term.Press("H")
		term.AwaitText("created at revision")
		term.Press("j", "enter") // kine doesn't count versions
		term.AwaitText("old version · mod")
		term.Press("esc")
		term.AwaitText("the second value")
		term.Press(":")
		term.Type("/registry/masterleases/10.0.0.1")
		term.Press("enter")
		term.AwaitText("with a lease")
		term.AwaitText("TTL unknown: lease")
		if len(start) == 0 {
			server.stop()
			term.AwaitText("reconnecting")
			server = run()
			term.AwaitText("● live")
			put(t, w, "/registry/zzz", "after the restart")
			term.AwaitMatch(`zzz +● +\ds`)
		}
		quit(t, term)
	}
}
