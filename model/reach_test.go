package model

import (
	"strings"
	"testing"
	"time"
)

func TestReach(t *testing.T) {
	now := time.Now()
	var seen Timeline
	seen.See(18_300_002, now.Add(-12*time.Minute))
	seen.See(18_400_000, now.Add(-5*time.Minute))
	seen.See(18_402_113, now)
	r := Reach{Newest: 18_402_113, Oldest: 18_300_000, Seen: &seen, Now: now}
	past := r
	past.Shown = 18_350_000
	for _, tt := range []struct {
		reach Reach
		typed string
		want  int64
		wrong string
	}{
		{r, "", 0, ""}, {r, " ", 0, ""}, {r, "0", 0, ""}, {r, "000", 0, ""}, {r, "live", 0, ""}, {past, "NOW", 0, ""},
		{r, "18300002", 18_300_002, ""}, {r, " 18,300,002 ", 18_300_002, ""}, {r, "18_300_002", 18_300_002, ""},
		{r, "18 300 002", 18_300_002, ""}, {r, "18'300'002", 18_300_002, ""},
		{r, "18,30,0002", 0, "is no revision"}, {r, "18.300.002", 0, "is no revision"}, {r, "x", 0, `"x" is no revision: type a number`},
		{r, "\x1b[2J", 0, "is no revision"}, {r, "99999999999999999999", 0, "is no revision"},
		{r, "18,402,113", 18_402_113, ""}, {r, "18,402,114", 0, "revision 18,402,114 is yet to come: the newest is 18,402,113"},
		{r, "18,299,999", 0, "revision 18,299,999 was compacted away: the oldest is 18,300,000"}, {r, "18,300,000", 18_300_000, ""},
		{r, "-100", 18_402_013, ""}, {r, "-1,000", 18_401_113, ""}, {r, "- 1", 18_402_112, ""}, {r, "+1", 0, "yet to come"},
		{past, "-100", 18_349_900, ""}, {past, "+100", 18_350_100, ""}, {past, "-0", 18_350_000, ""}, {past, "-50001", 0, "was compacted away"},
		{r, "-18402113", 0, "there are no 18,402,113 revisions before 18,402,113"}, {r, "+9223372036854775807", 0, "is no revision"},
		{r, "-9223372036854775808", 0, "is no revision"}, {r, "-9223372036854775807", 0, "there are no"}, {r, "--1", 0, "is no revision"},
		{Reach{Seen: &Timeline{}, Now: now}, "-1", 0, "the newest revision is not known yet"},
		{r, "5m", 18_400_000, ""}, {r, "4m59s", 18_400_000, ""}, {r, "7 min ago", 18_300_002, ""}, {past, "0s", 18_402_113, ""}, {r, "1m 30s", 18_400_000, ""},
		{r, "2h", 0, "only since 12m ago"}, {r, "1d", 0, "only since 12m ago"}, {r, "ago", 0, "is no revision"}, {r, "5x", 0, "is no revision"},
		{r, "5m5", 0, "is no revision"}, {r, "99999999999d", 0, "is no revision"}, {r, "2147483647d", 0, "is no revision"},
		{Reach{Seen: &Timeline{}, Now: now}, "5m", 0, "no revision was seen yet"},
		{Reach{Seen: &Timeline{}, Now: now}, "7", 7, ""},
	} {
		got, err := tt.reach.Find(tt.typed)
		switch {
		case tt.wrong == "" && (err != nil || got != tt.want):
			t.Errorf("%q is %d, %v; want %d", tt.typed, got, err, tt.want)
		case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong) || strings.ContainsAny(err.Error(), "\x1b\n")):
			t.Errorf("%q: error %v, want %q", tt.typed, err, tt.wrong)
		}
	}
}

func FuzzReach(f *testing.F) {
	for _, s := range []string{"", "18,300,002", "-100", "5m", "1h30m ago", "+9223372036854775807", "99999999999d"} {
		f.Add(s)
	}
	var seen Timeline
	now := time.Now()
	seen.See(50, now.Add(-time.Hour))
	f.Fuzz(func(t *testing.T, typed string) {
		rev, err := Reach{Newest: 100, Oldest: 10, Seen: &seen, Now: now}.Find(typed)
		if err == nil && rev != 0 && (rev < 10 || rev > 100) {
			t.Errorf("%q is %d", typed, rev)
		}
	})
}
