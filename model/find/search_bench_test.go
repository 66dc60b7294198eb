package find

import (
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// BenchmarkFind is a query from nothing to its whole answer.
func BenchmarkFind(b *testing.B) {
	tree := listedTree(*benchKeys)
	for _, of := range []struct{ name, text string }{
		{"empty", ""},
		{"narrow", "000042c0ff"},
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
	snap := listedTree(*benchKeys).Snapshot("")
	before := Start(b.Context(), query(b, "000042c0"), snap, nil)
	finish(b, before)
	q := query(b, "000042c0f")
	b.ReportAllocs()
	for b.Loop() {
		finish(b, Start(b.Context(), q, snap, before))
	}
}

// BenchmarkFindArriving is the same query when another chunk has come.
func BenchmarkFindArriving(b *testing.B) {
	chunks := listing(*benchKeys)
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

// BenchmarkReadAndMatch is what a key costs a worker.
func BenchmarkReadAndMatch(b *testing.B) {
	snap := listedTree(*benchKeys).Snapshot("")
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
