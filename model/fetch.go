package model

// Fetch is the loading of all of a prefix that a person asked for.
type Fetch struct {
	Number int    // how many were asked for so far; 0: none
	Prefix string // hostile
	State  FetchState
	Keys   int64  // read so far that were not known before
	Cause  string // of FetchWaiting, FetchDenied and FetchFailed
}

// FetchState is how far such a loading has come.
type FetchState uint8

// The states of a fetch. From FetchDone on it has ended.
const (
	FetchNone    FetchState = iota // none was asked for, or it was given up
	FetchRunning                   // keys are arriving
	FetchWaiting                   // for what passes by itself
	FetchDone                      // everything under the prefix is known
	FetchBudget                    // the key budget is spent, and some more of it
	FetchDenied                    // the server refuses to read it
	FetchFailed                    // it could not be read
)

func (f FetchState) String() string {
	return [...]string{"none", "running", "waiting", "done", "key budget spent", "denied", "failed"}[f]
}

// Ended says that nothing more comes of it.
func (f FetchState) Ended() bool { return f > FetchWaiting }
