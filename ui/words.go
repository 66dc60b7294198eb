package ui

import (
	"fmt"
	"time"
)

// duration writes how long something took or lasts: 2 ms, 1.4 s, 41 s, 7 min.
func duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Truncate(100*time.Millisecond).Seconds())
	}
	return wait(d)
}

// wait writes a time that is running, in whole units: 4 s, 7 min, 2 h.
func wait(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(0, int(d/time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d h", d/time.Hour)
}

// rate writes keys per second: 980/s, 12 k/s, 1.1 M/s.
func rate(perSecond float64) string {
	switch {
	case perSecond < 1_000:
		return fmt.Sprintf("%.0f/s", perSecond)
	case perSecond < 9_950:
		return fmt.Sprintf("%.1f k/s", perSecond/1_000)
	case perSecond < 999_500:
		return fmt.Sprintf("%.0f k/s", perSecond/1_000)
	}
	return fmt.Sprintf("%.1f M/s", perSecond/1_000_000)
}

// plural chooses the word for n things.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// sooner is the shorter of two waits, 0 meaning none.
func sooner(a, b time.Duration) time.Duration {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}
