package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// newer is the news of a key with its version.
func newer(kind model.ChangeKind, key string, version, rev int64) model.Batch {
	b := change(kind, key, rev)
	b.Changes[0].Meta.Version, b.Changes[0].Meta.CreateRev = version, 17
	return b
}

// becomes changes the value under the cursor, and lets it be read.
func (s *screen) becomes(value string, version, rev int64) {
	s.t.Helper()
	e := entry(value, rev)
	e.Version = version
	s.feed.entries[ledger] = e
	s.news(newer(model.Changed, ledger, version, rev))
	s.pass(400 * time.Millisecond)
}

func numberedLines(from, to int) (lines []string) {
	for i := from; i < to; i++ {
		lines = append(lines, fmt.Sprintf("line %d", i))
	}
	return lines
}

func TestWhatChangedIsMarkedAndTheMarkFades(t *testing.T) {
	s := onLedger(t, "one\ntwo\nthree\nfour\nfive")
	s.lacks("●one", "●two")
	s.becomes("one\n2\nthree\nfour\nand a half\nfive", 4, 200)
	s.wants(" one", "●2", " three", "●and a half", " five")
	if !strings.Contains(s.m.View().Content, s.m.look.Plain.Changed.Render("●")+s.m.look.Plain.Text.Render("2")) {
		t.Error("a fresh mark hasn't the colour of changes")
	}
	s.pass(fresh)
	if !strings.Contains(s.m.View().Content, s.m.look.Plain.Muted.Render("●")+s.m.look.Plain.Text.Render("2")) {
		t.Error("an older mark isn't muted")
	}
	// A later change has a mark of its own; the earlier ones go with their lines.
	s.becomes("zero\none\n2\nthree\nfour\nand a half\n5", 5, 201)
	s.wants("●zero", " one", "●2", "●and a half", "●5")
	s.pass(fresh)
	s.wants("●zero", " 2", " and a half", "●5")
	s.pass(time.Minute)
	s.lacks("●zero", "●5")
	if d := s.m.value.next(s.now); d > 0 {
		t.Errorf("faded marks still wake the program, in %v", d)
	}
}

func TestRemovedLinesLeaveAMark(t *testing.T) {
	s := onLedger(t, "one\ntwo\nthree\nfour")
	s.becomes("one\nthree", 4, 200)
	s.wants(" one", "▴three")
	s.becomes("three\n3", 5, 201)
	s.wants("▴three", "●3")
}

func TestTheViewGoesWithItsText(t *testing.T) {
	lines := numberedLines(0, 200)
	s := onLedger(t, strings.Join(lines, "\n"))
	s.press("tab", "ctrl+f", "ctrl+f")
	top := s.m.value.page.line
	lines = append(append([]string{"new", "newer", "newest"}, lines[:10]...), lines[11:]...)
	s.becomes(strings.Join(lines, "\n"), 4, 200)
	if got := s.m.value.page.line; got != top+2 {
		t.Errorf("the view was at line %d and is at %d, two lines are more above it", top, got)
	}
}

func TestAChangeOutOfViewIsSaid(t *testing.T) {
	lines := numberedLines(0, 200)
	s := onLedger(t, strings.Join(lines, "\n"))
	s.lacks("change")
	lines[150], lines[170] = "other", "other"
	s.becomes(strings.Join(lines, "\n"), 4, 200)
	s.wants("● 2 changes below")
	s.press("tab", "G")
	s.lacks("changes below")
	lines[0] = "other"
	s.becomes(strings.Join(lines, "\n"), 5, 201)
	s.wants("● 2 changes above")
	s.pass(fresh)
	s.lacks("changes above")
}

func TestVeryManyChangesAreOneMark(t *testing.T) {
	lines := numberedLines(0, 3*maxRuns)
	s := onLedger(t, strings.Join(lines, "\n"))
	for i := 1; i < len(lines); i += 2 {
		lines[i] = "other"
	}
	s.becomes(strings.Join(lines, "\n"), 4, 200)
	s.wants(" line 0", "●other", "●line 2 ")
	if n := len(s.m.value.live.layers[0].runs); n != 1 {
		t.Errorf("%d runs are kept", n)
	}
}

