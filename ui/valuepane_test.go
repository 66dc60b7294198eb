package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

const ledger = "/registry/pods/payments/ledger-0"

// onLedger is a screen with the cursor on one key, its value read.
func onLedger(t *testing.T, value string) *screen {
	t.Helper()
	s := newScreen(t, 120, 40, Options{})
	s.feed.entries[ledger] = entry(value, 109)
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	return s
}

func TestValueOfTheKeyUnderTheCursor(t *testing.T) {
	s := onLedger(t, "plain text\nof two lines")
	s.wants("text · 23 B", "mod 109  created 17  version 3  lease —", "plain text", "of two lines")
	if !slices.Equal(s.feed.read, []string{ledger}) {
		t.Errorf("read %q", s.feed.read)
	}
}

func TestAMovingCursorReadsOnlyWhereItRests(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	var keys []string
	for i := range 40 {
		k := fmt.Sprintf("k%02d", i)
		keys = append(keys, k)
		s.feed.entries[k] = entry("value of "+k, int64(100+i))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.pass(time.Second)
	s.feed.read = nil
	for range 20 {
		s.press("j")
		s.pass(30 * time.Millisecond)
	}
	if len(s.feed.read) != 1 { // a cursor at rest reads its first step at once
		t.Errorf("on the move it read %q", s.feed.read)
	}
	s.pass(readRest)
	if want := []string{"k01", "k20"}; !slices.Equal(s.feed.read, want) {
		t.Errorf("it read %q, want %q", s.feed.read, want)
	}
	s.wants("value of k20")
}

func TestStaleAnswersAreDroppedAndTheirReadsCancelled(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.feed.entries["a"], s.feed.entries["b"] = entry("value of a", 100), entry("value of b", 101)
	s.hold = true
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a", "b")}})
	s.pass(time.Second)
	s.press("j")
	s.pass(time.Second)
	if !slices.Equal(s.feed.read, []string{"a", "b"}) {
		t.Fatalf("read %q", s.feed.read)
	}
	if s.feed.readCtx[0].Err() == nil || s.feed.readCtx[1].Err() != nil {
		t.Errorf("the contexts of the reads: %v, %v; only the first is to be cancelled", s.feed.readCtx[0].Err(), s.feed.readCtx[1].Err())
	}
	s.send(s.held[0])
	s.lacks("value of a")
	s.send(s.held[1])
	s.wants("value of b")
	s.send(s.held[0])
	s.wants("value of b")
	s.lacks("value of a")
	if s.feed.readCtx[1].Err() == nil {
		t.Error("the context of a finished read is still open")
	}
}

func TestMovingOnCancelsTheReadAtOnce(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.hold = true
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a", "b", "c")}})
	s.pass(time.Second)
	s.press("j", "j") // too fast for the second step to be read yet
	if len(s.feed.read) != 2 || s.feed.readCtx[1].Err() == nil {
		t.Errorf("read %q, the last of it cancelled: %v", s.feed.read, s.feed.readCtx[len(s.feed.readCtx)-1].Err())
	}
}

func TestAChangedKeyIsReadAgainButNotTooOften(t *testing.T) {
	s := onLedger(t, "first")
	s.feed.read = nil
	for i := range 100 { // a change every 20 ms, for 2 s
		s.feed.entries[ledger] = entry(fmt.Sprintf("change %d", i), int64(200+i))
		s.news(change(model.Changed, ledger, int64(200+i)))
		s.pass(20 * time.Millisecond)
	}
	if n := len(s.feed.read); n < 4 || n > 7 {
		t.Errorf("in 2 s it was read %d times", n)
	}
	s.pass(time.Second)
	s.wants("change 99", "mod 299")
	n := len(s.feed.read)
	s.pass(time.Minute)
	if len(s.feed.read) != n {
		t.Errorf("a key at rest was read %d times more", len(s.feed.read)-n)
	}
}

func TestTheOldValueStaysUntilTheNewOneComes(t *testing.T) {
	s := onLedger(t, "before")
	text := s.m.look.Plain.Text.Render("before")
	muted := s.m.look.Plain.Muted.Render("before")
	s.hold = true
	s.feed.entries[ledger] = entry("second", 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(readRest + 10*time.Millisecond)
	if len(s.held) != 1 {
		t.Fatalf("%d reads are under way", len(s.held))
	}
	if !strings.Contains(s.m.View().Content, text) {
		t.Error("a quick read already dims the value")
	}
	s.pass(readPatient)
	if !strings.Contains(s.m.View().Content, muted) {
		t.Errorf("a value that is read again for long isn't muted:\n%s", s.text())
	}
	s.wants("reading…")
	s.send(s.held[0])
	s.wants("second")
	s.lacks("before", "reading…")
}

func TestAnOlderAnswerThanTheWatchToldIsAskedForAgain(t *testing.T) {
	s := onLedger(t, "first")
	s.feed.read = nil
	s.news(change(model.Changed, ledger, 200)) // but the member that is read lags
	s.pass(readRecheck)
	s.wants("first")
	s.feed.entries[ledger] = entry("second", 200)
	s.pass(2 * readRest)
	s.wants("second")
	if n := len(s.feed.read); n != 2 {
		t.Errorf("it was read %d times", n)
	}
}

func TestADeletedKeySaysSo(t *testing.T) {
	s := onLedger(t, "last words")
	delete(s.feed.entries, ledger)
	s.news(change(model.Deleted, ledger, 200))
	s.wants("✕ deleted", "last words")
	if !strings.Contains(s.m.View().Content, s.m.look.Plain.Muted.Render("last words")) {
		t.Error("the value of a deleted key isn't muted")
	}
	s.feed.entries[ledger] = entry("reborn", 300)
	s.news(change(model.Created, ledger, 300))
	s.pass(time.Second)
	s.wants("reborn")
	s.lacks("deleted")
}

func TestAKeyThatIsGoneWhenReadSaysSoAndIsLookedForAgain(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a")}})
	s.wants("✕ deleted")
	s.feed.entries["a"] = entry("it was the member that lagged", 100)
	s.pass(readRecheck + readRest)
	s.wants("it was the member that lagged")
	s.lacks("deleted")
}

func TestAFaultIsOneLineAndHealsWithTheLink(t *testing.T) {
	s := onLedger(t, "first")
	s.feed.faults[ledger] = errors.New("no leader\x1b[2J")
	s.press("r")
	s.wants("cannot read it again: no leader␛[2J", "first")
	for _, back := range []model.Link{model.LinkLive, model.LinkPast} {
		s.feed.faults[ledger] = errors.New("connection refused")
		s.press("r")
		status := live()
		status.Link = model.LinkReconnecting
		s.news(model.Batch{Status: status})
		n := len(s.feed.read)
		s.pass(time.Minute)
		if n = len(s.feed.read) - n; n > 1 { // one had been on its way
			t.Errorf("without a server it was read %d times", n)
		}
		delete(s.feed.faults, ledger)
		status.Link = back
		s.news(model.Batch{Status: status})
		s.wants("first")
		s.lacks("cannot read")
	}
}

func TestAFaultWhileTheLinkIsUpIsTriedAgainSlowly(t *testing.T) {
	s := onLedger(t, "first")
	s.feed.faults[ledger] = errors.New("no answer in time")
	s.press("r")
	n := len(s.feed.read)
	s.pass(time.Minute)
	if n = len(s.feed.read) - n; n < 11 || n > 12 {
		t.Errorf("in a minute it was read %d times", n)
	}
	s.wants("cannot read it again: no answer in time", "first")
	delete(s.feed.faults, ledger)
	s.pass(readRetry + time.Second)
	s.lacks("cannot read")
	if len(s.timers) > 0 {
		t.Errorf("a value that is there still wakes the program: %v", s.timers)
	}
}

func TestAKeyThatCannotBeReadSaysWhyAndWhatNext(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.feed.faults["a"] = errors.New("permission denied")
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a")}})
	s.wants("cannot read it: permission denied", "r reads it now.")
	delete(s.feed.faults, "a")
	s.feed.entries["a"] = entry("readable", 100)
	s.press("r")
	s.wants("readable")
}

func TestAPrefixThatIsAKeyShowsItsValue(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.feed.entries["a/"] = entry("of the prefix itself", 100)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a/", "a/b")}})
	s.pass(time.Second)
	s.wants("of the prefix itself")
}

func TestAnEmptyValueSaysSo(t *testing.T) {
	s := onLedger(t, "")
	s.wants("empty value · 0 B")
	s.press("tab")
	for _, k := range []string{"j", "G", "ctrl+d", "k", "w", "l", "h"} {
		s.press(k)
	}
}

func TestHostileValuesAreShownHarmlessly(t *testing.T) {
	s := onLedger(t, strings.Repeat("text\n", 40)+"a\x1b[31mred\x1b]52;c;aGk=\a\nbidi \u202e\u2066 zwj\u200d")
	s.press("tab", "G")
	s.wants("a␛[31mred␛]52;c;aGk=␇", `bidi \u202e\u2066 zwj\u200d`)
}
