package source

import (
	"fmt"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// BenchmarkLevel opens one prefix of each shape and says what that takes: the
// first rows, the whole level, and the work behind it. What the keys cost by a
// full drain of the same prefix is in the same run (drain-ms).
func BenchmarkLevel(b *testing.B) {
	n := *benchKeys
	shapes := []struct {
		name string
		key  func(i int) string
	}{
		{"20big", func(i int) string { return fmt.Sprintf("l/child-%02d/key-%08d", i/max(1, n/20), i) }},
		{"by10", func(i int) string { return fmt.Sprintf("l/child-%07d/key-%d", i/10, i%10) }},
		{"flat", func(i int) string { return fmt.Sprintf("l/key-%08d", i) }},
	}
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			g := &gate{}
			srv, err := demo.Start(b.Context(), g.option())
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = srv.Close() }()
			if err := demo.Fill(b.Context(), benchWriter(b, srv), func(yield func(demo.Item) bool) {
				for i := range n {
					if !yield(demo.Item{Key: shape.key(i), Value: []byte("v")}) {
						return
					}
				}
			}); err != nil {
				b.Fatal(err)
			}
			client, err := Dial(Config{Endpoints: []string{srv.Endpoint()}})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			benchLevel(b, client, g)
		})
	}
}

func benchLevel(b *testing.B, client *Client, g *gate) {
	var first, drain time.Duration
	var keys, streams int
	for b.Loop() {
		b.StopTimer()
		start := time.Now()
		scan := newStream(b.Context(), client.stream, &streamPace{}, model.PrefixSpan("l/"), 0)
		for _, err := scan.next(); err == nil; _, err = scan.next() {
			continue
		}
		drain += time.Since(start)
		before := g.count(rangeStream)
		s := Follow(client, Options{Prefix: "l/", Separator: "/", MaxKeys: 100_000_000})
		s.Pause(true)
		tree := model.NewTree("l/", "/")
		b.StartTimer()
		start = time.Now()
		s.Open("l/")
		for listed, seen := false, false; !listed; {
			batch, err := s.Next(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			tree.Apply(batch)
			if n, _ := tree.Keys(); n > 0 && !seen {
				seen = true
				first += time.Since(start)
			}
			for _, l := range batch.Levels {
				listed = listed || l.State == model.LevelListed
			}
		}
		b.StopTimer()
		n, _ := tree.Keys()
		keys, streams = keys+n, streams+g.count(rangeStream)-before
		s.Close()
		b.StartTimer()
	}
	per := float64(b.N)
	b.ReportMetric(first.Seconds()*1000/per, "first-ms")
	b.ReportMetric(drain.Seconds()*1000/per, "drain-ms")
	b.ReportMetric(float64(keys)/per, "keys/op")
	b.ReportMetric(float64(streams)/per, "streams/op")
}
