package model

import "time"

// Batch is what the source has learned since the batch before. Tree.Apply
// applies its parts in the order of the fields, which is the order that keeps
// a listing racing a watch correct:
//
//   - a listing is announced (Begun) before its revision is chosen, so that
//     every later delete is remembered until that listing has Ended;
//   - what was listed goes in before what was watched, and both are
//     idempotent by mod revision.
type Batch struct {
	At      time.Time // when the batch was taken, the time of its changes
	Reset   bool      // the store is another one: nothing that was known is true
	Gap     bool      // changes were missed: nothing known is known to be current
	Access  *Access   // what may be read has become another; nil: it has not
	Begun   []ListID
	Listed  []Listed
	Changes []Change
	Levels  []Level
	Ended   []ListID
	Located []Located
	Members []Member // all of them, if they were looked at; else nil
	Status  Status   // the newest state, whole: every batch carries one
}

// ListID names one pinned listing from its Begun to its Ended.
type ListID uint64

// Listed is a part of a listing: all keys of Span as they were at Rev. A key
// that the tree has in Span with a mod revision up to Rev and that is not
// among Keys does not exist any more.
type Listed struct {
	Span Span
	Rev  int64
	Keys *Keys
}

// Change is the newest event of one key, as the watch told it.
type Change struct {
	Key  string
	Meta Meta // of a deleted key: ModRev only, the delete's revision
	Kind ChangeKind
}

// ChangeKind says what happened to a key. The zero value is no change.
type ChangeKind uint8

// The kinds of change, in the words of etcd's events.
const (
	Unchanged ChangeKind = iota
	Created
	Changed
	Deleted
)

// Level says how far the listing of one prefix's own children has come.
type Level struct {
	Prefix string
	State  LevelState
	Cause  string // of LevelDenied and LevelFailed: the server's words, hostile
}

// LevelState is how well the children of a prefix are known.
type LevelState uint8

// The states of a level.
const (
	LevelUnknown LevelState = iota // never asked for
	LevelListing                   // children are arriving
	LevelListed                    // every child is known (what is below may not be)
	LevelPartial                   // more children exist than were read: the key budget is spent
	LevelDenied                    // the server refuses to read it
	LevelFailed                    // it could not be read; it is tried again
)

// Located answers the search for a path that the tree didn't have.
type Located struct {
	Asked  string
	Path   string // the row to go to: Asked, or the prefix or key that begins with it; "" if nothing does
	Cause  string // why it could not be looked for; "" if it could
	Denied bool   // Cause is that the user may not read it
}
