package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

func TestAnIdleScreenNeverWakesUp(t *testing.T) {
	s := onLedger(t, "value")
	if len(s.timers) > 0 {
		t.Errorf("timers: %v", s.timers)
	}
	s.press("j", "k", "tab", "j", "tab")
	s.pass(time.Second)
	if len(s.timers) > 0 {
		t.Errorf("timers a second after the last key: %v", s.timers)
	}
}

func TestWakesUpOnlyAsOftenAsSomethingAges(t *testing.T) {
	s := onLedger(t, "value")
	s.news(change(model.Created, "/registry/pods/payments/new", 500))
	wakes := func(d time.Duration) (n int) {
		for end := s.now.Add(d); len(s.timers) > 0 && !s.timers[s.nextTimer()].at.After(end); n++ {
			if len(s.timers) > 1 {
				t.Fatalf("%d alarms at once: %v", len(s.timers), s.timers)
			}
			s.pass(s.timers[0].at.Sub(s.now))
		}
		return n
	}
	s.press("w", "w", "tab", "tab") // messages in between set no second alarm
	if n := wakes(30 * time.Second); n < 29 || n > 31 {
		t.Errorf("in 30 s it woke %d times", n)
	}
	s.pass(10 * time.Minute)
	if n := wakes(30 * time.Minute); n < 29 || n > 31 {
		t.Errorf("in 30 min, of a change 10 min old, it woke %d times", n)
	}
	s.press("g", "h") // out of view
	s.pass(time.Minute)
}

func TestSpinnerTurnsOnlyWhileConnecting(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	seen := map[string]bool{}
	for range 10 {
		seen[strings.Fields(s.line("connecting…"))[2]] = true
		s.pass(spinPace)
	}
	if len(seen) < 10 {
		t.Errorf("in ten turns it showed %v", seen)
	}
	s.news(cluster())
	s.pass(time.Second)
	if len(s.timers) > 0 {
		t.Errorf("connected, it still wakes: %v", s.timers)
	}
}

func TestASCIIMeansASCII(t *testing.T) {
	s := newScreen(t, 100, 30, Options{ASCII: true})
	s.feed.entries["日本/é"] = entry("{\"naïve\": \"日本語 …\"}", 101)
	keys := []string{"日本/é", "日本/", "a\x00\xff", "b/c", "b"}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "b/d"}, keys...), listedSpan(model.Span{From: "b0"}, keys...)},
		Levels: []model.Level{{Prefix: "b/", State: model.LevelDenied, Cause: "é"}}})
	check := func(what string) {
		t.Helper()
		for i, r := range s.m.View().Content {
			if r > '~' || (r < ' ' && r != '\n' && r != '\x1b') {
				t.Fatalf("%s: %q at byte %d:\n%s", what, r, i, s.text())
			}
		}
	}
	for _, keys := range [][]string{{}, {"G"}, {"l", "j"}, {"tab"}, {"P"}, {"?"}, {"esc", ":", "tab", "down"}, {"esc", "/", "b", "down"}, {"z", "z"}, {"ctrl+u", "r", "e", ":", "("}, {"esc", "tab"}} {
		s.press(keys...)
		s.pass(time.Second)
		check(strings.Join(keys, " "))
	}
	s.news(change(model.Deleted, "b", 500))
	s.wants("+ keys ---", "| o b ", "x denied:", `\u65e5\u672c/`, "* live")
	for link := model.LinkConnecting; link <= model.LinkPast; link++ {
		status := live()
		status.Link, status.Cause = link, "é—"
		s.news(model.Batch{Status: status})
		check("link state")
	}
}

func TestWithoutColourNothingIsLost(t *testing.T) {
	s := pods(t, 120, 40, Options{})
	s.feed.entries["/registry/pods/payments/checkout-7d9f4c-x2x9z"] = entry(`{"a": 1}`, 100)
	s.send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	s.press("j")
	s.pass(time.Second)
	s.news(change(model.Changed, ledger, 500))
	content := s.m.View().Content
	for _, code := range []string{"[3", "[9", ";3", "[48", ";48", "[38", "[10"} {
		if strings.Contains(content, "\x1b"+code) {
			t.Errorf("there is colour in it: %q", code)
		}
	}
	mono := themes.Mono().Styles()
	row := s.m.treePane.rows[s.m.treePane.line]
	for what, text := range map[string]string{
		"the cursor row":   mono.Row.Text.Render(row.Name),
		"the focused pane": mono.Plain.Accent.Render("keys"),
		"a fresh mark":     mono.Plain.Changed.Render("●"),
		"a name in JSON":   mono.Plain.Key.Render(`"a"`),
	} {
		if !strings.Contains(content, text) {
			t.Errorf("%s can't be seen", what)
		}
	}
	s.press("tab")
	if !strings.Contains(s.m.View().Content, mono.Resting.Text.Render(row.Name)) {
		t.Error("in the pane without focus the cursor row can't be seen")
	}
}

func TestTheThemeFollowsTheTerminalUnlessChosen(t *testing.T) {
	white := tea.BackgroundColorMsg{Color: themes.Light().Row.GetBackground()}
	s := newScreen(t, 80, 24, Options{})
	if s.m.look.Styles != themes.Dark().Styles() {
		t.Error("it doesn't start dark")
	}
	s.send(white)
	if s.m.look.Styles != themes.Light().Styles() {
		t.Error("a light terminal doesn't make it light")
	}
	s.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	if s.m.look.Styles != themes.ANSI16().Styles() {
		t.Error("sixteen colours are not heeded")
	}
	light := themes.Light()
	s = newScreen(t, 80, 24, Options{Theme: &light})
	s.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	if s.m.look.Styles != light.Styles() {
		t.Error("a chosen theme is dropped")
	}
}

func TestQuitEndsWhatItStarted(t *testing.T) {
	s := onLedger(t, "value")
	s.press("q")
	if s.m.ctx.Err() == nil {
		t.Error("reads and the wait for news go on after it has quit")
	}
}
