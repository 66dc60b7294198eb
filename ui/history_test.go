package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// withVersions is a screen with the cursor on a key that has had so many
// versions.
func withVersions(t *testing.T, width, height, n int, o Options) *screen {
	t.Helper()
	s := newScreen(t, width, height, o)
	s.feed.past = map[string][]model.Version{ledger: versionsOf(18_400_000, n)}
	e := entry(fmt.Sprintf("value of version %d", n), 18_400_000)
	e.Version, e.CreateRevision = int64(n), 18_400_000-int64(n)+1
	s.feed.entries[ledger] = e
	b := cluster()
	s.news(b)
	s.change(model.Changed, model.Meta{ModRev: 18_400_000, CreateRev: e.CreateRevision, Version: e.Version})
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Minute)
	return s
}

// change is the news of the key.
func (s *screen) change(kind model.ChangeKind, meta model.Meta) {
	s.t.Helper()
	s.news(model.Batch{Status: live(), Changes: []model.Change{{Key: ledger, Meta: meta, Kind: kind}}})
}

func TestHistoryListsVersionsNewestFirst(t *testing.T) {
	s := withVersions(t, 120, 30, 5, Options{})
	s.press("H")
	s.wants("history "+ledger, "18,400,000", "18,399,996", "growth", "1000 B", "-37 B", "+63 B", "1m ago", "2026-03-01 11:59:00Z",
		"created at revision 18,399,996; deleted or absent before: t looks there")
	if newest, first := strings.Index(s.text(), "18,400,000 "), strings.Index(s.text(), "18,399,996 "); newest > first {
		t.Errorf("the newest isn't first:\n%s", s.text())
	}
	s.press("esc")
	s.wants("value of version 5")
	s.lacks("╭ history")
}

func TestHistoryArrivesInPlace(t *testing.T) {
	s := withVersions(t, 120, 30, 350, Options{})
	s.hold = true
	s.press("H")
	s.wants("walking back…")
	s.send(s.held[0])
	s.wants("walking back… 100 of 350 versions", "18,400,000")
	s.press("j", "j")
	s.send(s.held[1])
	s.wants("walking back… 200 of 350 versions")
	if s.m.history.chosen != 2 {
		t.Errorf("the cursor is on %d", s.m.history.chosen)
	}
	s.send(s.held[2])
	s.send(s.held[3])
	s.wants("created at revision")
	if want := []int64{0, 18_399_901, 18_399_801, 18_399_701}; !slices.Equal(s.feed.walked, want) {
		t.Errorf("it asked before %v, want %v", s.feed.walked, want)
	}
}

func TestHistoryRestsAfterAThousandVersions(t *testing.T) {
	s := withVersions(t, 120, 30, 2_500, Options{})
	s.press("H")
	s.wants("1,000 of 2,500 versions: m walks further back")
	if n := len(s.feed.walked); n != 10 {
		t.Errorf("it asked %d times", n)
	}
	s.press("m")
	s.wants("2,000 of 2,500 versions: m walks further back")
	s.press("m", "G")
	s.wants("created at revision 18,397,501")
	s.press("m")
	s.wants("there is no more")
	if n := len(s.feed.walked); n != 25 {
		t.Errorf("it asked %d times", n)
	}
	s.press("j")
	s.lacks("there is no more")
}

func TestHistoryRestsAfterSoManyBytes(t *testing.T) {
	s := withVersions(t, 120, 30, 2_500, Options{})
	for i := range s.feed.past[ledger] {
		s.feed.past[ledger][i].Size = 1 << 20
	}
	s.press("H")
	s.wants("100 of 2,500 versions, 100.0 MiB of values read: m walks further back")
}

func TestLeavingTheHistoryEndsTheWalk(t *testing.T) {
	s := withVersions(t, 120, 30, 350, Options{})
	s.hold = true
	s.press("H")
	s.send(s.held[0])
	s.press("esc")
	if s.feed.walkCtx[1].Err() == nil {
		t.Error("the walk goes on")
	}
	s.send(s.held[1])
	if n := len(s.feed.walked); n != 2 {
		t.Errorf("it asked %d times", n)
	}
	s.press("H")
	s.send(s.held[1]) // of the walk before
	s.wants("walking back…")
	s.lacks("18,400,000  ")
}

