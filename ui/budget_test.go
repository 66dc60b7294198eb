package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/ui/paint"
)

// What the screen may cost at 200×50 and 256 colours, in bytes to the terminal.
// Over a slow line it is what one feels.
const (
	moveBudget   = 250  // the cursor, one row on
	prefixBudget = 250  // the same between prefixes
	valueBudget  = 400  // the cursor in a value, and its path
	pageBudget   = 6000 // a page of other rows
	idleBudget   = 2000 // a minute in which nothing happens
)

// wire is a terminal that counts what it is sent.
type wire struct {
	*screen
	canvas *paint.Canvas
}

// onWire shows n keys with names of Kubernetes' kind.
func onWire(t *testing.T, n int) *wire {
	s := newScreen(t, 200, 50, Options{})
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf("/registry/pods/ns-%02d/deployment-%08x-%05x", i%40, uint32(i)*2654435761, i*7919%0xfffff))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	w := &wire{s, paint.NewCanvas([]string{"TERM=xterm-256color"}, colorprofile.ANSI256)}
	w.canvas.Enter()
	w.canvas.Report(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
	w.sent()
	return w
}

// sent is the number of bytes that bring the terminal up to date.
func (w *wire) sent() int {
	return len(w.canvas.Paint(paint.Frame{View: w.m.View(), Width: w.m.width, Height: w.m.height}))
}

func (w *wire) within(budget int, what string, keys ...string) {
	w.t.Helper()
	for i, key := range keys {
		w.press(key)
		if n := w.sent(); n > budget {
			w.t.Errorf("%s: %s (%d) sends %d bytes, %d are allowed", what, key, i, n, budget)
		}
	}
}

func TestBytesOfACursorMove(t *testing.T) {
	w := onWire(t, 5000)
	w.goTo("/registry/pods/ns-03/")
	w.press("k", "k", "k")
	w.sent()
	w.within(prefixBudget, "prefixes", "j", "j", "j", "k", "k", "j")
	w.press("g", "j", "j", "j", "l", "j", "j", "j")
	if row, _ := w.m.treePane.row(); !row.Key {
		t.Fatalf("the cursor is on %q", row.Path)
	}
	w.sent()
	w.within(moveBudget, "keys", "j", "j", "j", "k", "k", "j")
}

func TestBytesOfACursorMoveInAValue(t *testing.T) {
	w := onWire(t, 10)
	w.feed.entries["/registry/pods/ns-00/deployment-00000000-00000"] = entry(`{"metadata":{"labels":{"app":"a","tier":"b"},"name":"c"},"spec":{"replicas":2,"image":"d"}}`, 100)
	w.goTo("/registry/pods/ns-00/deployment-00000000-00000")
	w.pass(time.Second)
	w.press("tab")
	w.sent()
	w.within(valueBudget, "lines", "j", "j", "j", "k", "j", "j", "j", "k", "j")
}

func TestBytesOfAPage(t *testing.T) {
	w := onWire(t, 5000)
	w.goTo("/registry/pods/ns-03/")
	w.press("l", "j", "j")
	w.sent()
	w.within(pageBudget, "pages", "pgdown", "pgdown", "pgup", "ctrl+d", "ctrl+u", "G", "g")
}

func TestBytesOfAnIdleMinute(t *testing.T) {
	w := onWire(t, 5000)
	w.sent()
	total := 0
	for range 30 { // the pulse of the source comes every two seconds
		w.pass(2 * time.Second)
		w.news(model.Batch{Status: live()})
		total += w.sent()
	}
	if total > idleBudget {
		t.Errorf("an idle minute sends %d bytes", total)
	}
}

// What the screen draws is what is in view, however many keys there are.
func TestDrawingDoesNotDependOnTheNumberOfKeys(t *testing.T) {
	rows := func(n int) (asked int, allocs float64) {
		w := onWire(t, n)
		w.goTo("/registry/pods/ns-03/")
		w.press("l", "j", "j")
		return len(w.m.treePane.rows), testing.AllocsPerRun(20, func() { w.m.View() })
	}
	few, cheap := rows(4_000)
	many, dear := rows(40_000)
	if few != many || many > 50 {
		t.Errorf("of few keys %d rows are asked for, of many %d", few, many)
	}
	if dear > cheap*1.05 {
		t.Errorf("a view of few keys allocates %.0f times, one of many %.0f", cheap, dear)
	}
}

func TestAllocations(t *testing.T) {
	w := onWire(t, 5000)
	w.goTo("/registry/pods/ns-03/")
	w.press("l", "j", "j")
	down, up := keyPress(t, "j"), keyPress(t, "k")
	for what, test := range map[string]struct {
		allowed float64
		do      func()
	}{
		"a view":      {450, func() { w.m.View() }},
		"two presses": {500, func() { w.m.Update(down); w.m.Update(up) }},
	} {
		if got := testing.AllocsPerRun(50, test.do); got > test.allowed {
			t.Errorf("%s allocates %.0f times, %.0f are allowed", what, got, test.allowed)
		}
	}
}
