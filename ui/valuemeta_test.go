package ui

import (
	"slices"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func TestALeaseCountsDown(t *testing.T) {
	s := onLedger(t, "x")
	e := entry("x", 200)
	ttl := 75 * time.Second
	e.Lease, e.TTL = 0x694d8f1a2b3c4d5e, &ttl
	s.feed.entries[ledger] = e
	s.press("r")
	s.wants("lease 694d8f1a2b3c4d5e 1 min 15 s left")
	s.pass(15 * time.Second)
	s.wants("lease 694d8f1a2b3c4d5e 1 min 0 s left")
	s.pass(59 * time.Second)
	s.wants("lease 694d8f1a2b3c4d5e 1 s left")
}

func TestALeaseWhoseTimeIsOverIsAskedForNotDeclaredDead(t *testing.T) {
	s := onLedger(t, "x")
	e := entry("x", 200)
	left := func(ttl time.Duration) {
		e.Lease, e.TTL = 0x694d8f1a2b3c4d5e, &ttl
		s.feed.entries[ledger] = e
	}
	left(15 * time.Second)
	s.press("r")
	s.pass(6 * time.Second)
	left(12 * time.Second) // it was kept alive
	s.hold = true
	s.pass(9*time.Second + readRest)
	s.wants("lease 694d8f1a2b3c4d5e … ")
	s.lacks("expired")
	if len(s.held) != 1 {
		t.Fatalf("%d reads are under way", len(s.held))
	}
	s.hold = false
	s.send(s.held[0])
	s.wants("lease 694d8f1a2b3c4d5e 12 s left")

	left(0) // the server is about to end it, but hasn't
	n := len(s.feed.read)
	s.pass(32 * time.Second)
	if n = len(s.feed.read) - n; n < 19 || n > 22 {
		t.Errorf("in 20 s it was read %d times", n)
	}
	s.wants("lease 694d8f1a2b3c4d5e … ")

	left(-time.Second)
	s.pass(readRecheck + readRest)
	s.wants("lease 694d8f1a2b3c4d5e expired")
	if len(s.timers) > 0 {
		t.Errorf("an expired lease still wakes the program: %v", s.timers)
	}
}

func TestALeaseThatTookItsKeyAlongIsNotAskedFor(t *testing.T) {
	s := onLedger(t, "x")
	e, ttl := entry("x", 200), 5*time.Second
	e.Lease, e.TTL = 0x1f, &ttl
	s.feed.entries[ledger] = e
	s.press("r")
	s.pass(4 * time.Second)
	delete(s.feed.entries, ledger)
	n := len(s.feed.read)
	s.pass(5 * time.Second)
	if n = len(s.feed.read) - n; n != 1 { // then it is known to be gone
		t.Errorf("it was read %d times", n)
	}
	s.wants("✕ deleted")
	n = len(s.feed.read)
	s.news(change(model.Deleted, ledger, 300))
	s.pass(3 * time.Second)
	if len(s.feed.read) != n {
		t.Error("a deleted key is read again")
	}
	s.wants("✕ deleted", "lease 000000000000001f ")
	s.lacks("001f …", "expired")
}

func TestALeaseOfUnknownTimeSaysWhy(t *testing.T) {
	s := onLedger(t, "x")
	e := entry("x", 200)
	e.Lease, e.TTLCause = 0x1f, "no leader"
	s.feed.entries[ledger] = e
	s.press("r")
	s.wants("lease 000000000000001f TTL unknown: no leader")
}

func TestAPrefixHasASummary(t *testing.T) {
	s := pods(t, 120, 40, Options{})
	s.wants("╭ /registry/pods/payments/ ─", "│ 3 keys ")
	s = newScreen(t, 120, 40, Options{})
	s.news(clusterBut("/registry/pods/payments/"))
	s.goTo("/registry/pods/payments/")
	s.news(model.Batch{Status: live(), Levels: []model.Level{{Prefix: "/registry/pods/payments/", State: model.LevelPartial}}})
	s.wants("The key budget is spent", "r reads on", "--max-keys")
	s.feed.opened = nil
	s.press("r")
	if !slices.Equal(s.feed.opened, []string{"/registry/pods/payments/"}) {
		t.Errorf("r asked the source for %q", s.feed.opened)
	}
	s.news(model.Batch{Status: live(), Levels: []model.Level{{Prefix: "/registry/pods/payments/", State: model.LevelDenied, Cause: "not granted"}}})
	s.wants("✕ denied: not granted", "r tries again")
	s.news(model.Batch{Status: live(), Levels: []model.Level{{Prefix: "/registry/pods/payments/", State: model.LevelFailed, Cause: "timed out"}}})
	s.wants("⚠ failed: timed out", "r tries now")
	if len(s.feed.read) > 0 {
		t.Errorf("a prefix was read: %q", s.feed.read)
	}
}

// Of a prefix in a tree of what was found only that is counted which matches.
func TestAPrefixOfAFilteredTreeIsNotTakenForTheWholeOne(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("paychk", "", "")
	s.press("g")
	s.pass(time.Second)
	s.wants("│ 2 keys match ")
	s.press("esc", "g")
	s.pass(time.Second)
	s.wants("│ 12 keys ")
	s.lacks("match")
	s.filter("ledger", "", "")
	s.press("g")
	s.pass(time.Second)
	s.wants("│ 1 key matches ")

	s = newScreen(t, 100, 24, Options{})
	s.news(half(model.LoadPaused))
	s.filter("checkout", "", "")
	s.press("g")
	s.pass(time.Second)
	s.wants("│ ≥ 1 key matches so far ")
}