func TestAReadWithoutAChangeKeepsTheMarks(t *testing.T) {
	s := onLedger(t, "one\ntwo")
	s.becomes("one\n2", 4, 200)
	s.press("r")
	s.wants("●2")
	s.press("v") // another view has other lines
	s.lacks("│●")
}

func TestMarksTellNoMoreThanWhatIsMasked(t *testing.T) {
	s := onLedger(t, secret(t))
	same := strings.ReplaceAll(secret(t), "hunter2", "hunter3")
	if same == secret(t) {
		t.Fatal("nothing was replaced")
	}
	s.becomes(same, 4, 200)
	s.lacks("●data", "●  pw")
	s.press("x")
	s.wants("aHVudGVyMw==")
	s.becomes(secret(t), 5, 201) // what was revealed is masked again: that is no change of the text
	s.wants("pw: •••••• (7 B)")
	s.lacks("│●")
}

func TestAFrozenValueStaysUntilItGoesOn(t *testing.T) {
	s := onLedger(t, "one\ntwo")
	s.press("f")
	s.wants("frozen, f goes on")
	reads := len(s.feed.read)
	s.becomes("one\n2", 4, 200)
	s.becomes("one\n2\nthree", 6, 202)
	s.pass(time.Minute)
	s.press("r")
	if len(s.feed.read) != reads {
		t.Error("a frozen value was read")
	}
	s.wants("frozen, f goes on  3 newer versions", "mod 109  created 17  version 3", "two")
	s.press("v")
	s.wants("74 77 6f") // what is there can be looked at
	s.press("v")
	s.pass(time.Second)
	s.press("f")
	s.wants("●2", "●three", "version 6")
	s.lacks("frozen")
	s.press("f")
	s.m.goTo("/registry/pods/default/web-5f9c7d-abcde")
	s.send(nil)
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.lacks("frozen")
	s.m.goTo("/registry/pods/")
	s.send(nil)
	s.press("f")
	s.wants("the cursor is on no value")
}

func TestAFrozenValueSaysThatItsKeyIsGone(t *testing.T) {
	s := onLedger(t, "one\ntwo")
	s.press("f")
	delete(s.feed.entries, ledger)
	s.news(change(model.Deleted, ledger, 200))
	s.wants("frozen, f goes on  deleted since", "two")
	s.lacks("✕ deleted")
	s.press("f")
	s.wants("✕ deleted")
}

func TestADeadlineOfAFrozenValueStandsStill(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	e, ttl := entry("leased", 109), time.Minute
	e.Lease, e.TTL = 0x1234, &ttl
	s.feed.entries[ledger] = e
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("f")
	before := s.line("lease")
	s.pass(30 * time.Second)
	if got := s.line("lease"); got != before {
		t.Errorf("it was\n%s\nand is\n%s", before, got)
	}
	if len(s.timers) > 1 {
		t.Errorf("a frozen value wakes the program: %v", s.timers)
	}
}

// The row of a deleted key goes after a moment; what a person holds on to stays
// until the cursor is moved.
func TestAFrozenValueOutlivesTheRowOfItsKey(t *testing.T) {
	s := onLedger(t, "one\ntwo")
	s.press("f")
	delete(s.feed.entries, ledger)
	s.news(change(model.Deleted, ledger, 200))
	s.pass(time.Minute)
	s.wants("frozen, f goes on  deleted since", "two")
	s.press("f")
	s.wants("the key is gone: this is what the cursor is on")
	s.lacks("frozen", "two")
}

func TestADiffOfAFrozenValueIsNotFrozen(t *testing.T) {
	s := onVersions(t, 140, 30, Options{}, "one", "two", "three")
	s.press("f", "d")
	s.news(newer(model.Changed, ledger, 5, 300))
	s.wants("2 newer versions")
	s.lacks("frozen")
	s.press("d")
	s.wants("frozen, f goes on  2 newer versions")
}
