package model

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Reach is what is known of the revisions that one can go to.
type Reach struct {
	Newest int64 // 0: unknown
	Oldest int64 // that can be read; 0: unknown
	Shown  int64 // the old one that is on the screen; 0: it is the present
	Seen   *Timeline
	Now    time.Time
}

// Find is the revision that a person means by what was typed: a number, one
// relative to what is shown (-100), or how long ago it was the newest (5m). 0 is
// the present. The error is one line for a person.
func (r Reach) Find(typed string) (rev int64, err error) {
	text := strings.ToLower(strings.TrimSpace(typed))
	switch {
	case text == "" || text == "live" || text == "now":
		return 0, nil
	case relative.MatchString(text):
		rev, err = r.relative(text)
	case number.MatchString(text):
		rev, err = digits(text)
	default:
		rev, err = r.ago(text)
	}
	if err == nil && rev != 0 {
		err = r.check(rev)
	}
	if errors.Is(err, errNoRevision) {
		err = fmt.Errorf("%q is no revision: type a number, -100 (so many before) or 5m (ago)", Safe(typed))
	}
	return rev, err
}

var errNoRevision = errors.New("no revision")

// Numbers may be grouped by thousands, in whatever way.
var (
	number   = regexp.MustCompile(`^(\d+|\d{1,3}([,_' ]\d{3})+)$`)
	relative = regexp.MustCompile(`^[-+]\s*(\d+|\d{1,3}([,_' ]\d{3})+)$`)
	glued    = regexp.MustCompile(`([a-z])(\d)`)
	span     = regexp.MustCompile(`^(\d+)\s*(s|sec|m|min|h|d)\b\s*`)
)

func digits(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(text), 10, 64)
	if err != nil {
		return 0, errNoRevision
	}
	return n, nil
}

func (r Reach) relative(text string) (int64, error) {
	by, err := digits(text)
	from := r.Shown
	if from == 0 {
		from = r.Newest
	}
	switch {
	case err != nil:
		return 0, err
	case from == 0:
		return 0, errors.New("the newest revision is not known yet: type a number")
	case by > 0 && from+by < from, by == math.MinInt64:
		return 0, errNoRevision
	case from+by <= 0:
		return 0, fmt.Errorf("there are no %s revisions before %s", Count(-by), Count(from))
	}
	return from + by, nil
}

// ago is the revision that was the newest so long ago.
func (r Reach) ago(text string) (int64, error) {
	units := map[string]time.Duration{"s": time.Second, "sec": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	text = strings.TrimSpace(strings.TrimSuffix(text, "ago"))
	var long time.Duration
	for rest := unglued(text); rest != ""; {
		found := span.FindStringSubmatch(rest)
		if found == nil {
			return 0, errNoRevision
		}
		n, err := strconv.ParseInt(found[1], 10, 32)
		unit := units[found[2]]
		if err != nil || n > int64((math.MaxInt64-long)/unit) {
			return 0, errNoRevision
		}
		long += time.Duration(n) * unit
		rest = rest[len(found[0]):]
	}
	since := r.Seen.Since()
	rev, ok := r.Seen.At(r.Now.Add(-long))
	switch {
	case text == "":
		return 0, errNoRevision
	case ok:
		return rev, nil
	case since.IsZero():
		return 0, errors.New("what was the newest then is not known: no revision was seen yet")
	}
	return 0, fmt.Errorf("what was the newest then is not known: only since %s ago", Age(r.Now.Sub(since)))
}

// unglued puts blanks between a unit and the next number: 1h30m.
func unglued(text string) string { return glued.ReplaceAllString(text, "$1 $2") }

func (r Reach) check(rev int64) error {
	switch {
	case r.Newest > 0 && rev > r.Newest:
		return fmt.Errorf("revision %s is yet to come: the newest is %s", Count(rev), Count(r.Newest))
	case rev < r.Oldest:
		return fmt.Errorf("revision %s was compacted away: the oldest is %s", Count(rev), Count(r.Oldest))
	}
	return nil
}
