package ui

import "time"

const (
	// fillSlice is how much is looked at in one go at most, in bytes of keys: a few
	// milliseconds' work of terms. Each key counts as keyWork more.
	fillSlice = 384 << 10
	keyWork   = 32

	// fillTime is after how long a slice ends before that: an expression, or very
	// many terms, may take milliseconds for a key. fillLook is after how much work
	// it is looked at the clock.
	fillTime = 4 * time.Millisecond
	fillLook = 512
)

// slice is what of the filling is done in one go, while no key press is looked at.
type slice struct {
	now   func() time.Time
	until time.Time
	work  int
	look  int // at the clock, when so much is done
}

func newSlice(now func() time.Time) *slice {
	return &slice{now: now, until: now().Add(fillTime), look: fillLook}
}

// enough notes that a key was looked at, and says whether it is the last one.
func (s *slice) enough(key []byte) bool {
	if s.work += len(key) + keyWork; s.work < s.look {
		return false
	}
	s.look = s.work + fillLook
	return s.work >= fillSlice || !s.now().Before(s.until)
}
