package source

import (
	"flag"
	"testing"

	"go.uber.org/goleak"

	"github.com/etcdscope/etcdscope/source/cluster"
)

func TestMain(m *testing.M) {
	cluster.Main()
	flag.Parse()
	// Those that run beside others wait: more of them than there are cores.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
