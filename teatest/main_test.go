package teatest

import (
	"flag"
	"testing"

	"github.com/etcdscope/etcdscope/source/cluster"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

func TestMain(m *testing.M) {
	cluster.Main()
	Main(m)
}

// sampleProgram is a small program of the harness's own, to be driven instead of
// etcdscope.
func sampleProgram(t testing.TB) string {
	t.Helper()
	program, err := binaries.build("./testdata/sample", raceFlags()...)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func startSample(t testing.TB, o Options) *Term {
	t.Helper()
	o.Program = sampleProgram(t)
	term := Start(t, o)
	term.AwaitText("said:")
	return term
}
