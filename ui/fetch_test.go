package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// fetchFeed is what the source was asked to load whole.
type fetchFeed struct {
	fetched   []string
	fetchEnds int
}

func (f *fetchFeed) LoadAll(prefix string) { f.fetched = append(f.fetched, prefix) }
func (f *fetchFeed) EndLoadAll()           { f.fetchEnds++ }

// half is a cluster of which /registry/pods/ isn't known, with the load in a state.
func half(state model.LoadState) model.Batch {
	b := cluster()
	b.Listed[0] = listedSpan(model.Span{To: "/registry/pods/"}, clusterKeys()...)
	b.Listed = append(b.Listed, listedSpan(model.Span{From: "/registry/pods0"}, clusterKeys()...))
	b.Changes = []model.Change{{Key: checkout, Meta: model.Meta{ModRev: 18_402_113}, Kind: model.Created}} // pods/ is there
	b.Status.Load.State = state
	return b
}

// goes tells how a loading goes.
func (s *screen) goes(f model.Fetch, listed ...model.Listed) {
	s.t.Helper()
	b := model.Batch{Status: live(), Listed: listed}
	b.Status.Load.State = model.LoadPaused
	b.Status.Fetch = f
	s.news(b)
}

func (s *screen) wantsFetched(ends int, prefixes ...string) {
	s.t.Helper()
	if !slices.Equal(s.feed.fetched, prefixes) || s.feed.fetchEnds != ends {
		s.t.Errorf("the source was asked for %q and to end %d times, not for %q and %d times", s.feed.fetched, s.feed.fetchEnds, prefixes, ends)
	}
}

func TestFindSaysWhatIsNotLoaded(t *testing.T) {
	for state, want := range map[model.LoadState]string{
		model.LoadPaused: "not all of the keyspace is loaded  ctrl+r loads the rest  load paused",
		model.LoadBudget: "not all of the keyspace is loaded  ctrl+r loads the rest  key budget spent",
		model.LoadFailed: "not all of the keyspace is loaded  ctrl+r loads the rest",
	} {
		s := newScreen(t, 100, 20, Options{})
		s.news(half(state))
		s.searches("zzz")
		s.wants(want, "esc, then : asks etcd for an exact key or prefix.")
	}
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.searches("zzz")
	s.lacks("not all of", "ctrl+r")
}

// Nobody knows how much there is in what isn't loaded, so no number is made up.
func TestFindSaysWithoutANumberThatNotAllIsLoaded(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.m.goTo("/registry/pods/")
	s.send(nil)
	s.press("/", "ctrl+o")
	s.wants("not all of /registry/pods/ is loaded  ctrl+r loads the rest  load paused")
	s.lacks("%")
}

// A load that runs is mostly over in a moment: it is not to be hurried at once.
func TestFindDoesNotNagWhileTheLoadHasJustBegun(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadRunning))
	s.searches("zzz")
	s.lacks("ctrl+r")
	s.pass(fetchGrace)
	s.news(model.Batch{Status: half(model.LoadRunning).Status})
	s.wants("not all of the keyspace is loaded  ctrl+r loads the rest")
	s.news(model.Batch{Status: cluster().Status, Listed: cluster().Listed})
	s.lacks("ctrl+r")
}

// What is to be done about it is what stays where there is little room.
func TestWhatIsNotLoadedInLittleRoom(t *testing.T) {
	s := newScreen(t, 100, 10, Options{})
	s.news(half(model.LoadPaused))
	s.searches("checkout")
	for width, line := range map[int]string{
		100: "│ not all of the keyspace is loaded  ctrl+r loads the rest  load paused ",
		62:  "│ not all of the keyspace is loaded  ctrl+r loads the rest ",
		40:  "│ ctrl+r loads the rest ",
		30:  "│ ctrl+r loads the rest ",
	} {
		s.send(tea.WindowSizeMsg{Width: width, Height: 10})
		s.wants(line)
	}
	s.press("ctrl+r")
	for width, line := range map[int]string{
		100: "│ loading the keyspace ⋯  0 keys  ▓▓▓▓▓▓▓▓░░  ctrl+r cancels ",
		50:  "│ loading the keyspace ⋯  0 keys  ctrl+r cancels ",
		40:  "│ loading the…  0 keys  ctrl+r cancels",
		30:  "ctrl+r cancels ",
	} {
		s.send(tea.WindowSizeMsg{Width: width, Height: 10})
		s.wants(line)
	}
	s.goes(model.Fetch{Number: 1, State: model.FetchWaiting, Cause: "connection refused"})
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	s.wants("waiting to load the…  ctrl+r cancels")
}

