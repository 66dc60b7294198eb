package model

import "time"

// Version is one version of a key, without its value.
type Version struct {
	ModRevision    int64
	CreateRevision int64
	Version        int64     // 0: the server doesn't count them
	Size           int       // of the value
	Lease          int64     // 0: none
	Time           time.Time // when it was written, by what the value says; zero if it doesn't
	Deleted        bool      // it is the key's end: all but ModRevision is zero
}

// HistoryEnd says how far a walk back through the versions of a key has come.
type HistoryEnd struct {
	State HistoryState
	// Compacted is the oldest revision that can still be read, if the walk has
	// come to it; else 0.
	Compacted int64
}

// HistoryState is what a walk has come to.
type HistoryState uint8

// The ends of a walk.
const (
	HistoryOpen      HistoryState = iota // none: it goes on before the last version
	HistoryCreated                       // the last version created the key
	HistoryAbsent                        // before that the key isn't there
	HistoryCompacted                     // what was before that is compacted away
)
