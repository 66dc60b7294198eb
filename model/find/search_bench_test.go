package find

import (
	"flag"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// benchKeys are the trees that are searched.
var benchKeys = flag.Int("bench.keys", 1_000_000, "keys in the tree of the benchmarks")

// BenchmarkFind is a query from nothing to its whole answer.
func BenchmarkFind(b *testing.B) {
	tree := registryTree(*benchKeys)
	for _, of := range []struct{ name, text string }{
		{"empty", ""},
		{"narrow", "0042 9f4c c0ffe"},
		{"none", "zzz"},
		{"wide", "reg"},
		{"wide6", "rgspds"},
		{"exact", "'namespace"},
		{"regexp", "re:namespace-01.*c0ff"},
		{"glob", "glob:/registry/*/namespace-00*/*c0ff*"},
	} {
		b.Run(of.name, func(b *testing.B) {
			q := query(b, of.text)
			b.ReportAllocs()
			for b.Loop() {
				finish(b, Start(b.Context(), q, tree.Snapshot(""), nil))
			}
		})
	}
}

// BenchmarkFindNarrowed is a letter more.
func BenchmarkFindNarrowed(b *testing.B) {
	snap := registryTree(*benchKeys).Snapshot("")
	before := Start(b.Context(), query(b, "0042 9f4c"), snap, nil)
	finish(b, before)
	q := query(b, "0042 9f4c c")
	b.ReportAllocs()
	for b.Loop() {
		finish(b, Start(b.Context(), q, snap, before))
	}
}

// BenchmarkFindArriving is the same query when another chunk has come.
func BenchmarkFindArriving(b *testing.B) {
	chunks := registry(*benchKeys)
	tree := model.NewTree("", "/")
	for i, l := range chunks {
		if i != len(chunks)/2 {
			tree.Apply(model.Batch{At: t0, Listed: []model.Listed{l}})
		}
	}
	q := query(b, "reg")
	before := Start(b.Context(), q, tree.Snapshot(""), nil)
	finish(b, before)
	tree.Apply(model.Batch{At: t0, Listed: []model.Listed{chunks[len(chunks)/2]}})
	b.ReportAllocs()
	for b.Loop() {
		finish(b, Start(b.Context(), q, tree.Snapshot(""), before))
	}
}

// BenchmarkReader is what a key costs whoever looks at all of them.
func BenchmarkMatcher(b *testing.B) {
	snap := registryTree(*benchKeys).Snapshot("")
	for _, text := range []string{"zzz", "reg", "rgspds"} {
		b.Run(text, func(b *testing.B) {
			m, r := query(b, text).Matcher(), snap.Reader()
			for b.Loop() {
				for i := range snap.Len() {
					for r.Open(i, snap.All(i)); r.Next(); {
						m.Match(r.Key, r.Same)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*benchKeys), "ns/key")
		})
	}
}
