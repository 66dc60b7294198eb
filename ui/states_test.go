package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func TestEachLinkStateHasItsLook(t *testing.T) {
	for name, tt := range map[string]struct {
		status model.Status
		want   string
	}{
		"connecting":             {model.Status{Link: model.LinkConnecting}, "⠋ connecting…"},
		"live":                   {model.Status{Link: model.LinkLive}, "● live"},
		"lagging":                {model.Status{Link: model.LinkLagging, Since: t0.Add(-4 * time.Second)}, "◐ lagging 4 s"},
		"lagging behind another": {model.Status{Link: model.LinkLagging, Cause: "1,204 revisions behind etcd-1", Since: t0}, "◐ lagging 1,204 revisions behind etcd-1"},
		"reconnecting":           {model.Status{Link: model.LinkReconnecting, Attempt: 3, Cause: "connection refused"}, "⚠ reconnecting (3) connection refused"},
		"resyncing":              {model.Status{Link: model.LinkResyncing, Cause: "compacted"}, "◐ resyncing: compacted"},
		"no leader": {model.Status{Link: model.LinkNoLeader, Cause: "no leader", Reading: "etcd-2", Applied: 41_203, Since: t0.Add(-41 * time.Second)},
			"⚠ STALE — no leader, reading member etcd-2, applied 41,203, up to 41 s behind"},
		"denied": {model.Status{Link: model.LinkDenied, Cause: "needs read on /registry/"}, "✕ denied: needs read on /registry/"},
		"past":   {model.Status{Link: model.LinkPast, Revision: 18_300_002}, "⏮ revision 18,300,002"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 40, Options{})
			s.news(model.Batch{Status: tt.status})
			if line := strings.Split(s.text(), "\n")[0]; !strings.Contains(line, tt.want) {
				t.Errorf("the header is %q, want %q in it", line, tt.want)
			}
		})
	}
}

func TestTroubleOutlivesEverythingElseInTheHeader(t *testing.T) {
	status := live()
	status.Link, status.Attempt, status.Cause = model.LinkReconnecting, 12, "connection refused by every endpoint"
	for _, width := range []int{40, 60, 80, 120} {
		s := newScreen(t, width, 10, Options{})
		s.news(model.Batch{Status: status})
		line := strings.Split(s.text(), "\n")[0]
		if !strings.Contains(line, "⚠ reconnecting (12) conn") {
			t.Errorf("%d cells: %q", width, line)
		}
	}
}

func TestClosedFeedSaysWhy(t *testing.T) {
	s := newScreen(t, 100, 10, Options{})
	s.feed.ended = errors.New("the token has expired\x1b[2J")
	s.news(cluster())
	s.wants("✕ closed: the token has expired␛[2J", "/registry/")
}

func TestFooterSaysWhatTheLoadDoes(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*model.Status)
		want   []string
	}{
		"running": {func(s *model.Status) { s.Load.State = model.LoadRunning },
			[]string{"RangeStream  12 keys  1.1 M/s  first chunk 2 ms  ▓▓▓▓▓▓▓▓▓▓"}},
		"paged": {func(s *model.Status) { s.Transport, s.Load.Rate = model.TransportPaged, 12_345 },
			[]string{"paged Range  12 keys  12 k/s  first chunk 2 ms"}},
		"paused":  {func(s *model.Status) { s.Load.State = model.LoadPaused }, []string{"12 keys  paused, P goes on"}},
		"budget":  {func(s *model.Status) { s.Load.State = model.LoadBudget }, []string{"key budget spent: r on a prefix reads on"}},
		"done":    {func(s *model.Status) { s.Load.State = model.LoadDone }, []string{"RangeStream  12 keys  1.1 M/s  412,003 listed in 1.4 s"}},
		"waiting": {func(s *model.Status) { s.Load.State = model.LoadWaiting }, []string{"RangeStream  12 keys  first chunk 2 ms"}},
		"failed": {func(s *model.Status) { s.Load.State, s.Load.Cause = model.LoadFailed, "timed out" },
			[]string{"background load failed: timed out"}},
		"failed at once": {func(s *model.Status) {
			s.Transport, s.Load.State, s.Load.Cause = model.TransportUnknown, model.LoadFailed, "the revision has been compacted"
		}, []string{"background load failed: the revision has been compacted"}},
		"nothing yet": {func(s *model.Status) { s.Transport = model.TransportUnknown }, []string{"nothing read yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 24, Options{})
			b := cluster()
			b.Status.Load.State = model.LoadRunning
			tt.change(&b.Status)
			s.news(b)
			lines := strings.Split(s.text(), "\n")
			for _, want := range tt.want {
				if last := lines[len(lines)-1]; !strings.Contains(last, want) {
					t.Errorf("the footer is %q, want %q in it", last, want)
				}
			}
		})
	}
}

