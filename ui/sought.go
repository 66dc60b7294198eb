package ui

import (
	"context"

	"github.com/etcdscope/etcdscope/model"
)

// sought is a version of a key that is to be read, and where. It is there from
// its mod revision to the revision before the next one's: that is where it is
// read, as what is older is compacted sooner.
type sought struct {
	mod  int64 // its mod revision; 0: whatever is there
	last int64 // up to it there is no newer one, as far as is known; 0: now
}

// soughtOf is one of the versions that a walk has found, of a key whose newest
// one is known too.
func soughtOf(run []model.Version, at int, newest int64) sought {
	w := sought{mod: run[at].ModRevision}
	switch {
	case at > 0:
		w.last = run[at-1].ModRevision - 1
	case newest > w.mod:
		w.last = newest - 1
	}
	return w
}

// soughtBack is how many newer versions are read on the way back to one that was
// the newest once.
const soughtBack = 8

// version reads a version of the key, and says at which revision. If there is
// no such version, the entry isn't found.
func (r *reading) version(ctx context.Context, w sought) (e model.Entry, at int64, err error) {
	at = w.last
	for range soughtBack {
		e, err = r.read(ctx, at)
		switch {
		case err != nil, w.mod == 0, e.Found && e.ModRevision == w.mod:
			return e, at, err
		case !e.Found || e.ModRevision < w.mod: // it was deleted since
			return r.exactly(ctx, w.mod)
		}
		at = e.ModRevision - 1
	}
	return r.exactly(ctx, w.mod)
}

// exactly reads a version at its own revision.
func (r *reading) exactly(ctx context.Context, mod int64) (e model.Entry, at int64, err error) {
	if e, err = r.read(ctx, mod); err == nil && e.ModRevision != mod {
		e = model.Entry{Key: r.key}
	}
	return e, mod, err
}

// read reads the key as it was at a revision, 0 for now.
func (r *reading) read(ctx context.Context, rev int64) (model.Entry, error) {
	if rev > 0 {
		return r.source.ReadAt(ctx, r.key, rev)
	}
	return r.source.Read(ctx, r.key)
}
