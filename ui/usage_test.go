package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/ui/paint"
)

// usageFeed is what a feed says it has cost.
type usageFeed struct {
	usage model.Usage
	asked int // how often
}

func (f *feed) Usage() model.Usage {
	f.asked++
	f.usage.At = f.now()
	return f.usage
}

// someUsage is what a while of looking at a large keyspace costs.
func someUsage() model.Usage {
	return model.Usage{
		Since: t0.Add(-41 * time.Minute), Keys: 412_003, MaxKeys: 10_000_000, ReadRate: 25_000,
		InFlight: 1_258_291, MaxInFlight: 64 << 20, Memory: 84_200_000, Values: 12,
		Calls: []model.Calls{
			{Method: "KV/Range", Calls: 1_204, Errors: 1, Keys: 411_000, Received: 24_100_000, Sent: 120_400},
			{Method: "KV/RangeStream", Calls: 12, Keys: 32_003, Received: 2_100_000, Sent: 1_234},
			{Method: "Lease/LeaseTimeToLive", Calls: 3, Received: 99, Sent: 33},
			{Method: "Maintenance/Status", Calls: 1_230, Errors: 4, Received: 93_480, Sent: 6_150},
			{Method: "Watch/Watch", Calls: 2, Keys: 1_204_311, Received: 1_204_311_000, Sent: 118},
		},
		Watch: model.WatchUsage{Events: 1_204_311, Coalesced: 980_112, Summarised: 31_000, Gaps: 1},
	}
}

// onUsage is the overlay, a second after it was opened, in which some came.
func onUsage(t *testing.T, width, height int, o Options) *screen {
	s := newScreen(t, width, height, o)
	s.news(cluster())
	s.pass(time.Second)
	s.feed.usage = someUsage()
	s.press("u")
	more := someUsage()
	more.Keys += 24_800
	more.Calls[0].Keys += 24_800
	more.Calls[0].Received += 1_450_000
	s.feed.usage = more
	s.pass(time.Second)
	return s
}

func TestUsageSaysWhatItCosts(t *testing.T) {
	s := onUsage(t, 80, 24, Options{})
	for _, want := range []string{
		"usage, in 41 min", "keys             436,803 of 10,000,000", "in flight        1.2 MiB of 64.0 MiB",
		"read rate       24,800/s of 25,000/s", "▓▓▓▓▓▓▓▓▓░", "memory          80.3 MiB  no limit",
		"KV/Range             1,204      1    435,800   24.4 MiB    1.4 MiB 117.6 KiB ",
		"1,204,311  of the watch", "31,000  too many at once: told by what was listed again", "gaps                   1  times that all",
	} {
		s.wants(want)
	}
	s.press("esc")
	s.lacks("in flight")
}

// The numbers are read once a second while they are looked at, and not at all
// when they aren't; what else happens on the screen doesn't read them.
func TestUsageIsReadOnlyWhileItIsLookedAt(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(cluster())
	s.pass(time.Minute)
	if s.feed.asked != 0 {
		t.Fatalf("it was asked %d times for what nobody looks at", s.feed.asked)
	}
	s.press("u")
	for range 100 {
		s.pass(100 * time.Millisecond)
		s.news(model.Batch{Status: live()})
	}
	if n := s.feed.asked; n < 10 || n > 11 {
		t.Errorf("in 10 s it was asked %d times", n)
	}
	s.press("u")
	asked := s.feed.asked
	s.pass(time.Minute)
	if s.feed.asked != asked || len(s.timers) > 0 {
		t.Errorf("closed, it was asked %d times more; timers %v", s.feed.asked-asked, s.timers)
	}
}

// What doesn't change costs no bytes: of an idle minute only the one that says
// how long it has been.
func TestBytesOfAnIdleMinuteOfUsage(t *testing.T) {
	s := onUsage(t, 200, 50, Options{})
	canvas := paint.NewCanvas([]string{"TERM=xterm-256color"}, colorprofile.ANSI256)
	canvas.Enter()
	sent := func() int { return len(canvas.Paint(paint.Frame{View: s.m.View(), Width: 200, Height: 50})) }
	s.pass(2 * time.Second)
	sent()
	total := 0
	for range 60 {
		s.pass(time.Second)
		total += sent()
	}
	if total > idleBudget {
		t.Errorf("an idle minute sends %d bytes", total)
	}
}

func TestUsageFollowsTheCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 30)
	s.press("X", "j", "enter")
	s.send(nil)
	s.press("u")
	if c.feeds[1].asked != 1 || s.feed.asked != 0 {
		t.Errorf("the cluster that is shown was asked %d times, the one before %d times", c.feeds[1].asked, s.feed.asked)
	}
}

func TestUsageInASCIIAndNarrow(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 10}, {24, 6}, {200, 50}} {
		s := onUsage(t, size[0], size[1], Options{ASCII: true})
		for i, r := range s.m.View().Content {
			if r > '~' {
				t.Fatalf("%v: %q at byte %d:\n%s", size, r, i, s.text())
			}
		}
		s.press("G")
		if size[1] >= 10 {
			s.wants("gaps")
		}
	}
}

// A flood is said in the footer, in a width that doesn't change, and goes soon
// after the last news of it.
func TestFloodInTheFooter(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	b := cluster()
	b.Status.Flood = model.Flood{Rate: 12_400}
	s.news(b)
	before := s.line("events/s")
	if !strings.Contains(before, "⚠  12,400 events/s") {
		t.Fatalf("the footer is %q", before)
	}
	b = model.Batch{Status: live()}
	b.Status.Load.State = model.LoadDone
	b.Status.Flood = model.Flood{Rate: 9_900}
	s.news(b)
	if after := s.line("events/s"); strings.Index(after, "events/s") != strings.Index(before, "events/s") {
		t.Errorf("it moves:\n%s\n%s", before, after)
	}
	b.Status.Flood.Summarised = 31_000
	s.news(b)
	s.wants("9,900 events/s,    31,000 summarised")
	s.pass(floodTime)
	s.lacks("events/s", "summarised")
	if len(s.timers) > 0 {
		t.Errorf("it still wakes: %v", s.timers)
	}
}