func TestFetchLoadsWithProgressAndIsCancelled(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.searches("ledger")
	s.press("ctrl+r")
	s.wantsFetched(0, "")
	s.wants("loading the keyspace ⋯  0 keys  ▓▓▓▓▓▓▓▓░░  ctrl+r cancels")
	s.lacks("not all of")
	s.goes(model.Fetch{Number: 1, State: model.FetchRunning, Keys: 1_200})
	s.wants("loading the keyspace ⋯  1,200 keys  ▓▓▓▓▓▓▓▓░░  ctrl+r cancels")
	s.goes(model.Fetch{Number: 1, State: model.FetchWaiting, Keys: 1_200, Cause: "connection\x1b refused"})
	s.wants("waiting to load the keyspace: connection␛ refused  ctrl+r cancels")
	s.press("ctrl+r")
	s.wantsFetched(1, "")
	s.wants("not all of the keyspace is loaded  ctrl+r loads the rest  load paused")
	s.goes(model.Fetch{Number: 1, State: model.FetchDone, Keys: 1_200}) // it came too late
	s.wants("not all of")
	s.lacks("all keys are loaded")

	s.press("ctrl+r")
	s.goes(model.Fetch{Number: 1, State: model.FetchFailed, Cause: "of the one before"})
	s.wants("loading the keyspace")
	s.lacks("of the one before")
	s.goes(model.Fetch{Number: 2, State: model.FetchDone, Keys: 5}, listed("/registry/pods/", clusterKeys()...))
	s.wants("all keys are loaded: 5 keys more")
	s.lacks("ctrl+r", "not all of")
	s.wantsFetched(1, "", "")
	s.press("ctrl+r") // there is nothing to do
	s.wantsFetched(1, "", "")
}

func TestFetchInASCII(t *testing.T) {
	s := newScreen(t, 80, 20, Options{ASCII: true})
	s.news(half(model.LoadPaused))
	s.press("/", "ctrl+r")
	s.wants("loading the keyspace ...  0 keys  ########..  ctrl+r cancels")
}

func TestFetchOfAPrefixGoesOnBehindTheTree(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.m.goTo("/registry/pods/")
	s.send(nil)
	s.press("/", "ctrl+o", "ctrl+r")
	s.wantsFetched(0, "/registry/pods/")
	s.typed("checkout")
	s.press("enter") // jumping leaves it going on
	s.wantsCursor(checkout)
	s.goes(model.Fetch{Number: 1, Prefix: "/registry/pods/", State: model.FetchRunning, Keys: 2_000})
	s.wants("RangeStream  loading /registry/pods/ ⋯  2,000 keys", "esc stops")
	s.press("esc")
	s.wantsFetched(1, "/registry/pods/")
	s.wants("loading was stopped: what was read stays")
	s.press("esc")
	s.wantsFetched(1, "/registry/pods/")
}

func TestEscInTheFindCancelsTheFetch(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.press("/", "ctrl+r", "esc")
	s.wantsFetched(1, "")
	s.wants("loading was stopped: what was read stays")
	s.lacks("loading the keyspace")
	s.press("/", "esc")
	s.wantsFetched(1, "")
	s.lacks("loading was stopped")
}

// What was left running on purpose is not ended by a look at the find.
func TestEscInTheFindCancelsOnlyWhatWasBegunThere(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.searches("checkout")
	s.press("ctrl+r", "tab")
	s.press("/", "esc")
	s.wantsFetched(0, "")
	s.wants("loading the keyspace")
	s.press("/", "ctrl+r", "ctrl+r", "esc") // begun anew there
	s.wantsFetched(2, "", "")
	s.wants("loading was stopped")
	if s.m.filtered == nil {
		t.Error("the whole tree is shown again")
	}
}

