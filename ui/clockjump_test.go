package ui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// jump sets the clock, as a person or a time server does; timers run on.
func (s *screen) jump(d time.Duration) {
	s.now = s.now.Add(d)
	for i := range s.timers {
		s.timers[i].at = s.timers[i].at.Add(d)
	}
}

// The clock of the program has a monotonic reading that no jump changes.
func TestTheClockIsMonotonic(t *testing.T) {
	if now := systemClock(nil).now(); !strings.Contains(now.String(), " m=") {
		t.Errorf("%v has no monotonic reading", now)
	}
}

// Even a clock without one does no harm: no age is negative, nothing waits for
// the hour that was lost, nothing wakes the program all the time.
func TestTheClockJumps(t *testing.T) {
	for name, by := range map[string]time.Duration{"ahead": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			s := onLedger(t, "value")
			ttl := 4000 * time.Second
			e := entry("with a lease", 200)
			e.Lease, e.TTL = 7, &ttl
			s.feed.entries[ledger] = e
			s.news(change(model.Changed, ledger, 200))
			s.pass(time.Second)
			s.news(change(model.Deleted, "/registry/pods/payments/checkout-7d9f4c-zk81p", 201))
			b := model.Batch{Status: live(), Members: inTrouble(s.now)}
			b.Status.Since = s.now
			s.news(b)
			s.press("w")
			s.jump(by)
			wakes := 0
			for end := s.now.Add(30 * time.Second); s.now.Before(end) && wakes < 100; wakes++ {
				if i := s.nextTimer(); i < 0 || s.timers[i].at.After(end) {
					break
				}
				s.pass(s.timers[s.nextTimer()].at.Sub(s.now))
				if found := regexp.MustCompile(`-\d+ ?(s|m|h|d|min)\b`).FindString(s.text()); found != "" {
					t.Fatalf("an age is %s:\n%s", found, s.text())
				}
			}
			if wakes > 40 {
				t.Errorf("it woke %d times in 30 s", wakes)
			}
			s.lacks("long lines are cut off")
			s.feed.entries[ledger] = entry("after the jump", 300)
			s.news(change(model.Changed, ledger, 300))
			s.pass(time.Second)
			s.wants("after the jump")
			for _, link := range []model.Link{model.LinkNoLeader, model.LinkLagging, model.LinkConnecting} {
				b.Status.Link, b.Members = link, nil
				s.news(b)
				s.press("s", "esc")
			}
			s.pass(15 * time.Minute)
			s.lacks("checkout-7d9f4c-zk81p")
		})
	}
}
