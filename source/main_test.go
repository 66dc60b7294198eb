package source

import (
	"os"
	"testing"

	"github.com/etcdscope/etcdscope/source/cluster"
)

func TestMain(m *testing.M) {
	cluster.Main()
	os.Exit(m.Run())
}
