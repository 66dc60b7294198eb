package model

import "time"

// Row is one line of the visible tree. Name and Path are bytes as etcd has
// them: make them Safe before they reach a terminal.
type Row struct {
	Path  string // exact bytes; a prefix's path ends with the separator
	Name  string // the end of Path that this row adds to its parent's (several segments where a chain is folded)
	Depth int    // indentation, 0 for the top

	Prefix     bool // it can be opened
	Key        bool // it is a key; may be true of a prefix too ("a/" and "a/b" both exist)
	AlsoPrefix bool // a key "a" beside which there is a prefix "a/"
	Expanded   bool

	Count int  // of a prefix: the keys known at and below it
	Exact bool // of a prefix: Count is all there is
	Shut  bool // of a prefix: a part of it, or all, may not be read

	Level LevelState // of a prefix
	Cause string     // of LevelDenied and LevelFailed

	Meta                // of a key
	Mark     ChangeKind // the newest change of the key; of a prefix: Changed if anything at or below it has
	MarkedAt time.Time  // when Mark was seen; zero if Mark is Unchanged
}
