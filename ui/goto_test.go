package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// goTo types a path into the prompt and accepts it.
func (s *screen) goTo(path string) {
	s.t.Helper()
	s.press(":")
	s.typed(path)
	s.press("enter")
}

func (s *screen) wantsCursor(path string) {
	s.t.Helper()
	if got := s.m.keysAt.cursor.Path(); got != path {
		s.t.Errorf("the cursor is on %q, not on %q:\n%s", got, path, s.text())
	}
}

func TestGoToAKnownKeyOpensTheWay(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo("/registry/pods/payments/ledger-0")
	s.wantsCursor("/registry/pods/payments/ledger-0")
	s.wants("▾ pods/", "▾ payments/")
	if s.m.over != noOverlay || len(s.feed.located) > 0 {
		t.Errorf("overlay %d, asked the source for %q", s.m.over, s.feed.located)
	}
}

func TestGoToAPrefixOpensItWithOrWithoutItsSeparator(t *testing.T) {
	for _, path := range []string{"/registry/pods/payments/", "/registry/pods/payments", "/registry/configmaps/default"} {
		s := newScreen(t, 100, 30, Options{})
		s.news(cluster())
		s.goTo(path)
		s.wantsCursor(strings.TrimSuffix(path, "/") + "/")
		if row, _ := s.m.keysAt.row(); !row.Expanded {
			t.Errorf("%s isn't open", path)
		}
	}
}

func TestGoToWhatIsNotKnownYetAsksAndWaits(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/configmaps/", clusterKeys()...)}})
	s.goTo(ledger)
	s.wants("looking for " + ledger + " ⋯")
	if !slices.Equal(s.feed.located, []string{ledger}) {
		t.Errorf("asked the source for %q", s.feed.located)
	}
	s.news(model.Batch{Status: live()}) // other news
	s.wants("looking for")
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/payments/", clusterKeys()...)},
		Located: []model.Located{{Asked: ledger, Path: ledger}}})
	s.wantsCursor(ledger)
	s.lacks("looking for")
}

func TestGoToWhatIsNotThereSaysSo(t *testing.T) {
	const path = "/registry/nothing"
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo(path)
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path}}})
	s.wants("no key begins with " + path)
	s.wantsCursor("/registry/")

	s.goTo(path)
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: path, Cause: "permission denied\x1b[m"}}})
	s.wants("cannot look for " + path + ": permission denied␛[m")

	s.goTo("/registry/pods/pay")
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/registry/pods/pay", Path: "/registry/pods/payments/"}}})
	s.wants("no key /registry/pods/pay: this is the first that begins with it")
	s.wantsCursor("/registry/pods/payments/")
}

func TestAnAnswerToAnEarlierSearchIsDropped(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.goTo("/zebra")
	s.goTo("/yak")
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/zebra", Path: "/registry/pods/"}}})
	s.wantsCursor("/registry/")
	s.wants("looking for /yak")
	s.press("j") // whoever moves doesn't want to be carried off any more
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/yak", Path: "/registry/pods/"}}})
	s.wantsCursor("/registry/configmaps/")
}

func TestGoToOutsideOfTheScope(t *testing.T) {
	s := newScreen(t, 110, 30, Options{Scope: "/registry/pods/"})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/", clusterKeys()...)}})
	s.goTo("/registry/configmaps/x")
	s.wants("/registry/configmaps/x is outside of /registry/pods/: start etcdscope without a PREFIX to reach it")
	s.press("j", "j")
	s.goTo("/registry/")
	s.wantsCursor("/registry/pods/")
}

func TestGoToReadsEscapes(t *testing.T) {
	const key = "bin/\x00\xff\\x"
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "bin/a", key, "text")}})
	s.goTo(`bin/\x00\xff\\x`)
	s.wantsCursor(key)

	s.press(":")
	s.typed(`bin/\q`)
	s.press("enter")
	if s.m.over != goToOverlay {
		t.Error("a wrong escape was accepted")
	}
	s.wants(`\q is not an escape: write \\ for a backslash`)
	s.press("esc")
	s.wantsCursor(key)
}

func TestCompletion(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	typed := func(want string) {
		t.Helper()
		if got := s.m.prompt.typed.String(); got != want {
			t.Errorf("the line is %q, want %q", got, want)
		}
	}
	s.press(":")
	s.press("tab")
	typed("/")
	s.press("tab")
	typed("/registry/")
	s.wants(" /registry/configmaps/", " /registry/services/")
	s.typed("p")
	s.lacks(" /registry/configmaps/")
	s.press("tab")
	typed("/registry/pods/")
	s.typed("pay")
	s.press("tab")
	s.typed("c")
	s.press("tab")
	typed("/registry/pods/payments/checkout-7d9f4c-")
	s.press("tab") // nothing more in common: choose among them
	s.wants("▌/registry/pods/payments/checkout-7d9f4c-x2x9z")
	s.press("down")
	s.wants("▌/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.press("enter")
	s.wantsCursor("/registry/pods/payments/checkout-7d9f4c-zk81p")
}

func TestCompletionStaysWithinCharacters(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "日本", "日本語x", "日杲")}}) // 本 and 杲 share bytes
	s.press(":", "tab")
	if got := s.m.prompt.typed.String(); got != "日" {
		t.Errorf("completed to %q", got)
	}
}

func TestCandidatesScrollWithTheChosenOne(t *testing.T) {
	s := newScreen(t, 60, 12, Options{})
	var keys []string
	for c := 'a'; c <= 'z'; c++ {
		keys = append(keys, strings.Repeat(string(c), 3))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.press(":", "up")
	s.wants("▌zzz")
	s.press("up", "up", "up")
	s.wants("▌www")
	s.press("down", "down", "down", "down", "down")
	s.wants("▌aaa")
}

func TestPasteIsTextWhateverItHolds(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.press(":")
	s.send(tea.PasteMsg{Content: "/a\nb\x1b[2J\\x00é"})
	if got, want := s.m.prompt.typed.String(), `/a\x0ab\x1b[2J\x00é`; got != want {
		t.Errorf("pasted %q, want %q", got, want)
	}
	s.press("esc")
	s.send(tea.PasteMsg{Content: "q"})
	if len(s.stopped) > 0 {
		t.Error("text pasted over the panes was taken for keys")
	}
}

func TestTheTerminalsCursorIsWhereOneTypes(t *testing.T) {
	s := newScreen(t, 40, 10, Options{})
	if s.m.View().Cursor != nil {
		t.Error("there is a cursor while nothing is typed")
	}
	s.press(":")
	s.typed("/日本/" + strings.Repeat("x", 60))
	for range 70 {
		c := s.m.View().Cursor
		if c == nil || c.Y != 2 {
			t.Fatalf("the cursor is %+v", c)
		}
		s.press("left")
	}
	if c := s.m.View().Cursor; c.X != len("╭ go to ▸ ")-4 { // two glyphs of three bytes
		t.Errorf("at the start of the line the cursor is in column %d", c.X)
	}
}

func TestHelpShowsEveryBindingOfTheKeymap(t *testing.T) {
	s := newScreen(t, 120, 80, Options{})
	s.press("?")
	for _, b := range keymap.Default().Bindings() {
		s.wants(b.Help().Desc, b.Help().Key)
	}
	s.press("?")
	s.lacks("half a page down")
}

func TestOverlaysNeverHideTheHeader(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(cluster())
	s.pass(time.Second)
	for _, k := range []string{":", "?"} {
		s.press(k)
		s.wants("● live", "rev 18,402,113")
		s.press("esc")
	}
}
