//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTypedAt(t *testing.T) {
	line := ""
	for i := range 4*len(typedText) + 1 {
		text, key := typedAt(typedText, i)
		switch {
		case i == 0: // opens the find
		case key == "\x7f":
			line = line[:len(line)-1]
		default:
			line += key
		}
		if text != line {
			t.Fatalf("the %d-th key, %q, gives %q, not %q", i, key, line, text)
		}
	}
	if line != "" {
		t.Errorf("%q is left", line)
	}
}

// TestResults replays frames: a letter has its results in the first frame with
// that letter in which others are found than when it was pressed.
func TestResults(t *testing.T) {
	start := time.Now()
	after := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	var r recording
	frame := func(ms int, typed, found string) {
		title := "╭ find ▸ " + typed + " " + strings.Repeat("─", 20-len(typed)) + " " + found + " ─╮"
		r.add(after(ms), []byte("\x1b[2J\x1b[3;1H"+title+fmt.Sprintf("\x1b[%d;1H.", lines)))
	}
	frame(0, "", "100 keys")
	frame(12, "a", "100 keys") // the letter
	frame(15, "a", "70 of 100 keys")
	frame(18, "a", "80 of 100 keys")
	frame(33, "ab", "5 of 100 keys")  // both at once
	frame(51, "abc", "5 of 100 keys") // nothing else is found
	got := results(&r, []press{{after(10), "a"}, {after(30), "ab"}, {after(50), "abc"}})
	if want := []float64{5, 3}; !slices.Equal(got, want) {
		t.Errorf("results after %v ms, not %v", got, want)
	}
	if got := effectsAt(&r, []press{{after(10), "a"}, {after(30), "ab"}, {after(50), "abc"}}, typedQuery); !slices.Equal(got, []float64{2, 3, 1}) {
		t.Errorf("letters after %v ms", got)
	}
	if got := typedQuery("\n\n╭ keys ─╮"); got != noFind {
		t.Errorf("without the find %q is typed", got)
	}
}
