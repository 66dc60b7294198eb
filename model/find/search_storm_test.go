package find

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/etcdscope/etcdscope/model"
)

// arriving is how many keys arrive while they are searched.
const arriving = 1_000_000

// listing is one of n Kubernetes-shaped keys of 60 bytes, in chunks.
func listing(n int) (chunks []model.Listed) {
	const chunk = 5_000
	from := ""
	for i := 0; i < n; i += chunk {
		keys := model.NewKeys(chunk, chunk*60)
		for j := i; j < min(i+chunk, n); j++ {
			keys.Add([]byte(listedKey(j)), model.Meta{ModRev: int64(j + 1)})
		}
		to := ""
		if i+chunk < n {
			to = listedKey(i + chunk)
		}
		chunks = append(chunks, model.Listed{Span: model.Span{From: from, To: to}, Rev: int64(n + 1), Keys: keys})
		from = to
	}
	return chunks
}

func listedKey(i int) string {
	return fmt.Sprintf("/registry/pods/namespace-%04d/%012d-7d9f4c6b5d-%08x", i/500, i, uint32(i)*2_654_435_761)
}

func listedTree(n int) *model.Tree {
	tree := model.NewTree("", "/")
	for _, l := range listing(n) {
		tree.Apply(model.Batch{At: t0, Listed: []model.Listed{l}})
	}
	return tree
}

// Keys arrive, change and go in the goroutine whose tree it is, while the same
// query is asked again and again, and then with a letter more.
func TestSearchWhileKeysArrive(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	snaps := make(chan *model.Snapshot)
	go func() {
		defer close(snaps)
		tree := model.NewTree("", "/")
		last := int64(arriving + 2)
		for i, l := range listing(arriving) {
			tree.Apply(model.Batch{At: t0, Listed: []model.Listed{l}})
			for j := range 50 {
				last++
				kind := []model.ChangeKind{model.Changed, model.Changed, model.Deleted, model.Created}[j%4]
				tree.Apply(model.Batch{At: t0, Changes: []model.Change{{
					Key: listedKey(j * 7919 % ((i + 1) * 5_000)), Kind: kind, Meta: model.Meta{ModRev: last, CreateRev: last, Version: last},
				}}})
			}
			select {
			case snaps <- tree.Snapshot(""):
			default: // who searches is busy: keys go on arriving
			}
		}
		snaps <- tree.Snapshot("")
	}()
	var s *Search
	var snap *model.Snapshot
	n := 0
	for snap = range snaps {
		s = Start(t.Context(), query(t, "pods 5d-7d"), snap, s)
		a, err := s.Next(t.Context())
		if err != nil || a.Searched > a.Of {
			t.Fatalf("%+v, %v", a, err)
		}
		n++
	}
	equal(t, s.query, finish(t, s), looped(s.query, snap, Most))
	s = Start(t.Context(), query(t, "pods 5d-7da"), snap, s)
	equal(t, s.query, finish(t, s), looped(s.query, snap, Most))
	t.Logf("%d snapshots of a growing tree were searched", n)
}

// Who types fast ends each search before it has come far: no goroutine stays,
// neither of those that another one has followed nor of the last.
func TestStormOfSearchesLeavesNoGoroutine(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	snap := listedTree(20_000).Snapshot("")
	texts := []string{"p", "po", "pod", "pods", "pod", "d9f", "", "zzz"}
	ctx, cancel := context.WithCancel(t.Context())
	var s *Search
	for i := range 500 {
		s = Start(ctx, query(t, texts[i%len(texts)]), snap, s)
		if i%7 == 0 {
			if _, err := s.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	equal(t, s.query, finish(t, s), looped(s.query, snap, Most))
	for range 50 {
		s = Start(ctx, query(t, "p"), snap, nil)
	}
	cancel()
	if _, err := s.Next(t.Context()); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// A search that another one takes the place of has no more to say, and one
// whose context ends says so, at whatever moment.
func TestEndedSearchSaysSo(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	snap := listedTree(5_000).Snapshot("")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, err := Start(ctx, query(t, "p"), snap, nil).Next(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("of a context that had ended: %+v, %v", a, err)
	}
	before := start(t.Context(), query(t, "p"), snap, nil, nobody())
	if _, err := before.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("asked with a context that had ended: %v", err)
	}
	s := Start(t.Context(), query(t, "p"), snap, nil)
	want := finish(t, s)
	if a, err := s.Next(t.Context()); err != nil || !a.Done || a.Found != want.Found {
		t.Errorf("asked again when it was done: %+v, %v", a, err)
	}
}
