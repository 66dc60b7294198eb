package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// clusters are contexts to switch to, each with a source of its own.
type clusters struct {
	feeds  []*feed
	closed []int
	wrong  error // of the next attempt
	ctx    context.Context
}

func (c *clusters) contexts(items ...ContextItem) Contexts {
	c.feeds = make([]*feed, len(items))
	return Contexts{Items: items, Open: func(ctx context.Context, i int) (Options, error) {
		if c.ctx = ctx; c.wrong != nil {
			return Options{}, c.wrong
		}
		c.feeds[i] = &feed{oldest: 3, entries: map[string]model.Entry{}, now: func() time.Time { return t0 }}
		return Options{
			Source: c.feeds[i], Scope: items[i].Prefix, Separator: "/", Endpoint: items[i].Endpoints[0],
			Context: items[i].Name, Tone: items[i].Tone, Close: func() { c.closed = append(c.closed, i) },
		}, nil
	}}
}

func threeClusters() []ContextItem {
	return []ContextItem{
		{Name: "dev", Tone: "green", Endpoints: []string{"http://127.0.0.1:2379"}},
		{Name: "prod", Tone: "red", Endpoints: []string{"https://10.0.0.11:2379", "https://10.0.0.12:2379", "https://10.0.0.13:2379"}, Prefix: "/registry/"},
		{Name: "staging-eu-central-1", Endpoints: []string{"https://etcd.staging.eu-central-1.example.com:2379"}, Prefix: "/registry/pods/payments/"},
	}
}

// onDev is a screen that shows the first of some clusters.
func onDev(t *testing.T, c *clusters, width, height int, items ...ContextItem) *screen {
	t.Helper()
	if items == nil {
		items = threeClusters()
	}
	offered := c.contexts(items...)
	s := newScreen(t, width, height, Options{Context: "dev", Tone: "green", Contexts: offered, Close: func() { c.closed = append(c.closed, -1) }})
	s.news(cluster())
	s.pass(time.Second)
	return s
}

// switched goes to a cluster of which the screen then takes the news.
func (s *screen) switched(c *clusters, keys ...string) {
	s.t.Helper()
	s.press(append(append([]string{"X"}, keys...), "enter")...)
	if at := s.m.picker.Current; c.feeds[at] != nil {
		s.feed = c.feeds[at]
	}
}

func TestSwitchToAnotherCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	s.wants("[dev]", "registry/")
	first, waiting := s.feed, s.waiting
	s.switched(&c, "j")
	s.wants("[prod]", "https://10.0.0.11:2379", "connecting")
	s.lacks("payments")
	if fmt.Sprint(c.closed) != "[-1]" || c.ctx.Err() == nil {
		t.Errorf("closed: %v, the context of the attempt: %v", c.closed, c.ctx.Err())
	}
	if len(s.feed.opened) == 0 {
		t.Error("nothing is asked of the new source")
	}

	// What the old source still had comes too late.
	first.queue = append(first.queue, cluster())
	asked := s.waiting
	s.send(waiting())
	if n, _ := s.m.tree.Keys(); n != 0 {
		t.Errorf("%d keys of the cluster that was left", n)
	}
	s.send(batchMsg{shown: 0, err: errors.New("the session is closed")})
	s.lacks("closed")
	s.waiting = asked

	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/", "/registry/only-in-prod")}})
	s.wants("only-in-prod", "live")
	s.switched(&c)
	s.wants("[prod]")
	s.switched(&c, "k")
	s.wants("[dev]")
	if fmt.Sprint(c.closed) != "[-1 1 1]" {
		t.Errorf("closed: %v", c.closed)
	}
}

func TestAnAnswerOfTheClusterBefore(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	s.feed.entries[ledger] = entry("a value of dev", 109)
	s.hold = true
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.switched(&c, "j")
	s.news(cluster())
	s.hold = false
	for _, answer := range s.held {
		s.send(answer)
	}
	s.lacks("a value of dev")
}

func TestASwitchThatFails(t *testing.T) {
	c := clusters{wrong: errors.New("password-command pass failed: exit status 1: \x1b[2Jlocked")}
	s := onDev(t, &c, 160, 16)
	before := s.m.tree
	s.switched(&c, "j")
	s.wants("[dev]", "cannot switch to prod: password-command pass failed: exit status 1: ␛[2Jlocked", "● live")
	s.news(change(model.Created, "/registry/pods/payments/later", 900))
	if s.m.tree != before || len(c.closed) > 0 {
		t.Errorf("the cluster that was shown doesn't go on; closed: %v", c.closed)
	}
	s.press("j")
	s.lacks("cannot switch")
	s.press("X")
	s.wants("cannot switch to prod")
	s.press("esc")
	c.wrong = nil
	s.switched(&c, "j")
	s.wants("[prod]")
	s.press("X")
	s.lacks("cannot switch")
}

