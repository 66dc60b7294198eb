package model

import "time"

// mark packs what happened to a key last and when: seconds since the tree's
// epoch, shifted over the kind. The zero mark is no change.
type mark uint32

const markBits = 2

func newMark(kind ChangeKind, epoch, at time.Time) mark {
	seconds := max(0, int64(at.Sub(epoch)/time.Second))
	return mark(seconds)<<markBits | mark(kind)
}

func (m mark) kind() ChangeKind { return ChangeKind(m & (1<<markBits - 1)) }

func (m mark) at(epoch time.Time) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return epoch.Add(time.Duration(m>>markBits) * time.Second)
}