func TestCountsThatMayBeTooLowSaySo(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	b := model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/configmaps/", clusterKeys()...)}}
	b.Status.Load.State = model.LoadPaused
	s.news(b)
	s.wants("≥ 3 keys  paused")
	if l := s.line("▾ /"); !strings.Contains(l, "≥ 3") {
		t.Errorf("the row is %q, want ≥ 3 in it", l)
	}
}

func TestFooterDropsHintsBeforeNumbersAndKeepsHelp(t *testing.T) {
	s := newScreen(t, 76, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: cluster().Listed})
	last := s.line("RangeStream")
	if !strings.Contains(last, "1.1 M/s  first chunk 2 ms  ▓▓▓▓▓▓▓▓▓▓") || !strings.HasSuffix(strings.TrimSpace(last), "? help") {
		t.Errorf("the footer is %q", last)
	}
}

func TestMessagesLastUntilTheNextKey(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(running())
	s.press("P")
	s.wants("background load paused")
	s.pass(time.Second)
	s.wants("background load paused")
	s.press("j")
	s.lacks("background load paused")
	s.press("P")
	s.wants("background load goes on")
	if got := s.feed.paused; len(got) != 2 || !got[0] || got[1] {
		t.Errorf("Pause was called with %v", got)
	}
}

func TestEmptyStoreSaysWhatWasLookedAtAndWhatToTry(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	b := model.Batch{Status: live(), Listed: []model.Listed{listed("")}}
	s.news(b)
	s.wants("No keys at all at revision 18,402,113 of https://10.0.0.11:2379.", "--endpoints")

	s = newScreen(t, 80, 24, Options{Scope: "/nothing/"})
	b.Listed = []model.Listed{listed("/nothing/")}
	s.news(b)
	s.wants("No keys under /nothing/ at revision 18,402,113", "without a PREFIX")
}

func TestBeforeTheFirstAnswer(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.wants("⠋ connecting…", "connecting to https://10.0.0.11:2379…")
	s.pass(spinPace)
	s.wants("⠙ connecting…")
	s.news(model.Batch{Status: live()})
	s.wants("● live", "reading the first keys…")
	s.lacks("connecting")
}

// What is wrong with a certificate or a proxy takes more room than the header
// has.
func TestWhatIsInTheWayIsSaidWhole(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	status := model.Status{Endpoint: "https://10.0.0.11:2379", Link: model.LinkConnecting}
	status.Cause = "the certificate of 10.0.0.11:2379 is for etcd-1, etcd-2 and not for 10.0.0.11: use one of these names, or make it anew with that one"
	s.news(model.Batch{Status: status})
	s.says("connecting to https://10.0.0.11:2379…")
	s.says(status.Cause)
}

func TestADeniedKeyspaceSaysWhatToDo(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	status := live()
	status.Link, status.Cause = model.LinkDenied, "needs read on the whole keyspace; alice may read /team-a/: start etcdscope with that"
	s.news(model.Batch{Status: status})
	s.says("cannot read the keyspace: " + status.Cause)
	s.wants("✕ denied: needs read")
	s.lacks("reading the first keys", "connecting", "Press :")

	s.news(model.Batch{Status: status, Levels: []model.Level{{Prefix: "", State: model.LevelDenied, Cause: status.Cause}}})
	s.says("cannot read the keyspace: " + status.Cause)
	s.feed.opened = nil
	s.press("r")
	if !slices.Equal(s.feed.opened, []string{""}) {
		t.Errorf("r asked the source for %q", s.feed.opened)
	}

	s.goTo("/registry/pods/")
	s.wants("cannot look for /registry/pods/: needs read on the whole keyspace")
	if len(s.feed.located) > 0 {
		t.Errorf("the source was asked for %q all the same", s.feed.located)
	}
}

func TestNothingArrivesAtADeniedStartPrefix(t *testing.T) {
	s := newScreen(t, 80, 24, Options{Scope: "/registry/"})
	status := live()
	status.Link, status.Cause = model.LinkDenied, "wrong user name or password"
	s.news(model.Batch{Status: live()})
	s.wants("more are arriving", "≥ 0 ⋯")
	s.news(model.Batch{Status: status})
	s.wants("cannot read /registry/: wrong user name or password", "│ ✕ denied: wrong user name or password")
	s.lacks("arriving", "⋯")
}

func TestAnOldRevisionThatIsGonePromisesNothing(t *testing.T) {
	s := newScreen(t, 80, 24, Options{Rev: 42})
	status := live()
	status.Link, status.Revision, status.Transport = model.LinkPast, 42, model.TransportUnknown
	s.news(model.Batch{Status: status, Levels: []model.Level{{Prefix: "", State: model.LevelFailed, Cause: "the revision has been compacted"}}})
	s.wants("cannot read the keyspace at revision 42: the revision has been compacted",
		"T returns to live, t looks at another one.")
	s.lacks("tried again")

	b := clusterBut("/registry/services/")
	b.Status.Link = model.LinkPast
	s = newScreen(t, 100, 24, Options{Rev: 42})
	s.news(b)
	s.news(model.Batch{Status: b.Status, Levels: []model.Level{{Prefix: "/registry/", State: model.LevelFailed, Cause: "the revision has been compacted"}}})
	s.wants("⚠ failed: the revision has been compacted", "t looks at another one.")
	s.lacks("tried again")
}