// slowly begins to switch and returns the answer that is to come.
func slowly(s *screen, item int) tea.Msg {
	cmd := s.m.switchTo(item)
	s.check()
	return cmd()
}

func TestASwitchThatIsGivenUp(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	late := slowly(s, 1)
	s.wants("switching to prod", "esc stays here", "[dev]")
	s.press("esc")
	s.lacks("switching to")
	s.send(late)
	s.wants("[dev]")
	if fmt.Sprint(c.closed) != "[1]" || c.ctx.Err() == nil {
		t.Errorf("closed: %v, the context of the attempt: %v", c.closed, c.ctx.Err())
	}
	late, last := slowly(s, 1), slowly(s, 2)
	s.send(late)
	s.wants("[dev]", "switching to staging")
	s.send(last)
	s.wants("[staging")
	if fmt.Sprint(c.closed) != "[1 1 -1]" {
		t.Errorf("closed: %v", c.closed)
	}
}

func TestQuittingEndsASwitch(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	slowly(s, 1)
	s.press("ctrl+c")
	if c.ctx.Err() == nil {
		t.Error("the attempt goes on")
	}
}

func TestPicker(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 80, 24)
	s.press("X", "j")
	s.wants("contexts", "all keys", "https://10.0.0.11:2379 and 2 more", "/registry/…ments/", "enter switch")
	for _, keys := range []string{"esc", "q", "X"} {
		s.press(keys)
		s.lacks("enter switch")
		s.press("X")
	}
	if len(s.stopped) > 0 {
		t.Errorf("it quits: %v", s.stopped)
	}
}

func TestPickerOfMany(t *testing.T) {
	var items []ContextItem
	for i := range 60 {
		items = append(items, ContextItem{Name: fmt.Sprintf("cluster-%02d", i), Endpoints: []string{"a:1"}})
	}
	var c clusters
	s := onDev(t, &c, 60, 14, items...)
	s.press("X", "G")
	s.wants("cluster-59")
	s.lacks("cluster-40")
	s.press("ctrl+b")
	s.wants("cluster-51")
	s.lacks("cluster-50")
	s.press("g")
	s.wants("cluster-00")
	s.send(tea.WindowSizeMsg{Width: 60, Height: 6})
	s.press("G")
	s.wants("cluster-59")
}

func TestPickerWithoutContexts(t *testing.T) {
	example := "contexts:\n  - name: prod\n    endpoints: [https://10.0.0.11:2379]\n    cacert: /etc/etcd/ca.crt"
	s := newScreen(t, 80, 20, Options{Contexts: Contexts{Current: -1, File: "/home/a/.config/etcdscope/config.yaml", Example: example}})
	s.press("X", "j", "G", "enter")
	s.says("There are no contexts yet: give clusters names in /home/a/.config/etcdscope/config.yaml and start etcdscope again.")
	s.wants(strings.Split(example, "\n")...)
	s = newScreen(t, 80, 20, Options{Contexts: Contexts{Current: -1, Problem: "config.yaml:3: a context has no field \x1b[2J"}})
	s.press("X")
	s.says("config.yaml:3: a context has no field ␛[2J")
	s = newScreen(t, 80, 20, Options{Contexts: Contexts{Current: -1}})
	s.press("X")
	s.says("start etcdscope with --config FILE")
}

// The colour of a name is a token of the theme; without colours the brackets
// stay.
func TestColourOfTheName(t *testing.T) {
	theme := themes.Dark()
	s := newScreen(t, 100, 16, Options{Context: "prod", Tone: "red", Theme: &theme})
	if want := s.m.look.Plain.Bad.Render("[prod]"); !strings.Contains(s.m.View().Content, want) {
		t.Errorf("%q lacks %q", s.m.View().Content, want)
	}
	s.send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	mono := themes.Mono()
	if want := mono.Styles().Row.Text; s.m.look.Row.Text != want {
		t.Error("without colours the chosen theme has nothing to mark the cursor's row with")
	}
	s.wants("[prod]")
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	s.wants("[prod]")
}
