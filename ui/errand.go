package ui

import (
	"context"
	"time"
)

// errand is something that was asked for and is made off Update. Each has a
// generation: an answer to another one than the last is stale.
type errand struct {
	gen    int
	cancel context.CancelFunc // of the one under way; nil if there is none
	began  time.Time          // the last one
}

// begin gives up what is under way for another one, which has the context.
func (e *errand) begin(parent context.Context, now time.Time) context.Context {
	e.giveUp()
	ctx, cancel := context.WithCancel(parent)
	e.cancel, e.began = cancel, now
	return ctx
}

// giveUp ends what is under way, or has been answered. What still comes of it
// is stale.
func (e *errand) giveUp() {
	e.gen++
	if e.cancel != nil {
		e.cancel()
		e.cancel = nil
	}
}

// awaits says whether an answer is to what is under way.
func (e *errand) awaits(gen int) bool { return e.cancel != nil && gen == e.gen }

// anew is none, to which all answers that are still to come are stale.
func (e *errand) anew() errand { return errand{gen: e.gen + 1} }

// late says that it has been under way for so long that it is worth a word.
func (e *errand) late(now time.Time) bool { return e.cancel != nil && now.Sub(e.began) >= readPatient }

// next is how long until late may say something else.
func (e *errand) next(now time.Time) time.Duration {
	if e.cancel == nil || e.late(now) {
		return 0
	}
	return readPatient - now.Sub(e.began)
}
