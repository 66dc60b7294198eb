package model

import (
	"slices"
	"sort"
	"time"
)

// timelineMost is how many sightings a timeline keeps at most. They are thinned
// so that no more time is between two than a sixteenth of how long ago they are,
// or a second: for a month of them there is room.
const (
	timelineMost  = 512
	timelineShare = 16
	timelineLeast = time.Second
)

// Timeline is when which revision was the store's newest, as far as it was
// seen: etcd doesn't keep the time of a revision.
type Timeline struct {
	seen  []sighting // both rising
	until time.Time  // the last look
}

type sighting struct {
	rev int64
	at  time.Time
}

// See takes in that the newest revision was rev at a time. A member that lags
// says nothing new.
func (t *Timeline) See(rev int64, at time.Time) {
	if rev <= 0 || at.Before(t.until) {
		return
	}
	t.until = at
	if n := len(t.seen); n > 0 && rev <= t.seen[n-1].rev {
		return
	}
	if n := len(t.seen); n > 1 && t.seen[n-1].at.Sub(t.seen[n-2].at) < timelineLeast {
		t.seen = t.seen[:n-1]
	}
	t.seen = append(t.seen, sighting{rev, at})
	if len(t.seen) > timelineMost {
		t.thin()
	}
}

// thin drops what stands closer than its age asks for; in the end every second
// one, so that there is room again.
func (t *Timeline) thin() {
	last := t.seen[len(t.seen)-1]
	kept := t.seen[:1]
	for i, here := range t.seen[1 : len(t.seen)-1] {
		next := t.seen[i+2].at
		if next.Sub(kept[len(kept)-1].at) > t.until.Sub(next)/timelineShare {
			kept = append(kept, here)
		}
	}
	if len(kept) > timelineMost*3/4 {
		i := 0
		kept = slices.DeleteFunc(kept, func(sighting) bool { i++; return i%2 == 0 })
	}
	kept = append(kept, last)
	t.seen = kept
}

// When is the time at which rev was there first, as far as was seen; ok is
// false if it was before or is to come.
func (t *Timeline) When(rev int64) (at time.Time, ok bool) {
	i := sort.Search(len(t.seen), func(i int) bool { return t.seen[i].rev >= rev })
	if i == len(t.seen) || i == 0 && t.seen[0].rev != rev {
		return time.Time{}, false
	}
	return t.seen[i].at, true
}

// At is the revision that was the newest at a time; ok is false if nobody
// looked yet.
func (t *Timeline) At(at time.Time) (rev int64, ok bool) {
	i := sort.Search(len(t.seen), func(i int) bool { return t.seen[i].at.After(at) })
	if i == 0 {
		return 0, false
	}
	return t.seen[i-1].rev, true
}

// Since is the time of the first look; zero if there was none.
func (t *Timeline) Since() time.Time {
	if len(t.seen) == 0 {
		return time.Time{}
	}
	return t.seen[0].at
}
