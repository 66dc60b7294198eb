package model

import "time"

// Status is the state of the connection and of the background load, as the
// header and the footer show it. Texts in it come from servers: hostile.
type Status struct {
	Endpoint string // the one that answered last, or the first configured
	Version  string // of the server, "" until known
	Leader   string // name or ID of the leader, "" if unknown

	Link     Link
	Cause    string    // of the trouble, one line; "" when there is none
	Attempt  int       // of the reconnection, from 1; 0 when connected
	Since    time.Time // when Link became what it is
	Revision int64     // the newest revision that is on the screen
	Newest   int64     // the store's, as the member that is read said last; 0 if unknown

	Reading      string // the name of the member that is read, as far as known
	Applied      uint64 // its applied index; 0 if unknown
	Behind       int64  // the revisions that it lacks and Ahead has; 0 if none
	Ahead        string // the name of the member with the newest revision
	Pinned       string // the endpoint that all is read from, "" if any will do
	Linearizable bool   // what a person waits for is read with a quorum, or not at all

	Transport Transport
	Load      Load
	Fetch     Fetch
	Flood     Flood
}

// Link is the one state that the connection is in.
type Link uint8

// The states of the link; each has one look on the screen.
const (
	LinkConnecting   Link = iota // no answer yet
	LinkLive                     // listed or listing, and watching
	LinkLagging                  // watching, but changes arrive late
	LinkReconnecting             // the server went away; the tree is as it was
	LinkResyncing                // changes were missed; everything is being listed again
	LinkNoLeader                 // reads are served by a member without quorum
	LinkDenied                   // the credentials don't allow what was asked
	LinkPast                     // at an old revision by request: nothing changes
)

func (l Link) String() string {
	return [...]string{"connecting", "live", "lagging", "reconnecting", "resyncing", "no leader", "denied", "past"}[l]
}

// Transport is how keys are listed.
type Transport uint8

// The transports.
const (
	TransportUnknown Transport = iota
	TransportStream            // RangeStream, etcd 3.7 and later
	TransportPaged             // Range in pages with bounded ends
)

func (t Transport) String() string {
	switch t {
	case TransportStream:
		return "RangeStream"
	case TransportPaged:
		return "paged Range"
	}
	return "—"
}

// Load is the background load of the start prefix.
type Load struct {
	State      LoadState
	Keys       int64         // read so far by listings of every kind
	Rate       float64       // keys per second: over the last second or so; of LoadDone, over all of it
	FirstChunk time.Duration // from the first request to its first keys; 0 if none came yet
	Elapsed    time.Duration // of LoadDone: from the first answer to the last key
	Cause      string        // of LoadFailed
}

// LoadState is what the background load is doing.
type LoadState uint8

// The states of the background load.
const (
	LoadWaiting LoadState = iota // not connected, or the person's own reads go first
	LoadRunning
	LoadPaused // by the person
	LoadBudget // stopped at the key budget
	LoadDone   // everything under the start prefix is known
	LoadFailed
)

func (l LoadState) String() string {
	return [...]string{"waiting", "running", "paused", "key budget spent", "done", "failed"}[l]
}
