package model

import (
	"math"
	"testing"
	"time"
)

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 12400: "12,400", 412003: "412,003", 1000000: "1,000,000",
		-1: "-1", -999: "-999", -1000: "-1,000",
		math.MaxInt64: "9,223,372,036,854,775,807", math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 4300: "4.2 KiB", 1<<20 - 1: "1.0 MiB", 1 << 20: "1.0 MiB",
		1<<20 - 100: "1023.9 KiB", 16 << 20: "16.0 MiB", 3 << 30: "3.0 GiB", 5 << 40: "5120.0 GiB",
	} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "0s", 0: "0s", 999 * time.Millisecond: "0s", 2500 * time.Millisecond: "2s",
		time.Minute - 1: "59s", time.Minute: "1m", 5*time.Minute + 59*time.Second: "5m",
		time.Hour - 1: "59m", time.Hour: "1h", 24*time.Hour - 1: "23h", 24 * time.Hour: "1d", 1000 * time.Hour: "41d",
	} {
		if got := Age(d); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestUntilOlderIsWhenAgeSaysSomethingElse(t *testing.T) {
	for _, d := range []time.Duration{time.Minute, 61 * time.Second, time.Hour - 1, time.Hour, 5*time.Hour + 7*time.Minute, 23*time.Hour + time.Minute, 24 * time.Hour, 99 * time.Hour} {
		next := d + UntilOlder(d)
		if Age(next) == Age(d) || Age(next-1) != Age(d) {
			t.Errorf("%v is %s, a moment before %v %s, and then %s", d, Age(d), next, Age(next-1), Age(next))
		}
	}
	for _, d := range []time.Duration{-time.Hour, 0, 500 * time.Millisecond, time.Minute - 1} {
		if got := UntilOlder(d); got != time.Second {
			t.Errorf("%v is older in %v, want a second", d, got)
		}
	}
}