func TestPauseOfALoadThatHasEndedSaysSo(t *testing.T) {
	for state, want := range map[model.LoadState]string{
		model.LoadDone:   "everything is read: there is no background load to pause",
		model.LoadBudget: "key budget spent: there is no background load to pause",
		model.LoadFailed: "background load failed: there is nothing to pause",
	} {
		s := newScreen(t, 120, 24, Options{})
		b := cluster()
		b.Status.Load.State = state
		s.news(b)
		s.press("P")
		s.wants(want)
		if len(s.feed.paused) > 0 {
			t.Errorf("%q, but it was paused", want)
		}
		s.news(running())
		s.press("P")
		s.news(b) // what was left came by the watch
		s.press("P")
		s.wants(want)
		if !slices.Equal(s.feed.paused, []bool{true, false}) {
			t.Errorf("a pause outlives the load: %v", s.feed.paused)
		}
	}
}

func TestAnOldRevisionIsSeenEverywhere(t *testing.T) {
	s := newScreen(t, 100, 12, Options{Rev: 18_300_002})
	b := cluster()
	b.Status.Link, b.Status.Revision = model.LinkPast, 18_300_002
	s.news(b)
	s.wants("⏮ revision 18,300,002")
	s.lacks("rev 18,300,002")
	past := s.m.look.Plain.Past
	frame, title := s.m.look.border(true)
	other, _ := s.m.look.border(false)
	if frame != past || title != past || other != past {
		t.Error("there are frames that don't look like the past")
	}
}

func TestWindowTitleObeysNobody(t *testing.T) {
	s := newScreen(t, 80, 24, Options{Endpoint: "http://x\x1b]0;evil\a:2379"})
	if got, want := s.m.View().WindowTitle, "etcdscope · http://x␛]0;evil␇:2379"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
	s = newScreen(t, 80, 24, Options{Endpoint: "http://é\a:2379", ASCII: true})
	if got, want := s.m.View().WindowTitle, `etcdscope - http://\u00e9\x07:2379`; got != want {
		t.Errorf("in ASCII the title is %q, want %q", got, want)
	}
}

func TestWordsForTimesAndRates(t *testing.T) {
	for want, got := range map[string]string{
		"1 ms": duration(300 * time.Microsecond), "2 ms": duration(2 * time.Millisecond), "999 ms": duration(999 * time.Millisecond),
		"1.4 s": duration(1449 * time.Millisecond), "9.9 s": duration(9999 * time.Millisecond), "41 s": duration(41 * time.Second),
		"7 min": duration(7*time.Minute + 59*time.Second), "3 h": duration(3 * time.Hour),
		"0 s": wait(-time.Second), "4 s": wait(4900 * time.Millisecond),
		"980/s": rate(980.4), "1.2 k/s": rate(1_234), "12 k/s": rate(12_345), "1.1 M/s": rate(1_100_000), "1.0 M/s": rate(999_600),
		"10 k/s": rate(9_960), "42 s": countdown(41*time.Second + time.Millisecond), "4 min 12 s": countdown(252 * time.Second), "2 h 5 min": countdown(125 * time.Minute),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMessagesDoNotOutliveTheirTruth(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(cluster())
	s.press("w")
	s.wants("long lines are cut off")
	s.pass(messageTime - time.Second)
	s.wants("long lines are cut off")
	s.pass(2 * time.Second)
	s.lacks("long lines are cut off")
}

func TestAReplacedStoreIsSaid(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(cluster())
	b := cluster()
	b.Reset, b.Gap = true, true
	s.news(b)
	s.wants("the store was replaced")
}

// That is said once for each cluster, whatever its members' versions, and not
// again when it was dismissed.
func TestAnOldVersionIsSaidOnce(t *testing.T) {
	const says = "etcd 3.4.23 is end-of-life since 2026-06-01: upgrade when you can"
	s := newScreen(t, 80, 24, Options{})
	old := cluster()
	for _, version := range []string{"", "3.8.0", "4.0.0", "3.5.35"} {
		old.Status.Version = version
		s.news(old)
		s.lacks("end-of-life")
	}
	old.Status.Version = "3.4.23"
	s.news(old)
	s.wants(says)
	s.press("j")
	s.lacks("end-of-life")
	for _, version := range []string{"3.5.35", "3.4.23", "3.4.20"} {
		old.Status.Version = version
		s.news(old)
		s.lacks("end-of-life")
	}
}
