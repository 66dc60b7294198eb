package source

import (
	"flag"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// benchKeys is the size of the store that the benchmarks list.
var benchKeys = flag.Int("bench.keys", 100_000, "keys in the store of the benchmarks")

// BenchmarkLoad loads a whole keyspace unpaced and applies it to a tree, and
// relates that to a bare GetStream loop over the same keys.
func BenchmarkLoad(b *testing.B) {
	ctx := b.Context()
	srv, err := demo.Start(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	client, err := Dial(Config{Endpoints: []string{srv.Endpoint()}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := demo.Fill(ctx, benchWriter(b, srv), demo.Registry(*benchKeys)); err != nil {
		b.Fatal(err)
	}
	var bare, ours time.Duration
	for b.Loop() {
		start := time.Now()
		chunks, err := client.etcd.GetStream(ctx, "\x00", rangeOptions(model.PrefixSpan(""), 0)...)
		if err != nil {
			b.Fatal(err)
		}
		for chunk := range chunks {
			if chunk.Err() != nil {
				b.Fatal(chunk.Err())
			}
		}
		bare += time.Since(start)

		start = time.Now()
		s := Follow(client, Options{Separator: "/", MaxKeys: 10_000_000})
		tree := model.NewTree("", "/")
		for exact := false; !exact; _, exact = tree.Keys() {
			for _, prefix := range tree.Wanted() {
				s.Open(prefix)
			}
			batch, err := s.Next(ctx)
			if err != nil {
				b.Fatal(err)
			}
			tree.Apply(batch)
		}
		ours += time.Since(start)
		s.Close()
	}
	b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s/op")
	b.ReportMetric(ours.Seconds()/bare.Seconds(), "of-bare")
}

func benchWriter(b *testing.B, srv *demo.Server) *clientv3.Client {
	b.Helper()
	c, err := clientv3.New(clientv3.Config{Endpoints: []string{srv.Endpoint()}, Logger: zap.NewNop()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c
}
