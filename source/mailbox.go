package source

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// errStale ends a listing that began before changes were missed: what it
// knows can't be kept current any more.
var errStale = errors.New("the listing began before a gap in the changes")

// anyEpoch is for what is true before and after a gap.
const anyEpoch = -1

// mailbox holds what was learned until the screen takes it: the one place
// where the network and the screen meet. Neither waits for the other, but for
// listings, which wait while the box is full. Changes of one key become one.
// Half of the budget is for what was listed; the other half is left for changes.
type mailbox struct {
	budget int // bytes

	news chan struct{} // holds a token while there is something to take
	due  chan struct{} // holds a token when that shouldn't wait for its frame
	room chan struct{} // closed, and made anew, when the box was emptied

	mu      sync.Mutex
	batch   model.Batch
	changes map[string]model.Change
	keys    int // in batch.Listed
	bytes   int // that they take
	weight  int // bytes that changes take
	epoch   int // gaps so far
	lastID  model.ListID
	open    map[model.ListID]struct{} // listings begun and not ended
	seen    int64                     // newest revision put in, by a listing or the watch
	watched int64                     // how far the watch has come
	shown   int64                     // the revision that was taken last
	taken   time.Time
	meter   meter
	watch   model.WatchUsage
	flood   floodMeter
}

func newMailbox(status model.Status, budget int) *mailbox {
	b := &mailbox{
		budget:  budget,
		news:    make(chan struct{}, 1),
		due:     make(chan struct{}, 1),
		room:    make(chan struct{}),
		changes: map[string]model.Change{},
		open:    map[model.ListID]struct{}{},
	}
	b.batch.Status = status
	b.tell()
	return b
}

// tell wakes who waits for news.
func (b *mailbox) tell() { signal(b.news) }

