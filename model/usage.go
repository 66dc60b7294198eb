package model

import "time"

// Usage is what looking at a cluster has cost it, and us, and the budgets for
// that. It is asked for only while somebody looks at it.
type Usage struct {
	At    time.Time
	Since time.Time // nothing before is counted

	Keys, MaxKeys         int64 // listed, and kept by the background load at most
	ReadRate              int64 // keys a second of the background load, 0 for no limit
	InFlight, MaxInFlight int64 // bytes that were received and have not been shown yet
	Memory, MaxMemory     int64 // bytes on the heap, and as GOMEMLIMIT has it; 0 for none

	Calls  []Calls // by method, in the order of their names
	Values int64   // of Calls' keys, those that came with their value
	Watch  WatchUsage
}

// Calls are the calls of one method that have left the process.
type Calls struct {
	Method         string // "KV/Range"
	Calls, Errors  int64
	Keys           int64 // listed, read, or told of by a watch
	Received, Sent int64 // bytes on the wire
}

// WatchUsage is what became of the events of the watch. Those that are in none
// of Coalesced and Summarised were shown one by one, or soon will be.
type WatchUsage struct {
	Events     int64
	Coalesced  int64 // a later event of the same key came before they could be shown
	Summarised int64 // thrown away, because too many waited: what they led to was listed again
	Gaps       int64 // how often all was listed again, for that or another reason
}

// Flood says that more happens than can be followed one by one. The zero value
// is none.
type Flood struct {
	Rate       int64 // events a second
	Summarised int64 // in this flood
}

// ListedKeys is how many keys came by listings, of whatever kind.
func (u Usage) ListedKeys() (n int64) {
	for _, c := range u.Calls {
		if c.Method != "Watch/Watch" {
			n += c.Keys
		}
	}
	return n
}

// Of are the calls of one method, none if there were none.
func (u Usage) Of(method string) Calls {
	for _, c := range u.Calls {
		if c.Method == method {
			return c
		}
	}
	return Calls{}
}

// Plus adds two up, whatever their methods.
func (c Calls) Plus(d Calls) Calls {
	c.Calls, c.Errors, c.Keys = c.Calls+d.Calls, c.Errors+d.Errors, c.Keys+d.Keys
	c.Received, c.Sent = c.Received+d.Received, c.Sent+d.Sent
	return c
}
