package demo

import (
	"net"
	"strings"
	"sync"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
)

func TestCloseInTheMiddleOfFillingLeavesNothing(t *testing.T) {
	entries := tempDir(t)
	d, err := Open(t.Context(), func(v any, stack []byte) { t.Errorf("%v\n%s", v, stack) })
	if err != nil {
		t.Fatal(err)
	}
	client := dial(t, d.Endpoint())
	watch := client.Watch(soon(t), "/registry/", clientv3.WithPrefix())
	if first := <-watch; len(first.Events) == 0 {
		t.Fatalf("the keyspace doesn't grow: %v", first.Err())
	}

	// The signal handler and the end of the program may both close it.
	var closing sync.WaitGroup
	for range 2 {
		closing.Go(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	closing.Wait()
	if n := entries(); n != 0 {
		t.Errorf("%d directories are left", n)
	}
	if c, err := net.Dial("tcp", strings.TrimPrefix(d.Endpoint(), "http://")); err == nil {
		_ = c.Close()
		t.Error("the server still accepts connections")
	}
}
