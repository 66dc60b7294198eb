package source

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// status changes the status.
func (b *mailbox) status(change func(*model.Status)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.batch.Status
	change(&b.batch.Status)
	if b.batch.Status != before {
		b.tell()
	}
}

// state is the status as it is, whether or not it was taken.
func (b *mailbox) state() model.Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.batch.Status
}

// loaded notes that everything is listed: so many keys in so long.
func (b *mailbox) loaded(keys int, took time.Duration) {
	b.status(func(s *model.Status) {
		if l := &s.Load; l.State != model.LoadDone {
			l.Keys = int64(keys)
			l.State, l.Elapsed, l.Rate = model.LoadDone, took, float64(l.Keys)/took.Seconds()
		}
	})
}

// link changes the state of the link.
func (b *mailbox) link(l model.Link, cause string) {
	b.status(func(s *model.Status) {
		setLink(s, l, cause)
		s.Attempt = 0
	})
}

// leaderless notes that what is read may be old: since led, when there was a
// leader, or since now.
func (b *mailbox) leaderless(led time.Time) {
	b.status(func(s *model.Status) {
		setLink(s, model.LinkNoLeader, "no leader")
		s.Attempt = 0
		if !led.IsZero() && led.Before(s.Since) {
			s.Since = led
		}
	})
}

// members tells how all members are.
func (b *mailbox) members(all []model.Member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.batch.Members = all
	b.tell()
}

func setLink(s *model.Status, l model.Link, cause string) {
	if s.Link != l {
		s.Since = time.Now()
	}
	s.Link, s.Cause = l, cause
}

// resyncing says that what was known before a gap isn't all listed again.
func (b *mailbox) resyncing() bool {
	state := b.batch.Status.Load.State
	return b.epoch > 0 && state != model.LoadDone && state != model.LoadBudget
}
