package ui

import (
	"errors"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// A key that was just deleted is read by two presses.
func TestTravelToBeforeADelete(t *testing.T) {
	s, a := traveller(t, 100, 20)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.news(change(model.Deleted, "/registry/pods/payments/ledger-0", 18_402_113))
	s.wants("✕ deleted")
	s.press("t")
	s.wants("enter looks at revision 18,402,112", "before /registry/pods/payments/ledger-0 was deleted")
	s.press("enter")
	s.feed.entries["/registry/pods/payments/ledger-0"] = entry("what it said", 111)
	s.news(past(a.went[0]))
	s.pass(time.Second)
	s.wants("what it said", "⏮ revision 18,402,112")
}

// Its row is gone after a moment, its delete is still offered.
func TestTravelToALongDeletedKey(t *testing.T) {
	s, a := traveller(t, 100, 20)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.news(change(model.Deleted, "/registry/pods/payments/ledger-0", 18_402_113))
	s.pass(time.Minute)
	s.press("t", "down", "enter")
	if len(a.went) != 1 || a.went[0] != 18_402_112 {
		t.Errorf("went to %v", a.went)
	}
}

func TestJourney(t *testing.T) {
	s, a := traveller(t, 80, 24)
	s.m.goTo("/registry/pods/payments/ledger-0") // of revision 109, as it is listed
	s.feed.oldest = 105
	s.press("t")
	s.wants("travel ▸", "newest 18,402,113 · oldest 105, before that it is compacted",
		"109  the last change of /reg", "108  before the last change of", "105  the oldest that can be read", "esc back")
	for _, tt := range []struct{ typed, said string }{
		{"x", `"x" is no revision: type a number`},
		{"104", "revision 104 was compacted away: the oldest is 105"},
		{"18402114", "revision 18,402,114 is yet to come: the newest is 18,402,113"},
		{"2h", "what was the newest then is not known: only since 1s ago"},
	} {
		s.press("ctrl+u")
		s.typed(tt.typed)
		s.wants(tt.said)
		s.press("enter") // which refuses, and loses nothing
		s.wants(tt.typed, tt.said)
	}
	s.press("ctrl+u")
	s.typed("-13")
	s.wants("enter looks at revision 18,402,100")
	s.press("down", "down", "tab")
	s.wants("travel ▸ 108", "enter looks at revision 108")
	s.press("esc")
	if len(a.went) > 0 {
		t.Errorf("went to %v", a.went)
	}
	s.travels("-13")
	s.news(past(18_402_100))
	s.press("t")
	s.wants("live  the present", "enter goes to the present")
	s.press("enter")
	if a.went[1] != 0 {
		t.Errorf("went to %v", a.went)
	}
}

func TestJourneyWhereTheOldestIsNotKnown(t *testing.T) {
	s, a := traveller(t, 80, 24)
	s.feed.wrong = errors.New("connection \x1b[2Jrefused")
	s.press("t")
	s.wants("oldest not known: connection ␛[2Jrefused")
	s.typed("7")
	s.press("enter")
	if len(a.went) != 1 || a.went[0] != 7 {
		t.Errorf("went to %v", a.went)
	}
}

// What can't be read isn't offered; where the choice was one of that, none is made.
func TestTheChosenStopWasCompacted(t *testing.T) {
	s, _ := traveller(t, 80, 24)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.feed.oldest = 18_402_113
	s.news(change(model.Deleted, "/registry/pods/payments/ledger-0", 18_402_113))
	s.press("t")
	s.lacks("was deleted", "enter looks")
	s.wants("18,402,113  the oldest that can be read")
}

func TestJourneyOnSmallScreens(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {20, 6}, {10, 4}, {7, 3}, {200, 50}} {
		s, a := traveller(t, size[0], size[1])
		s.m.goTo("/registry/pods/payments/ledger-0")
		s.feed.oldest = 2
		s.press("t", "down", "down", "up", "tab", "backspace")
		s.press("esc")
		s.travels("99")
		if len(a.went) != 1 {
			t.Errorf("%v: went to %v", size, a.went)
		}
		s.news(past(99))
	}
}

// Times of which the revision is known are offered.
func TestJourneyOffersTimes(t *testing.T) {
	s, _ := traveller(t, 80, 24)
	for range 7 {
		s.pass(time.Minute)
		b := model.Batch{Status: s.m.header.status}
		b.Status.Revision += 10
		s.news(b)
	}
	s.feed.oldest = 1
	s.press("t")
	s.wants("18,402,173  1 min ago", "18,402,133  5 min ago")
	s.lacks("15 min ago", "1 h ago")
}

// Who asked for the oldest revision before another one came is answered by the
// source that is shown then.
func TestTheOldestIsAskedForAnewElsewhere(t *testing.T) {
	s, a := traveller(t, 120, 24)
	s.feed.oldest = 5
	arrives := s.m.travel(100)
	_, asked := s.m.Update(keyPress(t, "t"))
	s.typed("7")
	s.run(arrives)
	s.run(asked)
	s.wants("travel ▸ 7", "oldest 3, before that it is compacted")
	if len(a.went) != 1 {
		t.Errorf("went to %v", a.went)
	}
}

func TestTheOldestIsAskedForAnewInAnotherCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 120, 24)
	switches := s.m.switchTo(1)
	_, asked := s.m.Update(keyPress(t, "t"))
	s.run(switches)
	s.run(asked)
	s.wants("oldest 3, before that it is compacted")
}
