//go:build linux

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	for _, c := range []struct {
		samples []float64
		part    float64
		want    float64
	}{
		{[]float64{3, 1, 2}, 0.5, 2},
		{[]float64{4, 1, 2, 3}, 0.5, 2.5},
		{[]float64{7}, 0.99, 7},
		{hundred, 0.99, 99},
		{hundred, 1, 100},
	} {
		if got := quantile(c.samples, c.part); got != c.want {
			t.Errorf("quantile(%v, %v) = %v, not %v", c.samples, c.part, got, c.want)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		target target
		value  float64
		want   string
	}{
		{atMost(0), 0, " met"},
		{atMost(0), 0.1, " **missed**"},
		{atLeast(0.85), 0.85, " met"},
		{atLeast(0.85), 0.84, " **missed**"},
		{target{}, 1, ""},
	} {
		if got := (measure{target: c.target, value: c.value}).verdict(); got != c.want {
			t.Errorf("%v of %v is %q, not %q", c.value, c.target, got, c.want)
		}
	}
}

func TestDigits(t *testing.T) {
	for value, want := range map[float64]string{0: "0", 0.123: "0.12", 12.34: "12.3", 250: "250", 612.4: "612", 9999: "9999", 1234567: "1,234,567"} {
		if got := digits(value); got != want {
			t.Errorf("digits(%v) = %q, not %q", value, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	var points []point
	for _, n := range []float64{1e4, 1e5, 1e6, 1e7} {
		points = append(points, point{n, 3 * math.Pow(n, 0.8)})
	}
	if exponent, factor := fit(points); math.Abs(exponent-0.8) > 1e-9 || math.Abs(factor-3) > 1e-6 {
		t.Errorf("fit gives %v·N^%v", factor, exponent)
	}
}

func TestPlotIsXML(t *testing.T) {
	picture := plot([]curve{{"cost <of> a & b", "ms", []point{{1e4, 50}, {1e6, 50}}}, {"one point", "MB", []point{{1e4, 1}}}})
	for d := xml.NewDecoder(strings.NewReader(string(picture))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
	}
}

// TestEffects replays frames: a press has its effect in the first frame whose
// second line tells of it, or of a later press.
func TestEffects(t *testing.T) {
	start := time.Now()
	after := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	var r recording
	frame := func(ms int, crumb string) {
		r.add(after(ms), []byte("\x1b[2J\x1b[2;1H"+crumb))
	}
	frame(0, "/a/")
	frame(10, "/a/") // a frame of something else
	frame(15, "/b/")
	frame(40, "/d/") // the frame for /c/ was never drawn
	got := effects(&r, []press{{after(8), "/b/"}, {after(20), "/c/"}, {after(35), "/d/"}, {after(50), "/e/"}})
	if want := []float64{7, 20, 5}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("effects after %v ms, not %v", got, want)
	}
}

func TestWhenCountsCompleteFrames(t *testing.T) {
	start := time.Now()
	var r recording
	r.add(start.Add(1), []byte("\x1b[?2026hhel"))
	r.add(start.Add(2), []byte("lo"))
	r.add(start.Add(3), []byte("\x1b[?2026l"))
	at, ok := r.when(start, func(screen string) bool { return strings.Contains(screen, "hel") })
	if !ok || at != start.Add(3) {
		t.Errorf("seen %v, after %v", ok, at.Sub(start))
	}
}

func TestLevelsBelong(t *testing.T) {
	for _, l := range levelsOf(40) {
		children := make(map[string]bool)
		b := browser{prefix: l.prefix()}
		last := ""
		for i := range l.children * l.each {
			if l.key(i) <= last {
				t.Fatalf("%q after %q", l.key(i), last)
			}
			last = l.key(i)
			child, inner := b.child([]byte(last))
			if inner != (l.each > 1) {
				t.Fatalf("%q is inside: %v", last, inner)
			}
			children[child] = true
		}
		if len(children) != l.children {
			t.Errorf("%s has %d children", l, len(children))
		}
	}
}

func TestDuring(t *testing.T) {
	start := time.Now()
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	puts := []aPut{{at(0), 1}, {at(10), 15}, {at(30), 1}, {at(40), 1}, {at(130), 2}}
	walks := []stretch{{at(20), at(35)}, {at(50), at(60)}}
	for by, want := range map[int]int{0: 2, 100: 1, -20: 3, 500: 0} {
		if got := during(puts, walks, time.Duration(by)*time.Millisecond); len(got) != want {
			t.Errorf("moved by %d ms: %v", by, got)
		}
	}
}