// Why it has ended before its end is said, until it is asked for again.
func TestFetchEndsEarly(t *testing.T) {
	for want, f := range map[string]model.Fetch{
		"key budget spent: ctrl+r reads on, --max-keys raises it":                {State: model.FetchBudget},
		"✕ denied: needs read on /x/; alice may read /y/":                        {State: model.FetchDenied, Cause: "needs read on /x/; alice may read /y/"},
		"cannot load the keyspace: revision 5 was compacted; ctrl+r tries again": {State: model.FetchFailed, Cause: "revision 5 was compacted"},
		"cannot load the keyspace: hostile ␛[2J; ctrl+r tries again":             {State: model.FetchFailed, Cause: "hostile \x1b[2J"},
	} {
		s := newScreen(t, 120, 20, Options{})
		s.news(half(model.LoadPaused))
		s.press("/", "ctrl+r")
		f.Number = 1
		s.goes(f)
		lines := strings.Split(s.text(), "\n")
		if at := s.lineOf(want); at < 0 || at == len(lines)-1 {
			t.Errorf("the find doesn't say %q:\n%s", want, s.text())
		}
		if last := lines[len(lines)-1]; strings.Contains(last, want) {
			t.Errorf("the footer says it, too: %q", last)
		}
		s.press("ctrl+r")
		s.wants("loading the keyspace")
		s.wantsFetched(0, "", "")
	}
}

// A hint is of a key that works where it is read: in the panes the find has to be
// opened first.
func TestFetchEndsEarlyBehindTheTree(t *testing.T) {
	for want, state := range map[string]model.FetchState{
		"key budget spent: ctrl+r in the find reads on, --max-keys raises it":       model.FetchBudget,
		"cannot load the keyspace: connection lost; ctrl+r in the find tries again": model.FetchFailed,
	} {
		for _, leave := range []string{"enter", "tab"} {
			s := newScreen(t, 120, 20, Options{})
			s.news(half(model.LoadPaused))
			s.searches("checkout")
			s.press("ctrl+r", leave)
			s.goes(model.Fetch{Number: 1, State: state, Cause: "connection lost"})
			s.wants(want)
			s.press("/", "ctrl+r")
			s.wantsFetched(0, "", "")
		}
	}
}

func TestFindSaysThatNothingMayBeRead(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	b := half(model.LoadPaused)
	b.Access = &model.Access{User: "alice", Readable: []model.Span{model.PrefixSpan("/registry/configmaps/")}}
	s.news(b)
	s.m.search.under = "/registry/pods/"
	if got := fmt.Sprint(s.m.fetching.unloaded("/registry/pods/")); !strings.Contains(got, "✕ /registry/pods/ may not be read") {
		t.Errorf("it says %q", got)
	}
}

// What another cluster has to say of a fetch isn't of this one.
func TestFetchIsForgottenWithTheCluster(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.press("/", "ctrl+r")
	s.m.show(Options{Source: s.feed, Separator: "/"})
	s.news(half(model.LoadPaused))
	s.lacks("loading the keyspace")
	s.press("ctrl+r")
	s.wantsFetched(0, "", "")
}

// Each revision has a source of its own, which counts what it is asked for itself.
func TestFetchIsOfItsRevision(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.news(model.Batch{Gap: true, Status: half(model.LoadPaused).Status})
	s.press("/", "ctrl+r")
	s.wantsFetched(0, "")
	s.typed("ledger")
	s.press("enter")
	s.wants("loading the keyspace")
	now := s.feed
	s.travels("42")
	b := half(model.LoadPaused)
	b.Status = past(42).Status
	b.Status.Load.State = model.LoadPaused
	s.news(b)
	s.lacks("loading the keyspace", "esc stops")

	s.press("/", "ctrl+r")
	s.wantsFetched(0, "")
	if len(now.fetched) != 1 {
		t.Errorf("the present was asked for %q", now.fetched)
	}
	b = model.Batch{Status: b.Status, Listed: []model.Listed{listed("/registry/pods/", clusterKeys()...)}}
	b.Status.Fetch = model.Fetch{Number: 1, State: model.FetchDone, Keys: 5}
	s.news(b)
	s.wants("all keys are loaded: 5 keys more")
}