func TestHistoryEndsHonestly(t *testing.T) {
	for want, end := range map[string]model.HistoryEnd{
		"compacted at revision 18,300,002: older versions are gone":                                         {State: model.HistoryCompacted, Compacted: 18_300_002},
		"what was before is compacted: older versions are gone":                                             {State: model.HistoryCompacted},
		"created at revision 18,399,998; compacted at revision 18,300,002: nothing before that can be read": {State: model.HistoryCreated, Compacted: 18_300_002},
		"before revision 18,399,998 it was deleted or absent":                                               {State: model.HistoryAbsent},
	} {
		s := withVersions(t, 140, 30, 3, Options{})
		if s.feed.end = end; end.State != model.HistoryCreated {
			for i := range s.feed.past[ledger] {
				s.feed.past[ledger][i].CreateRevision = 5
			}
		}
		s.press("H")
		s.wants(want)
	}
	s := withVersions(t, 140, 30, 3, Options{})
	s.feed.past = nil
	s.press("H")
	s.wants("there is no such key: it was deleted, or never written")
}

func TestHistoryThatCannotBeReadSaysWhy(t *testing.T) {
	s := withVersions(t, 120, 30, 50, Options{})
	s.feed.faultAfter = 20
	s.press("H")
	s.wants("cannot read further than 20 of 50 versions: no leader␛[2J; m tries again")
	s.feed.faultAfter = 0
	s.press("m", "G")
	s.wants("created at revision")
}

func TestHistoryOfADeletedKey(t *testing.T) {
	s := withVersions(t, 120, 30, 3, Options{})
	s.change(model.Deleted, model.Meta{ModRev: 18_400_100})
	s.press("H")
	s.wants("18,400,100  ✕ deleted", "18,400,000")
	if s.feed.walked[0] != 18_400_100 {
		t.Errorf("it asked before %v", s.feed.walked)
	}
	s.press("enter")
	s.wants("a delete has no value")
	s.press("d")
	s.wants("a delete has no value")
	s.press("j")
	s.pass(2 * model.Moment) // the row is gone
	s.press("enter")
	s.wants("version 3 · mod 18,400,000 · deleted since", "value of version 3", ledger)
	s.press("p")
	s.wants("version 2 · mod 18,399,999 · deleted since")
	s.press("esc")
	s.lacks("deleted since", "value of version")
	s.wants("the key is gone: this is what the cursor is on")
}

func TestMarkedVersionsAreComparedInOrder(t *testing.T) {
	s := withVersions(t, 120, 30, 5, Options{})
	var asked [][2]int64
	s.m.history.diff = func(older, newer int64) tea.Cmd {
		asked = append(asked, [2]int64{older, newer})
		return nil
	}
	s.press("H", "j", "d")          // against the one before
	s.press("space", "j", "j", "d") // the marked one and this one
	s.press("space", "G", "d")      // the two marked ones, wherever the cursor is
	s.press("g", "space", "G", "d") // the third mark takes the first one away
	s.press("g", "space", "d", "j", "j", "j", "d")
	s.press("space", "d", "G", "d")
	s.wants("the version before this one isn't known")
	const newest = 18_400_000
	want := [][2]int64{
		{newest - 2, newest - 1},
		{newest - 3, newest - 1},
		{newest - 3, newest - 1},
		{newest - 3, newest},
		{newest - 3, newest}, {newest - 4, newest - 3},
		{newest - 4, newest - 3},
	}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

func TestTheHistorySaysThatTheKeyHasChanged(t *testing.T) {
	s := withVersions(t, 120, 30, 5, Options{})
	s.press("H")
	s.lacks("changed meanwhile")
	s.change(model.Changed, model.Meta{ModRev: 18_400_100, CreateRev: 18_399_996, Version: 6})
	s.wants("created at revision 18,399,996", "● changed meanwhile: opened again, the history has it")
}

func TestHistoryDrawsNoMoreThanIsInView(t *testing.T) {
	s := withVersions(t, 120, 30, 1_000, Options{})
	s.press("H", "G")
	if n := len(s.m.history.columns(s.now)[0].cells); n > 30 {
		t.Errorf("%d versions are drawn on 30 lines", n)
	}
	for _, size := range [][2]int{{40, 10}, {20, 5}, {10, 3}, {5, 2}, {400, 100}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	}
}

func TestAPrefixHasNoHistory(t *testing.T) {
	s := newScreen(t, 120, 30, Options{})
	s.news(cluster())
	s.press("H")
	s.wants("the cursor is on no key: only keys have a history")
}
