package teatest

import (
	"net"
	"testing"

	"github.com/etcdscope/etcdscope/source/demo"
)

// startProxy runs a gRPC proxy of the binary's version before a server, and
// gives its address.
func startProxy(t *testing.T, binary, endpoint string, args ...string) string {
	t.Helper()
	for range 5 { // the port was free, but anybody may have taken it
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		_ = l.Close()
		p := startProcess(t, t.TempDir(), "started gRPC proxy", binary, append([]string{"grpc-proxy", "start", "--endpoints", endpoint,
			"--listen-addr", addr, "--advertise-client-url", "http://" + addr}, args...)...) // where 3.6 looks for itself
		<-p.ready
		if c, err := net.Dial("tcp", addr); err == nil {
			_ = c.Close()
			return addr
		}
	}
	t.Fatal("the proxy doesn't start")
	return ""
}

// The proxy has no streams, answers from a cache what it can, and doesn't
// understand being asked for a watch's progress.
func TestServersBehindAProxy(t *testing.T) {
	for _, version := range []string{"3.4", "3.5", "3.6", "3.7"} {
		t.Run(version, func(t *testing.T) {
			binary := realServer(t, "etcd-v"+version)
			c := startCluster(t, binary)
			w := writer(t, c.endpoint(0))
			if err := demo.Fill(t.Context(), w, demo.Registry(3_000)); err != nil {
				t.Fatal(err)
			}
			put(t, w, "zebra", "the first value")
			addr := startProxy(t, binary, c.endpoint(0))

			term := Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", addr}})
			term.AwaitMatch("etcd " + version + `\.[0-9]+ \(gRPC proxy\)`)
			term.AwaitText("paged Range  3,001 keys")
			term.Press("G")
			term.AwaitText("the first value")
			put(t, w, "zebra", "the second value") // past the proxy, which doesn't know
			term.AwaitText("the second value")
			put(t, w, "zoo", "x")
			term.AwaitMatch(`zoo +● +\ds`)
			term.AwaitText("● live")
			quit(t, term)

			// What the proxy still has from then is not the present.
			for range 20 {
				put(t, w, "zebra", "the third value")
			}
			now, err := w.Get(t.Context(), "zebra")
			if err == nil {
				_, err = w.Compact(t.Context(), now.Header.Revision)
			}
			if err != nil {
				t.Fatal(err)
			}
			put(t, w, "zulu", "y")
			term = Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", addr}})
			term.AwaitText("paged Range  3,003 keys")
			term.AwaitText("● live")
			term.Press("G", "k", "k")
			term.AwaitText("the third value")
			quit(t, term)

			// With a namespace the keys are what is behind it.
			spaced := startProxy(t, binary, c.endpoint(0), "--namespace", "/registry/")
			term = Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", spaced}})
			term.AwaitText("3,000 keys")
			term.AwaitMatch(`configmaps/`)
			put(t, w, "/registry/zz", "inside")
			term.AwaitMatch(`zz +● +\ds`)
			quit(t, term)
		})
	}
}
