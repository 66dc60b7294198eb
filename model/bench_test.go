package model

import (
	"flag"
	"fmt"
	"runtime"
	"testing"
)

// registry is a listing of n Kubernetes-shaped keys of 60 bytes, in chunks.
func registry(n int) (chunks []Listed, keyBytes int) {
	const chunk = 5000
	from := ""
	keys := NewKeys(chunk, chunk*60)
	for i := range n {
		key := fmt.Sprintf("/registry/pods/namespace-%04d/checkout-7d9f4c6b5d-%013d", i/500, i)
		keyBytes += len(key)
		rev := int64(17_000_000 + i*7919%1_000_000)
		keys.Add([]byte(key), Meta{rev, rev - int64(i%3), int64(1 + i%300)})
		if keys.Len() == chunk || i == n-1 {
			to := After(key)
			if i == n-1 {
				to = ""
			}
			chunks = append(chunks, Listed{Span: Span{from, to}, Rev: 18_000_000, Keys: keys})
			keys, from = NewKeys(chunk, chunk*60), to
		}
	}
	return chunks, keyBytes
}

// benchKeys are the trees that are measured: -bench.keys 10000000 for the
// biggest that is promised.
var benchKeys = flag.Int("bench.keys", 1_000_000, "keys in the tree of the benchmarks")

func BenchmarkApplyListed(b *testing.B) {
	chunks, keyBytes := registry(*benchKeys)
	b.ResetTimer()
	for b.Loop() {
		before := heap()
		t := NewTree("", "/")
		for _, c := range chunks {
			t.Apply(Batch{At: t0, Listed: []Listed{c}})
		}
		b.ReportMetric(float64(heap()-before)/float64(keyBytes), "B/key-byte")
		runtime.KeepAlive(t)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*benchKeys), "ns/key")
	runtime.KeepAlive(chunks)
}

// heap is the bytes that live on it.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// loaded is a tree of n keys with every namespace open: n rows and more.
func loaded(b *testing.B, n int) *Tree {
	chunks, _ := registry(n)
	t := NewTree("", "/")
	for _, c := range chunks {
		t.Apply(Batch{At: t0, Listed: []Listed{c}})
	}
	t.Expand("/registry/")
	t.Expand("/registry/pods/")
	for i := range (n + 499) / 500 {
		t.Expand(fmt.Sprintf("/registry/pods/namespace-%04d/", i))
	}
	b.ResetTimer()
	return t
}

func BenchmarkWindow(b *testing.B) {
	t := loaded(b, *benchKeys)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i = (i + 7_919_001) % (t.Len() - 50)
		t.Window(i, 50)
	}
}

func BenchmarkIndexOf(b *testing.B) {
	t := loaded(b, *benchKeys)
	path := t.At(t.Len() / 2).Path
	b.ReportAllocs()
	for b.Loop() {
		t.IndexOf(path)
	}
}

// BenchmarkApplyUpdate is one event of one key, anywhere in the tree.
func BenchmarkApplyUpdate(b *testing.B) { benchmarkApply(b, Changed, 0) }

// BenchmarkApplyCreate is one event of a key that the tree doesn't have.
func BenchmarkApplyCreate(b *testing.B) { benchmarkApply(b, Created, 1) }

func benchmarkApply(b *testing.B, kind ChangeKind, other int) {
	t := loaded(b, *benchKeys)
	changes := make([]Change, 1<<16)
	for i := range changes {
		n := i * 7_919_001 % *benchKeys
		changes[i] = Change{Key: fmt.Sprintf("/registry/pods/namespace-%04d/checkout-7d9f4c6b5d-%013d", n/500, n*2/(2-other)), Kind: kind}
	}
	rev := int64(20_000_000)
	apply := func(i int) {
		rev++
		i %= len(changes)
		changes[i].Meta = Meta{ModRev: rev, CreateRev: rev, Version: 1}
		t.Apply(Batch{At: t0, Changes: changes[i : i+1]})
	}
	if kind == Changed { // a block gets room for marks with its first
		for i := range changes {
			apply(i)
		}
	}
	b.ResetTimer()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		apply(i)
		i++
	}
}
