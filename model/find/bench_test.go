package find

import (
	"flag"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
)

var benchKeys = flag.Int("bench.keys", 1_000_000, "keys that the benchmarks look for something in")

// registry is n keys of pods in order, 60 bytes each, and what each shares with
// the one before.
func registry(n int) (keys [][]byte, shared []int) {
	var names []string
	for i := range n {
		h := fnv.New64a()
		_, _ = fmt.Fprint(h, i)
		app := []string{"checkout", "payments", "frontend", "registry"}[i/7%4]
		names = append(names, fmt.Sprintf("/registry/pods/namespace-%04d/%s-%010x-%010x", i/500, app, i/7*2654435761%(1<<40), h.Sum64()>>24))
	}
	slices.Sort(names)
	all := make([]byte, 0, n*64)
	for i, name := range names {
		all = append(all, name...)
		keys, shared = append(keys, all[len(all)-len(name):]), append(shared, 0)
		if i > 0 {
			shared[i] = same(names[i-1], name)
		}
	}
	return keys, shared
}

// BenchmarkParse is what each letter costs, whatever there is to be searched.
func BenchmarkParse(b *testing.B) {
	for _, text := range []string{
		"pods check", "re:check.*ff$", "re:/[^/]+/ns-04", "glob:/registry/*/ns-*/*-app/**", "glob:*/*/*/*/*/*",
		"re:" + strings.Repeat("[^a]", 1000),
	} {
		b.Run(text[:min(len(text), 32)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				query(b, text)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	keys, shared := registry(*benchKeys)
	for _, text := range []string{
		"e", "pods", "registry", "rpodscheck", "pods checkout", "r p n c", // wide
		"namespace-0042", "check 0042", "ff00ff", "zzzz", // narrow, or nothing at all
		"'checkout", "'payments !front", "^/registry/pods", "ff$", "'zzzz",
		"re:pods", "re:check.*ff$", "re:[0-9a-f]{10}-ff", "glob:/registry/pods/*/check*", "glob:*ff",
	} {
		b.Run(text, func(b *testing.B) {
			q, err := Parse(text, "/")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			m, found := q.Matcher(), 0
			for b.Loop() {
				found = 0
				for i, key := range keys {
					if _, ok := m.Match(key, shared[i]); ok {
						found++
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/key")
			b.ReportMetric(100*float64(found)/float64(len(keys)), "%found")
		})
	}
}
