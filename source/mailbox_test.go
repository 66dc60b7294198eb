package source

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// Many changes are taken in several batches, each of a size that keeps no key
// press waiting, and the revision is the newest one only with the last.
func TestManyChangesAreTakenInParts(t *testing.T) {
	const n = 2*batchChanges + 7
	b := newMailbox(model.Status{}, DefaultMaxInFlight)
	b.progress(5)
	if batch, err := b.take(t.Context()); err != nil || batch.Status.Revision != 5 {
		t.Fatal(batch, err)
	}
	changes := make([]model.Change, n)
	for i := range changes {
		changes[i] = model.Change{Key: fmt.Sprint(i), Meta: model.Meta{ModRev: 6 + int64(i)}, Kind: model.Created}
	}
	if !b.changed(changes, 5+n, 5+n) {
		t.Fatal("the box is too small for the test")
	}
	got := map[string]int64{}
	for len(got) < n {
		batch, err := b.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(batch.Changes) > batchChanges {
			t.Fatalf("%d changes in one batch", len(batch.Changes))
		}
		for _, c := range batch.Changes {
			got[c.Key] = c.Meta.ModRev
		}
		if rev := batch.Status.Revision; (rev == 5+n) != (len(got) == n) || (len(got) < n && rev != 5) {
			t.Errorf("at revision %d with %d of %d changes", rev, len(got), n)
		}
	}
}

// someKeys is a run of n keys.
func someKeys(n int) *model.Keys {
	keys := model.NewKeys(n, 4*n)
	for i := range n {
		keys.Add(fmt.Appendf(nil, "%04d", i), model.Meta{ModRev: 1})
	}
	return keys
}

// Listings wait from half of the budget on; changes have the other half, and
// what is more is a gap. Whatever was taken makes room.
func TestTheBudgetOfBytes(t *testing.T) {
	const n = 100
	b := newMailbox(model.Status{}, 2*n*(keyWeight+4))
	_, epoch := b.begin()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.listed(ended, epoch, model.Listed{Keys: someKeys(n)}); err != nil {
		t.Fatalf("into an empty box: %v", err)
	}
	if err := b.listed(ended, epoch, model.Listed{Keys: someKeys(1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("into a full one it doesn't wait: %v", err)
	}
	change := func(key string) []model.Change {
		return []model.Change{{Key: key, Meta: model.Meta{ModRev: 2}, Kind: model.Changed}}
	}
	left := n*(keyWeight+4) - changeWeight
	if !b.changed(change(strings.Repeat("k", left)), 2, 2) {
		t.Error("there is no room for changes")
	}
	if waiting, _ := b.usage(); waiting != b.budget {
		t.Errorf("%d bytes wait, of %d", waiting, b.budget)
	}
	if !b.changed(change(strings.Repeat("k", left)), 3, 3) {
		t.Error("a second change of the key takes room")
	}
	if b.changed(change("another"), 4, 4) {
		t.Error("there is room for more than the budget")
	}
	if _, err := b.take(t.Context()); err != nil {
		t.Fatal(err)
	}
	waiting, watch := b.usage()
	if want := (model.WatchUsage{Events: 3, Coalesced: 1, Summarised: 1}); waiting != 0 || watch != want {
		t.Errorf("%d bytes wait, %+v", waiting, watch)
	}
	if err := b.listed(ended, epoch, model.Listed{Keys: someKeys(n)}); err != nil {
		t.Errorf("after it was emptied: %v", err)
	}
}
