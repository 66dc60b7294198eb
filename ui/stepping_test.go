package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func TestSteppingThroughVersions(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab", "n")
	s.wants("this is the newest version")
	s.press("p")
	s.wants("version 2 of 3 · mod 18,399,999 · not the newest", "value of version 2", ledger[:20])
	if !strings.Contains(s.m.View().Content, s.m.look.Plain.Past.Render("╭")) {
		t.Error("the frame isn't that of the past")
	}
	s.press("p")
	s.wants("version 1 of 3 · mod 18,399,998", "value of version 1")
	s.press("p")
	s.wants("no older version: created at revision 18,399,998", "value of version 1")
	s.press("n")
	s.wants("value of version 2")
	s.press("n")
	s.wants("value of version 3", "mod 18400000", "the newest version again")
	s.lacks("not the newest")
	if strings.Contains(s.m.View().Content, s.m.look.Plain.Past.Render("╭")) {
		t.Error("the frame is still that of the past")
	}
	if want := []int64{18_399_999, 18_399_998, 18_399_999}; !slices.Equal(s.feed.pastRead, want) {
		t.Errorf("it read at %v, want %v", s.feed.pastRead, want)
	}
	if want := []int64{18_400_000, 18_399_999, 18_399_998}; !slices.Equal(s.feed.walked, want) {
		t.Errorf("it asked before %v, want %v", s.feed.walked, want)
	}
}

func TestAnOldVersionStaysWhileTheKeyChanges(t *testing.T) {
	s := withVersions(t, 140, 30, 3, Options{})
	s.press("tab", "p")
	reads := len(s.feed.read)
	e := entry("value of version 5", 18_400_200)
	e.Version = 5
	s.feed.entries[ledger] = e
	s.change(model.Changed, model.Meta{ModRev: 18_400_200, CreateRev: 18_399_998, Version: 5})
	s.pass(time.Minute)
	s.wants("version 2 of 5", "value of version 2", "● changed meanwhile")
	if len(s.feed.read) != reads {
		t.Error("the newest was read while an old one is shown")
	}
	s.press("n")
	s.wants("version 3 of 5", "value of version 3")
	s.press("n")
	s.wants("value of version 5", "the newest version again; it has changed since version 3")
	s.lacks("meanwhile")
}

func TestBackReturnsToTheNewestVersion(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab", "p", "esc")
	s.wants("value of version 3", "the newest version again")
	if s.m.focus != valueSide {
		t.Error("it also left the pane")
	}
	s.press("p")
	s.wants("version 2 of 3")
	s.press("K")
	s.press("J")
	s.pass(time.Second)
	s.wants("value of version 3")
	s.lacks("version 2 of 3")
}

func TestAVersionIsShownFromTheHistory(t *testing.T) {
	s := withVersions(t, 120, 30, 30, Options{})
	s.press("H", "j", "j", "enter")
	s.wants("version 28 of 30", "value of version 28", "p goes to older versions")
	s.press("n")
	s.wants("version 29 of 30")
	s.press("H")
	if s.m.history.chosen != 1 {
		t.Errorf("the cursor is on %d", s.m.history.chosen)
	}
	s.press("g", "enter")
	s.wants("value of version 30")
	s.lacks("not the newest")
	s.press("H", "G", "enter", "p")
	s.wants("no older version", "value of version 1 ")
}

func TestAStepThatIsGivenUp(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab")
	cmd, _ := s.m.value.olderVersion()
	if again, _ := s.m.value.olderVersion(); again != nil {
		t.Error("a second step while one is under way")
	}
	msg := cmd()
	s.press("esc", "tab", "K")
	if s.feed.walkCtx[0].Err() == nil {
		t.Error("the step goes on")
	}
	s.send(msg)
	s.lacks("version 2 of 3")
}

func TestBackGivesUpAStep(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab")
	cmd, _ := s.m.value.olderVersion()
	s.press("esc")
	s.send(cmd())
	s.pass(time.Second)
	s.wants("value of version 3")
	s.lacks("version 2 of 3")
	if s.m.focus != valueSide || s.feed.walkCtx[0].Err() == nil {
		t.Errorf("the focus is on %d; the step's context: %v", s.m.focus, s.feed.walkCtx[0].Err())
	}
}

