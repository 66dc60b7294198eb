package model

import (
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

func BenchmarkApplyListed(b *testing.B) {
	const n = 1_000_000
	chunks, keyBytes := registry(n)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		t := NewTree("", "/")
		for _, c := range chunks {
			t.Apply(Batch{At: t0, Listed: []Listed{c}})
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(keyBytes), "B/key-byte")
		runtime.KeepAlive(t)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/key")
	runtime.KeepAlive(chunks)
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
	for _, n := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			t := loaded(b, n)
			i := 0
			for b.Loop() {
				i = (i + 7919) % t.Len()
				t.Window(i, 50)
			}
		})
	}
}

func BenchmarkIndexOf(b *testing.B) {
	t := loaded(b, 1_000_000)
	path := t.At(t.Len() / 2).Path
	for b.Loop() {
		t.IndexOf(path)
	}
}

func BenchmarkApplyChanges(b *testing.B) {
	t := loaded(b, 1_000_000)
	rev := int64(20_000_000)
	for b.Loop() {
		changes := make([]Change, 100)
		for i := range changes {
			rev++
			n := int(rev*7919) % 1_000_000
			changes[i] = Change{fmt.Sprintf("/registry/pods/namespace-%04d/checkout-7d9f4c6b5d-%013d", n/500, n), Meta{rev, rev - 5, 2}, Changed}
		}
		t.Apply(Batch{At: t0, Changes: changes})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/change")
}
