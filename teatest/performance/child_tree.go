//go:build linux

package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// treeFound is what is told of a tree.
type treeFound struct {
	HeapOfKeys    float64
	First, Update updates
	Window        []float64 // µs each, the means of many
}

// updates are events of keys anywhere in the tree.
type updates struct {
	Apply       []float64 // µs each, the means of many
	Allocations float64   // of one
}

const (
	treeSamples = 200
	treeCalls   = 100 // in one sample: the clock costs as much as a call
	windowRows  = 50
	chunkKeys   = 10_000
	firstRev    = 17_000_000
)

// treeChild builds a tree of n keys and measures it.
func treeChild(_ context.Context, args []string) (any, error) {
	n := number(args[0])
	keys := treeKeys(n)
	before := heap()
	t := buildTree(keys)
	found := treeFound{HeapOfKeys: (heap() - before) / float64(n*len(keys[0].name))}
	// The same keys twice: where nothing has changed yet the tree has to make
	// room for saying so, once for each block of keys.
	found.First.measure(t, keys, 0)
	found.Update.measure(t, keys, 1)
	expandAll(t)
	found.window(t)
	runtime.KeepAlive(keys)
	return found, nil
}

// treeKey is a key of the registry with what etcd tells of it.
type treeKey struct {
	name [60]byte
	meta model.Meta
}

// treeKeys are the registry's keys in the order of their names. Each was
// written by itself, in no order; every third again, some of these often: what
// a cluster that lives has, and the most that there is to remember.
func treeKeys(n int) []treeKey {
	random := rand.New(rand.NewPCG(1, 2))
	keys := make([]treeKey, 0, n)
	for item := range demo.Registry(n) {
		var k treeKey
		copy(k.name[:], item.Key)
		created := int64(firstRev + len(keys))
		k.meta = model.Meta{ModRev: created, CreateRev: created, Version: 1}
		if len(keys)%again == 0 {
			k.meta.ModRev = created + 1 + random.Int64N(int64(n))
			k.meta.Version = 2 + random.Int64N(300)
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b treeKey) int { return bytes.Compare(a.name[:], b.name[:]) })
	return keys
}

// lastRev is after all revisions of the keys, as near as a cluster's would be.
func lastRev(keys []treeKey) int64 { return firstRev + 2*int64(len(keys)) + 1 }

// buildTree applies the keys as a stream brings them, in chunks.
func buildTree(keys []treeKey) *model.Tree {
	t := model.NewTree("", "/")
	now := time.Now()
	from := ""
	for chunk := range slices.Chunk(keys, chunkKeys) {
		run := model.NewKeys(len(chunk), len(chunk)*60)
		for _, k := range chunk {
			run.Add(k.name[:], k.meta)
		}
		to := model.After(string(chunk[len(chunk)-1].name[:]))
		t.Apply(model.Batch{At: now, Listed: []model.Listed{{Span: model.Span{From: from, To: to}, Rev: lastRev(keys), Keys: run}}})
		from = to
	}
	t.Apply(model.Batch{At: now, Listed: []model.Listed{{Span: model.Span{From: from}, Rev: lastRev(keys)}}})
	return t
}

// heap is what is alive on the heap.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what had a finalizer, too
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// measure updates keys anywhere, one event a batch: the same keys in every
// round.
func (f *updates) measure(t *model.Tree, keys []treeKey, round int) {
	random := rand.New(rand.NewPCG(3, 4))
	batches := make([]model.Batch, treeCalls)
	var allocations uint64
	for i := range treeSamples {
		for j := range batches {
			k := keys[random.IntN(len(keys))]
			rev := lastRev(keys) + int64((round*treeSamples+i)*treeCalls+j)
			batches[j] = model.Batch{At: time.Now(), Changes: []model.Change{{
				Key: string(k.name[:]), Kind: model.Changed, Meta: model.Meta{ModRev: rev, CreateRev: k.meta.CreateRev, Version: k.meta.Version + int64(round) + 1},
			}}}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f.Apply = append(f.Apply, mean(func(j int) { t.Apply(batches[j]) }))
		runtime.ReadMemStats(&after)
		allocations += after.Mallocs - before.Mallocs
	}
	f.Allocations = float64(allocations) / (treeSamples * treeCalls)
}

// window takes the rows in view, anywhere.
func (f *treeFound) window(t *model.Tree) {
	random := rand.New(rand.NewPCG(5, 6))
	var at [treeCalls]int
	for range treeSamples {
		for j := range at {
			at[j] = random.IntN(max(1, t.Len()-windowRows))
		}
		f.Window = append(f.Window, mean(func(j int) { t.Window(at[j], windowRows) }))
	}
}

// mean is the time of one call of many, in µs.
func mean(call func(int)) float64 {
	started := time.Now()
	for j := range treeCalls {
		call(j)
	}
	return float64(time.Since(started)) / float64(time.Microsecond) / treeCalls
}

// expandAll opens every prefix. Opening one adds rows below it only, so one
// walk down the rows meets all of them.
func expandAll(t *model.Tree) {
	for i := 0; i < t.Len(); {
		rows := t.Window(i, 1000)
		opened := false
		for j, row := range rows {
			if row.Prefix && !row.Expanded {
				t.Expand(row.Path)
				i, opened = i+j+1, true
				break
			}
		}
		if !opened {
			i += len(rows)
		}
	}
}
