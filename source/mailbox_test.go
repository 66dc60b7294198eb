package source

import (
	"fmt"
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
	if !b.changed(changes, 5+n) {
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
