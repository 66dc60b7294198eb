package source

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// Another store is read anew, also when it comes between two eras, where no
// watch is there to be ended for it.
func TestTheStoreIsReplacedAfterAFlood(t *testing.T) {
	leaks(t)
	s, old := followYoung(t)
	s.session.stopWatch(errFlood)
	s.until("it rests", func() bool { return s.gaps == 1 })
	s.turnsTo(old)
}

// idle is a session that does nothing by itself.
func idle(t *testing.T) *Session {
	t.Helper()
	s := &Session{turn: make(chan struct{}), levels: newLevels(), box: newMailbox(model.Status{}, DefaultMaxInFlight)}
	s.ctx, s.cancel = context.WithCancel(t.Context())
	t.Cleanup(s.cancel)
	return s
}

// Nobody waits for a flood to be over that another store has had.
func TestTheRestAfterAFloodEndsWithItsStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, began := idle(t), time.Now()
		go func() {
			time.Sleep(frame)
			s.replaced()
		}()
		err := s.restAfter(&era{began: began}, errFlood, &respite{wait: floodPauseMost})
		if rested := time.Since(began); err != nil || rested != frame {
			t.Errorf("it rested for %v, %v", rested, err)
		}
	})
}

// A store that is replaced just before its watch is known is not watched.
func TestTheStoreIsReplacedBeforeItsWatch(t *testing.T) {
	s := idle(t)
	s.replaced()
	if err := s.watch(&era{}); err != errReplaced {
		t.Errorf("the watch ended with: %v", err)
	}
}
