package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// The pace of reading values, in time between the starts of two reads.
const (
	readRest    = 70 * time.Millisecond  // of the cursor, before what it stands on is read
	readPace    = 350 * time.Millisecond // of a key that keeps changing
	readRecheck = time.Second            // after an answer older than what is known
	readRetry   = 5 * time.Second        // after a failure
	readPatient = 250 * time.Millisecond // before the screen says that it is waiting
)

// reading reads the key that the cursor is on, and reads it again when it has
// changed.
type reading struct {
	errand // the read

	ctx    context.Context
	source Source
	clock  clock
	ascii  bool

	secret  []string // patterns of keys whose values are masked, too
	viewing viewing  // how what is read is looked at

	key     string
	want    sought    // which version of it
	asked   int64     // mod revision that was known when the last read began
	pending bool      // a read will start when the timer is over
	moved   time.Time // the cursor, to this key
}

// restMsg says that the cursor has rested, or that a changed key may be read.
type restMsg struct{ gen int }

// readMsg is the answer to a read. The value is decoded by then: that takes
// a while for a big one, and Update must not wait.
type readMsg struct {
	gen   int
	want  sought // and where it was found
	entry model.Entry
	doc   *value.Document
	err   error

	viewing viewing // how doc is looked at

	live    marks          // what has changed in doc
	changes *value.Changes // since the document that was shown; nil: not compared
}

// follow turns to another key, "" for none. A cursor that was at rest gets
// its value at once, one on the move when it rests.
//
// newest is the mod revision that the tree knows.
func (r *reading) follow(key string, newest int64) tea.Cmd {
	r.stop()
	now := r.clock.now()
	rested := now.Sub(r.moved) >= 2*readRest
	r.key, r.want, r.moved, r.asked = key, sought{}, now, 0
	switch {
	case key == "":
		return nil
	case rested:
		return r.start(newest, nil)
	}
	return r.startIn(readRest)
}

// stop drops the read under way and the one that is to come.
func (r *reading) stop() {
	r.pending = false
	r.giveUp()
}

// again reads the key again, the time pace after it was read last.
func (r *reading) again(pace time.Duration) tea.Cmd {
	if r.pending || r.cancel != nil {
		return nil
	}
	return r.startIn(min(pace, max(readRest, pace-r.clock.now().Sub(r.began)))) // the clock may be set back
}

func (r *reading) startIn(d time.Duration) tea.Cmd {
	r.pending = true
	return r.clock.after(d, restMsg{r.gen})
}

// start reads now. newest is the mod revision that the tree knows; compare
// finds out what has changed in what is shown, nil if there is nothing yet.
func (r *reading) start(newest int64, compare comparison) tea.Cmd {
	r.pending, r.asked = false, newest
	ctx := r.begin(r.ctx, r.clock.now())
	this := *r // r goes on
	return func() tea.Msg {
		entry, at, err := this.version(ctx, this.want)
		msg := readMsg{gen: this.gen, want: sought{this.want.mod, at}, entry: entry, err: err, viewing: this.viewing}
		if err == nil && entry.Found {
			msg.doc = ready(this.viewing.of(this.decoded(entry), entry.ModRevision))
			if compare != nil {
				msg.doc, msg.live, msg.changes = compare(msg.doc, entry)
			}
		}
		return msg
	}
}

// decoded is what a person reads of a value.
func (r *reading) decoded(entry model.Entry) *value.Document {
	doc := value.Options{Now: entry.ReadAt, Secret: r.secret}.Decode(r.key, entry.Value)
	if r.ascii {
		doc = doc.ASCII()
	}
	return doc
}

// done takes an answer; false if it is stale.
func (r *reading) done(msg readMsg) bool {
	if !r.awaits(msg.gen) {
		return false
	}
	r.giveUp()
	return true
}

// viewedAnew is what was read, as it is looked at by now; nil if it is looked at
// as it was when the read began, or is stale. A big value takes a while, and
// Update must not wait.
func (r *reading) viewedAnew(msg readMsg) tea.Cmd {
	viewing := r.viewing
	if !r.awaits(msg.gen) || msg.doc == nil || msg.viewing == viewing {
		return nil
	}
	return func() tea.Msg {
		msg.doc, msg.viewing = ready(viewing.of(msg.doc, msg.entry.ModRevision)), viewing
		msg.live, msg.changes = marks{}, nil
		return msg
	}
}