func TestAVersionThatCannotBeReadSaysWhy(t *testing.T) {
	s := withVersions(t, 140, 30, 3, Options{})
	s.feed.faultAfter = 1
	s.press("tab", "p")
	s.wants("cannot read the version before: no leader␛[2J; p tries again", "value of version 3")
	s.feed.faultAfter = 0
	s.hold = true
	s.press("p")
	msg := s.held[0].(readMsg)
	msg.err = errors.New("the revision has been compacted")
	s.hold = false
	s.send(msg)
	s.wants("cannot read another version: the revision has be", "value of version 3")
	s.pass(time.Minute)
	s.wants("cannot read another version")
	s.press("esc")
	s.wants("value of version 3")
	s.lacks("cannot read")
}

func TestADeletedKeysVersions(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.change(model.Deleted, model.Meta{ModRev: 18_400_100})
	delete(s.feed.entries, ledger)
	s.press("tab", "p")
	s.wants("version 3 · mod 18,400,000 · deleted since", "value of version 3")
	s.lacks("✕ deleted")
	s.pass(2 * model.Moment)
	s.wants("version 3 · mod 18,400,000 · deleted since")
	s.press("p")
	s.wants("version 2 · mod 18,399,999")
	s.press("n", "n")
	s.wants("the key is gone")
	s.lacks("version 2 · mod")
}

func TestKeysAreNotFasterThanAnswers(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab", "p", "p")
	s.hold = true
	s.press("esc", "n", "p")
	s.hold = false
	for _, msg := range s.held {
		s.send(msg)
	}
	s.wants("version 2 of 3", "value of version 2")
}

// What is revealed is the one version.
func TestOldVersionsOfASecretAreMasked(t *testing.T) {
	const key = "/app/password"
	s := newScreen(t, 120, 30, Options{})
	s.feed.past = map[string][]model.Version{key: versionsOf(103, 4)}
	s.feed.entries[key] = entry("value of version 4", 103)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", key)}})
	s.m.goTo(key)
	s.send(nil)
	s.pass(time.Minute)
	s.press("tab", "p")
	s.wants("masked, x reveals", "version 3")
	s.lacks("value of version")
	s.press("x")
	s.wants("value of version 3")
	s.press("p")
	s.wants("masked, x reveals", "version 2")
	s.lacks("value of version")
	s.press("n")
	s.wants("value of version 3")
	s.press("esc", "H")
	s.lacks("value of version")
}

func TestAReplacedStoreHasOtherVersions(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab", "p", "H")
	b := cluster()
	b.Reset = true
	s.news(b)
	s.pass(time.Second)
	s.lacks("not the newest", "╭ history")
}

// Where q leads back from it doesn't quit, wherever the cursor is.
func TestQLeavesWhatIsAsideOfTheValueFirst(t *testing.T) {
	for _, focus := range []string{"", "tab"} {
		for _, open := range []string{"p", "d"} {
			s := withVersions(t, 120, 30, 3, Options{})
			if focus != "" {
				s.press(focus)
			}
			s.press(open, "q")
			s.wants("value of version 3")
			s.lacks("version 2 of 3", "diff mod")
			if len(s.stopped) > 0 {
				t.Fatalf("%s%s: q quit", focus, open)
			}
			if s.press("q"); len(s.stopped) == 0 {
				t.Errorf("%s%s: the second q didn't quit", focus, open)
			}
		}
	}
}

// compactedSince is a key with three versions, of mod revisions 200, 203 and
// 206, in a store that was compacted at 205, after the second was written.
func compactedSince(t *testing.T) *screen {
	t.Helper()
	s := onVersions(t, 140, 30, Options{}, "first", "second", "third")
	s.change(model.Changed, model.Meta{ModRev: 206, CreateRev: 17, Version: 3})
	s.feed.past = map[string][]model.Version{ledger: {
		{ModRevision: 206, CreateRevision: 17, Version: 3}, {ModRevision: 203, CreateRevision: 17, Version: 2},
	}}
	s.feed.end = model.HistoryEnd{State: model.HistoryCompacted, Compacted: 205}
	s.feed.compacted = 205
	return s
}

