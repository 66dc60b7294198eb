package ui

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

var update = flag.Bool("update", false, "write the golden files anew")

// t0 is when every test begins.
var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// noSeparator asks newScreen for a flat tree, "" being the usual separator.
const noSeparator = "none"

// screen runs a Model as Bubble Tea would, but one message after the other,
// and with a clock that goes when the test says so.
type screen struct {
	t          *testing.T
	m          *Model
	feed       *feed
	outlet     *outlet
	now        time.Time
	timers     []timer
	waiting    tea.Cmd // the wait for news
	hold       bool    // keep the answers of reads in held
	held       []tea.Msg
	holdValues bool     // those of searches in values
	led        string   // where the search for keys led
	stopped    []string // what the program asked of Bubble Tea: quit, suspend, clear
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

func newScreen(t *testing.T, width, height int, o Options) *screen {
	t.Helper()
	s := &screen{t: t, now: t0}
	s.feed = &feed{entries: map[string]model.Entry{}, faults: map[string]error{}, now: func() time.Time { return s.now }, passes: func(d time.Duration) { s.now = s.now.Add(d) }}
	s.outlet = &outlet{files: map[string]string{}}
	o.Source, o.Keys, o.Outlet = s.feed, keymap.Default(), s.outlet
	switch o.Separator {
	case "":
		o.Separator = "/"
	case noSeparator:
		o.Separator = ""
	}
	if o.Endpoint == "" {
		o.Endpoint = "https://10.0.0.11:2379"
	}
	s.m = newModel(t.Context(), o, clock{now: s.feed.now, after: func(d time.Duration, msg tea.Msg) tea.Cmd {
		return func() tea.Msg { return timer{s.now.Add(d), msg} }
	}})
	s.run(s.m.Init())
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	return s
}

// run carries out a command and what follows from it.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case timer:
		s.timers = append(s.timers, msg)
	case batchMsg:
		if errors.Is(msg.err, errNothing) {
			s.waiting = cmd
			return
		}
		s.send(msg)
	case readMsg, walkedMsg:
		if s.hold {
			s.held = append(s.held, msg)
			return
		}
		s.send(msg)
	case greppedMsg:
		if s.holdValues {
			s.held = append(s.held, msg)
			return
		}
		s.send(msg)
	case tea.QuitMsg:
		s.stopped = append(s.stopped, "quit")
	case tea.SuspendMsg:
		s.stopped = append(s.stopped, "suspend")
	default:
		if name := fmt.Sprintf("%T", msg); strings.HasSuffix(name, "clearScreenMsg") {
			s.stopped = append(s.stopped, "clear")
			return
		}
		s.send(msg)
	}
}

// send delivers a message; after each the screen must be drawable.
func (s *screen) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.m.Update(msg)
	s.check()
	s.run(cmd)
}

// news delivers a batch, made at the time of the screen.
func (s *screen) news(b model.Batch) {
	s.t.Helper()
	if s.waiting == nil {
		s.t.Fatal("nobody waits for news")
	}
	b.At = s.now
	s.feed.queue = append(s.feed.queue, b)
	cmd := s.waiting
	s.waiting = nil
	s.run(cmd)
}

// pass lets time go by, and what was to happen in it happen.
func (s *screen) pass(d time.Duration) {
	s.t.Helper()
	end := s.now.Add(d)
	for {
		i := s.nextTimer()
		if i < 0 || s.timers[i].at.After(end) {
			break
		}
		next := s.timers[i]
		s.timers = slices.Delete(s.timers, i, i+1)
		s.now = next.at
		s.send(next.msg)
	}
	s.now = end
}

func (s *screen) nextTimer() int {
	next := -1
	for i, t := range s.timers {
		if next < 0 || t.at.Before(s.timers[next].at) {
			next = i
		}
	}
	return next
}

// check sees that the view fits the window to the cell.
func (s *screen) check() {
	s.t.Helper()
	v := s.m.View()
	if s.m.width <= 0 || s.m.height <= 0 {
		if v.Content != "" {
			s.t.Fatalf("%d×%d: something is drawn: %q", s.m.width, s.m.height, v.Content)
		}
		return
	}
	lines := strings.Split(v.Content, "\n")
	if len(lines) > s.m.height {
		s.t.Fatalf("%d lines on a screen of %d:\n%s", len(lines), s.m.height, ansi.Strip(v.Content))
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != s.m.width {
			s.t.Fatalf("line %d is %d cells wide, not %d: %q\n%s", i, w, s.m.width, ansi.Strip(l), ansi.Strip(v.Content))
		}
	}
	if c := v.Cursor; c != nil && (c.X < 0 || c.X >= s.m.width || c.Y < 0 || c.Y >= s.m.height) {
		s.t.Fatalf("the cursor is off the screen: %v", c.Position)
	}
}

// painted is the screen as cells.
func (s *screen) painted() uv.ScreenBuffer {
	buf := uv.NewScreenBuffer(max(1, s.m.width), max(1, s.m.height))
	uv.NewStyledString(s.m.View().Content).Draw(buf, buf.Bounds())
	return buf
}

// text is what can be read on the screen.
func (s *screen) text() string { return s.painted().String() }

// line is the first line of the screen that contains text, "" if none does.
func (s *screen) line(text string) string {
	for l := range strings.SplitSeq(s.text(), "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

func (s *screen) wants(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.text(), text) {
			s.t.Errorf("the screen lacks %q:\n%s", text, s.text())
		}
	}
}

// says looks for text that may be wrapped over several lines of a pane as wide
// as the screen.
func (s *screen) says(text string) {
	s.t.Helper()
	if got := strings.Join(strings.Fields(strings.ReplaceAll(s.text(), "│", " ")), " "); !strings.Contains(got, text) {
		s.t.Errorf("the screen doesn't say %q:\n%s", text, s.text())
	}
}

func (s *screen) lacks(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(s.text(), text) {
			s.t.Errorf("the screen has %q:\n%s", text, s.text())
		}
	}
}

// golden compares the screen with a file.
func (s *screen) golden(name string) {
	s.t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got := s.text() + "\n"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			s.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatalf("%v (write it with: go test ./ui -update)", err)
	}
	if got != string(want) {
		s.t.Errorf("the screen isn't %s:\n%s\nwant:\n%s", path, got, want)
	}
}