// hurry has the box taken before its frame.
func (b *mailbox) hurry() { signal(b.due) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// take waits for news and gives all there is, or as much as the screen can take
// in without a pause. Two batches are a frame apart, unless the box is full or
// somebody waits for what is in it.
func (b *mailbox) take(ctx context.Context) (model.Batch, error) {
	select {
	case <-b.news:
	case <-ctx.Done():
		return model.Batch{}, ctx.Err()
	}
	b.waitFrame(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	batch := b.batch
	batch.At = time.Now()
	batch.Changes = b.takeChanges()
	newest := batch.Status.Revision
	if len(b.changes) > 0 { // the screen isn't at the newest revision yet
		batch.Status.Revision = b.shown
		defer b.tell()
	}
	b.shown = batch.Status.Revision
	b.meter.rate(&batch.Status.Load, batch.At)
	batch.Status.Flood = b.flood.measure(b.watch, b.resyncing(), batch.At)
	b.batch = model.Batch{Status: batch.Status}
	b.batch.Status.Revision = newest
	if batch.Status.Link == model.LinkLive && b.resyncing() {
		batch.Status.Link = model.LinkResyncing
	}
	b.keys, b.bytes = 0, 0
	b.taken = batch.At
	close(b.room)
	b.room = make(chan struct{})
	select {
	case <-b.due: // what was due is taken
	default:
	}
	return batch, nil
}

// takeChanges takes as many changes as go into one batch, in order.
func (b *mailbox) takeChanges() []model.Change {
	changes := make([]model.Change, 0, min(len(b.changes), batchChanges))
	for key, c := range b.changes {
		if len(changes) == batchChanges {
			break
		}
		changes = append(changes, c)
		b.weight -= changeWeight + len(key)
		delete(b.changes, key)
	}
	if len(b.changes) == 0 {
		b.changes = map[string]model.Change{} // which gives the room of many back
	}
	slices.SortFunc(changes, func(x, y model.Change) int { return strings.Compare(x.Key, y.Key) })
	return changes
}

func (b *mailbox) waitFrame(ctx context.Context) {
	b.mu.Lock()
	wait := frame - time.Since(b.taken)
	b.mu.Unlock()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-b.due:
	case <-ctx.Done():
	}
}

// begin announces a listing. Its revision must be chosen after this, and not
// before seen, which is the newest revision that the screen may have.
func (b *mailbox) begin() (id model.ListID, epoch int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lastID++
	b.open[b.lastID] = struct{}{}
	b.batch.Begun = append(b.batch.Begun, b.lastID)
	b.tell()
	return b.lastID, b.epoch
}

func (b *mailbox) end(id model.ListID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.open[id]; !ok {
		return
	}
	delete(b.open, id)
	b.batch.Ended = append(b.batch.Ended, id)
	b.tell()
}

// listed puts a part of a listing in, waiting for room.
func (b *mailbox) listed(ctx context.Context, epoch int, l model.Listed) error {
	for {
		b.mu.Lock()
		if b.epoch != epoch {
			b.mu.Unlock()
			return errStale
		}
		if b.keys < boxKeys && b.bytes < b.budget/2 {
			break
		}
		room := b.room
		b.hurry()
		b.mu.Unlock()
		select {
		case <-room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer b.mu.Unlock()
	b.batch.Listed = append(b.batch.Listed, l)
	b.keys += l.Keys.Len()
	b.bytes += keyWeight*l.Keys.Len() + l.Keys.Size()
	b.seen = max(b.seen, l.Rev)
	b.tell()
	return nil
}

// access tells what may be read.
func (b *mailbox) access(a model.Access) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.batch.Access = &a
	b.tell()
}

// changed puts changes in, the newest of revision rev; false if there are too
// many waiting: a gap. No change up to complete is missing now.
func (b *mailbox) changed(changes []model.Change, rev, complete int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch.Events += int64(len(changes))
	for i, c := range changes {
		before, waits := b.changes[c.Key]
		switch {
		case waits:
			b.watch.Coalesced++
		case len(b.changes) == boxChanges || b.bytes+b.weight+changeWeight+len(c.Key) > b.budget:
			b.watch.Summarised += int64(len(changes) - i)
			return false
		default:
			b.weight += changeWeight + len(c.Key)
		}
		if before.Kind == model.Created && c.Kind == model.Changed {
			c.Kind = model.Created
		}
		b.changes[c.Key] = c
	}
	b.seen = max(b.seen, rev)
	b.advance(complete)
	b.tell()
	return true
}

// usage is how many bytes wait, and what became of the events.
func (b *mailbox) usage() (waiting int, watch model.WatchUsage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes + b.weight, b.watch
}

// gap says that changes were missed: listings under way end, and nothing that
// was listed counts. With reset, the store is another one, whose revisions
// have nothing to do with those before. With access, something else may be read
// from now on.
func (b *mailbox) gap(reset bool, access *model.Access) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.epoch++; reset {
		b.batch.Reset = true
		b.seen, b.watched = 0, 0
	}
	b.batch.Gap = true
	if access != nil {
		b.batch.Access = access
	}
	b.batch.Begun, b.batch.Listed, b.batch.Levels = nil, nil, nil
	b.batch.Ended = append(b.batch.Ended, slices.Collect(maps.Keys(b.open))...)
	clear(b.open)
	b.watch.Gaps++
	b.watch.Summarised += int64(len(b.changes))
	b.changes = map[string]model.Change{}
	b.keys, b.bytes, b.weight = 0, 0, 0
	b.batch.Status.Load.State, b.batch.Status.Load.Keys = model.LoadWaiting, 0
	b.meter = meter{}
	b.tell()
}

// level tells how far a level has come: in which epoch, or anyEpoch.
func (b *mailbox) level(epoch int, l model.Level) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if epoch == b.epoch || epoch == anyEpoch {
		b.batch.Levels = append(b.batch.Levels, l)
		b.tell()
	}
}

func (b *mailbox) located(l model.Located) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.batch.Located = append(b.batch.Located, l)
	b.tell()
}

// newest is the newest revision put in.
func (b *mailbox) newest() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen
}

// progress notes that there is nothing newer up to rev.
func (b *mailbox) progress(rev int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if rev > b.watched {
		b.advance(rev)
		b.tell()
	}
}

// position is how far the watch has come.
func (b *mailbox) position() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.watched
}

func (b *mailbox) advance(rev int64) {
	b.seen = max(b.seen, rev)
	b.watched = max(b.watched, rev)
	b.batch.Status.Revision = b.watched
}
