package model

import (
	"testing"
	"time"
)

func TestTimeline(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	in := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	var line Timeline
	if _, ok := line.When(1); ok || !line.Since().IsZero() {
		t.Error("an empty timeline knows something")
	}
	if _, ok := line.At(start); ok {
		t.Error("an empty timeline knows a revision")
	}
	line.See(100, in(0))
	line.See(104, in(10))
	line.See(102, in(11)) // of a member that lags
	line.See(104, in(60))
	line.See(110, in(70))
	line.See(0, in(71)) // nobody knows
	for _, tt := range []struct {
		rev  int64
		want float64
		ok   bool
	}{{99, 0, false}, {100, 0, true}, {101, 10, true}, {104, 10, true}, {105, 70, true}, {110, 70, true}, {111, 0, false}} {
		if at, ok := line.When(tt.rev); ok != tt.ok || ok && !at.Equal(in(tt.want)) {
			t.Errorf("revision %d: %v %v, want %v %v", tt.rev, at, ok, in(tt.want), tt.ok)
		}
	}
	for _, tt := range []struct {
		at   float64
		want int64
	}{{-1, 0}, {0, 100}, {9, 100}, {10, 104}, {69, 104}, {70, 110}, {900, 110}} {
		if rev, ok := line.At(in(tt.at)); rev != tt.want || ok != (tt.want > 0) {
			t.Errorf("at %v: %d %v, want %d", tt.at, rev, ok, tt.want)
		}
	}
}

// The newest sighting is never missing, however close they come.
func TestTimelineOfABurst(t *testing.T) {
	start := time.Now()
	var line Timeline
	for i := range 100 {
		line.See(int64(i+1), start.Add(time.Duration(i)*10*time.Millisecond))
		if at, ok := line.When(int64(i + 1)); !ok || !at.Equal(start.Add(time.Duration(i)*10*time.Millisecond)) {
			t.Fatalf("revision %d: %v, %v", i+1, at.Sub(start), ok)
		}
	}
	if n := len(line.seen); n > 3 {
		t.Errorf("%d sightings of a second", n)
	}
}

// A month at a revision a second stays within bounds, and what it says is
// about right however long ago that is.
func TestTimelineIsThinned(t *testing.T) {
	const month = 30 * 24 * 3600
	start := time.Now()
	var line Timeline
	for i := range month {
		line.See(int64(i+1), start.Add(time.Duration(i)*time.Second))
		if len(line.seen) > timelineMost {
			t.Fatalf("%d sightings", len(line.seen))
		}
	}
	for _, ago := range []int{1, 10, 60, 420, 3600, 86_400, 20 * 86_400} {
		at, ok := line.When(month - int64(ago))
		off := start.Add((month - time.Duration(ago)) * time.Second).Sub(at).Abs()
		if most := max(2*timelineLeast, time.Duration(ago)*time.Second/timelineShare); !ok || off > most {
			t.Errorf("%d s ago: off by %v", ago, off)
		}
		if rev, ok := line.At(at); !ok || max(rev-month+int64(ago), month-int64(ago)-rev) > int64(max(2, ago/timelineShare)) {
			t.Errorf("at %v the revision was %d, %v", at, rev, ok)
		}
	}
}
