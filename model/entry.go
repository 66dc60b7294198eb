package model

import "time"

// Entry is one key read whole, with what etcd tells of it.
type Entry struct {
	Key   string
	Found bool // false: no such key

	Value          []byte
	CreateRevision int64
	ModRevision    int64
	Version        int64

	Lease int64 // 0: none
	// TTL is the lease's time to live when it was read (ReadAt); nil when it
	// could not be learned (no quorum, no permission), with TTLCause saying
	// why. Negative: the lease has expired.
	TTL      *time.Duration
	TTLCause string

	ReadAt time.Time
}