// A version lives until the next one, and is read there.
func TestAVersionIsReadAfterItWasWrittenLongAgo(t *testing.T) {
	s := compactedSince(t)
	s.press("p")
	s.wants("version 2 of 3 · mod 203 · not the newest", "second")
	if taken, _ := s.m.value.taken(); taken.rev != 205 {
		t.Errorf("it is taken away at revision %d", taken.rev)
	}
	s.press("esc", "H", "j", "enter")
	s.wants("version 2 of 3 · mod 203", "second")
	s.press("esc", "H", "space", "j", "d")
	s.wants("diff mod 203 to mod 206", "- second", "+ third")
}

// The newest version of a run isn't the newest any more.
func TestAVersionIsReadThatWasTheNewest(t *testing.T) {
	s := compactedSince(t)
	s.press("p")
	s.feed.versions[ledger] = append(s.feed.versions[ledger], version("fourth", 4, 210), version("fifth", 5, 215))
	s.feed.entries[ledger] = s.feed.versions[ledger][4]
	s.feed.compacted = 208
	s.change(model.Changed, model.Meta{ModRev: 215, CreateRev: 17, Version: 5})
	s.press("n")
	s.wants("version 3 of 5 · mod 206", "third")
	if taken, _ := s.m.value.taken(); taken.rev != 209 {
		t.Errorf("it is taken away at revision %d", taken.rev)
	}
	s.press("n")
	s.wants("fifth")
}

// What couldn't be read isn't said to be shown.
func TestAVersionOfTheHistoryThatIsGoneByNow(t *testing.T) {
	s := compactedSince(t)
	s.press("H", "j")
	s.feed.compacted = 206
	s.press("enter")
	s.wants("third", "cannot read another version: the revision has been compacted")
	s.lacks("an old version", "version 2 of 3")
}

// A step isn't a change of the key: what differs has the colour of the past, and
// only that from the version just left.
func TestAStepMarksWhatDiffersFromTheVersionThatWasLeft(t *testing.T) {
	s := onVersions(t, 120, 30, Options{}, "top\na\nb\nC", "top\na\nB\nC", "top\nA\nB\nC")
	s.change(model.Changed, model.Meta{ModRev: 206, CreateRev: 17, Version: 3})
	s.feed.past = map[string][]model.Version{ledger: {{ModRevision: 206, Version: 3}, {ModRevision: 203, Version: 2}, {ModRevision: 200, Version: 1}}}
	for _, step := range []struct{ key, marked, not string }{
		{"p", "a", "B"}, {"p", "b", "a"}, {"n", "B", "a"}, {"esc", "A", "B"},
	} {
		s.press(step.key)
		s.wants("●" + step.marked)
		s.lacks("●" + step.not)
		if !strings.Contains(s.m.View().Content, s.m.look.Plain.Past.Render("●")) {
			t.Errorf("after %s the mark looks like a change of the key", step.key)
		}
	}
	s.becomes("top\nA\nB\nc", 4, 300)
	s.wants("●A", "●c") // what changes now is a change
	if !strings.Contains(s.m.View().Content, s.m.look.Plain.Changed.Render("●")) {
		t.Error("a change looks like a step")
	}
}

func TestAStepThatTakesLongIsSaid(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.press("tab")
	cmd, _ := s.m.value.olderVersion()
	s.send(nil)
	s.lacks("reading…")
	s.pass(time.Second)
	s.wants("reading…")
	s.press("p")
	s.wants("the version before is still being looked for")
	s.send(cmd())
	s.wants("version 2 of 3")
	s.lacks("reading…")
}

func TestTheNewestVersionOfAnOldRevisionIsCalledThat(t *testing.T) {
	s, _ := traveller(t, 120, 24)
	s.travels("18400000")
	s.feed.past = map[string][]model.Version{ledger: versionsOf(18_399_000, 3)}
	s.feed.entries[ledger] = entry("as it was", 18_399_000)
	b := past(18_400_000)
	b.Status.Revision = 18_400_000
	s.news(b)
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("tab", "n")
	s.wants("this is the version at revision 18,400,000: p goes to older ones")
	s.press("p", "n")
	s.wants("the version at revision 18,400,000 again")
	s.press("p", "f")
	s.wants("esc goes back to the version at revision 18,400,000")
	s.lacks("newest version")
}
