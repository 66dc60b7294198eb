package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// Every message redraws the screen, and the driver checks each drawing: it
// must never panic, never be larger than the window, never leave a line short.

func TestEverySizeIsDrawable(t *testing.T) {
	for name, prepare := range situations() {
		t.Run(name, func(t *testing.T) {
			s := prepare(t)
			for _, width := range sizes(24, 39, 40, 41, 59, 60, 61, 80, 99, 100, 101, 129, 400) {
				for _, height := range sizes(14, 17, 24, 41, 100) {
					s.send(tea.WindowSizeMsg{Width: width, Height: height})
				}
			}
		})
	}
}

// sizes are all up to a limit, and some more.
func sizes(limit int, more ...int) []int {
	var all []int
	for i := range limit {
		all = append(all, i)
	}
	return append(all, more...)
}

// situations are screens with all that they can show.
func situations() map[string]func(t *testing.T) *screen {
	open := func(t *testing.T) *screen {
		s := onLedger(t, `{"a":[1,2,3],"b":"`+strings.Repeat("長い ", 200)+`"}`)
		ttl := 99 * time.Second
		e := s.feed.entries[ledger]
		e.Lease, e.TTL = 0x694d8f1a2b3c4d5e, &ttl
		s.feed.entries[ledger] = e
		s.press("r")
		s.news(change(model.Created, "/registry/pods/payments/日本語\xff"+strings.Repeat("長", 50), 500))
		s.news(change(model.Deleted, "/registry/pods/payments/checkout-7d9f4c-x2x9z", 501))
		s.news(model.Batch{Status: live(), Gap: true, Levels: []model.Level{{Prefix: "/registry/secrets/", State: model.LevelDenied, Cause: strings.Repeat("because ", 20)}}})
		return s
	}
	then := func(keys ...string) func(t *testing.T) *screen {
		return func(t *testing.T) *screen {
			s := open(t)
			s.press(keys...)
			return s
		}
	}
	return map[string]func(t *testing.T) *screen{
		"connecting": func(t *testing.T) *screen { return newScreen(t, 80, 24, Options{}) },
		"empty": func(t *testing.T) *screen {
			s := newScreen(t, 80, 24, Options{Scope: "/x/y/"})
			s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/x/y/")}})
			return s
		},
		"keys":          open,
		"value":         then("tab"),
		"nowrap":        then("tab", "w", "l", "l"),
		"zoomed":        then("tab", "z"),
		"narrow":        then("<", "<", "<", "<", "<", "<", "<"),
		"wide":          then(">", ">", ">", ">", ">", ">", ">"),
		"help":          then("?"),
		"go to":         then(":", "/", "tab", "tab", "down"),
		"search":        then("/", "p", "down"),
		"found nothing": then("/", "z", "z", "z", "ctrl+o"),
		"wrong search":  then("/", "p", "ctrl+u", "r", "e", ":", "("),
		"message":       then("P"),
		"contexts": func(t *testing.T) *screen {
			var c clusters
			s := onDev(t, &c, 80, 24, append(threeClusters(), ContextItem{Name: strings.Repeat("長い", 40), Endpoints: []string{strings.Repeat("長い", 40)}})...)
			c.wrong = errors.New(strings.Repeat("because ", 20))
			s.switched(&c, "j")
			s.press("X")
			return s
		},
		"no contexts": then("X"),
		"named": func(t *testing.T) *screen {
			return newScreen(t, 80, 24, Options{Context: strings.Repeat("長い", 40), Tone: "red"})
		},
		"ascii": func(t *testing.T) *screen {
			s := newScreen(t, 80, 24, Options{ASCII: true})
			s.news(cluster())
			return s
		},
		"trouble": func(t *testing.T) *screen {
			s := open(t)
			status := live()
			status.Link, status.Attempt, status.Cause = model.LinkReconnecting, 3, strings.Repeat("接続が拒否された ", 20)
			status.Endpoint = "https://" + strings.Repeat("etcd.", 40) + "example:2379"
			s.news(model.Batch{Status: status})
			return s
		},
	}
}

func TestResizeToNothingAndBackLosesNothing(t *testing.T) {
	s := newScreen(t, 120, 20, Options{})
	var keys []string
	for i := range 200 {
		keys = append(keys, fmt.Sprintf("k%03d", i))
	}
	s.feed.entries["k102"] = entry(strings.Repeat(strings.Repeat("word ", 99)+"\n", 50), 200)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.goTo("k105")
	s.press("k", "k", "k") // neither the first line of the view nor the last
	s.pass(time.Second)
	s.press("tab", "j", "j", "j", "j") // into a wrapped line
	if p := s.m.treePane; p.line == scrollMargin || p.offset == 0 || s.m.value.page.row == 0 {
		t.Fatalf("nothing to lose: rows from %d, cursor on line %d, value from row %d", p.offset, p.line, s.m.value.page.row)
	}
	before := s.text()
	back := func(how string) {
		t.Helper()
		s.send(tea.WindowSizeMsg{Width: 120, Height: 20})
		if s.text() != before {
			t.Errorf("%s; before:\n%s\nafter:\n%s", how, before, s.text())
		}
	}
	for _, size := range []tea.WindowSizeMsg{{}, {Width: 1, Height: 1}, {Width: 120, Height: 2}, {Width: 120}, {Height: 20}} {
		s.send(size)
		s.press("tab", "tab")
		s.news(model.Batch{Status: live()})
		back(fmt.Sprintf("%d×%d", size.Width, size.Height))
	}
	was := s.m.treePane
	s.press("z") // the keys are hidden
	s.news(model.Batch{Status: live()})
	s.press("z")
	if is := s.m.treePane; is.offset != was.offset || is.line != was.line {
		t.Errorf("zoomed: rows from %d with the cursor on line %d became rows from %d, line %d", was.offset, was.line, is.offset, is.line)
	}
}

func TestPanesByWidth(t *testing.T) {
	s := onLedger(t, "some value")
	for _, tt := range []struct {
		width, height int
		beside, both  bool
	}{{120, 40, true, true}, {100, 12, true, true}, {99, 40, false, true}, {60, 24, false, true}, {59, 24, false, false}, {80, 12, false, false}} {
		s.send(tea.WindowSizeMsg{Width: tt.width, Height: tt.height})
		if beside := strings.Contains(s.text(), "╮╭"); beside != tt.beside {
			t.Errorf("%d×%d: beside each other: %v", tt.width, tt.height, beside)
		}
		if both := strings.Contains(s.text(), "some value") && strings.Contains(s.text(), "╭ keys"); both != tt.both {
			t.Errorf("%d×%d: both panes in view: %v", tt.width, tt.height, both)
		}
		if !tt.both {
			s.press("tab")
			s.wants("some value")
			s.press("tab")
		}
	}
}

func TestResizeOfThePanes(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	width := func() int { return strings.Index(strings.Split(s.text(), "\n")[2], "╮") }
	start := width()
	s.press(">")
	if width() <= start {
		t.Error("> doesn't widen the tree")
	}
	for range 30 {
		s.press("<")
	}
	if s.m.split != splitLeast {
		t.Errorf("the tree's share is %d %%", s.m.split)
	}
	for range 30 {
		s.press(">")
	}
	if s.m.split != splitGreatest {
		t.Errorf("the tree's share is %d %%", s.m.split)
	}
}
