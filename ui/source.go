package ui

import (
	"context"

	"github.com/etcdscope/etcdscope/model"
)

// Source is where the screen's knowledge comes from. What takes a context blocks, and
// is called from commands; everything else returns at once and is called from
// Update. What a call leads to comes with a later batch.
type Source interface {
	// Next waits until there is news and takes all of it. An error says that
	// there will never be any again.
	Next(ctx context.Context) (model.Batch, error)

	// Open lists the children of a prefix now, ahead of the background load.
	Open(prefix string)
	// Abandon says that the children of a prefix are no longer looked at.
	Abandon(prefix string)
	// Locate looks for a key or prefix that isn't known yet. A later batch
	// has it, with what surrounds it, and says where the path leads.
	Locate(path string)
	// Refresh tries now what waits to be tried again, and asks anew what doesn't
	// tell of itself: what the user may read.
	Refresh()
	// Pause stops the background load, or lets it go on.
	Pause(paused bool)
	// LoadAll lists all of a prefix now, ahead of the background load, whatever
	// that is doing; one at a time. EndLoadAll gives that up. Status.Fetch says how
	// it goes.
	LoadAll(prefix string)
	EndLoadAll()
	// Usage is what all of this has cost so far. It is asked for while a person
	// looks at it, and not otherwise.
	Usage() model.Usage

	// WatchMembers says whether somebody looks at the members, which are looked
	// at more often then.
	WatchMembers(watched bool)
	// Pin has all read from the member at an endpoint alone, or again from any,
	// by "". Everything is read anew.
	Pin(endpoint string)
	// Compare reads a key, or the first keys of a prefix, from every member and
	// says how they differ. It blocks.
	Compare(ctx context.Context, path string, prefix bool) (model.Comparison, error)

	// Compacted is the oldest revision that can be read. It blocks.
	Compacted(ctx context.Context) (int64, error)

	// Values reads the values of the first of some known keys, which are in
	// order, at a gentle pace, and is called again for the rest.
	Values(ctx context.Context, keys []string) (model.Values, error)

	// Read reads one key whole.
	Read(ctx context.Context, key string) (model.Entry, error)
	// ReadAt reads it as it was at a revision of the store.
	ReadAt(ctx context.Context, key string, rev int64) (model.Entry, error)
	// History walks back through up to n versions of a key, from the last one
	// before a revision, 0 for the newest, and is called again for those before.
	History(ctx context.Context, key string, before int64, n int) ([]model.Version, model.HistoryEnd, error)
}
