package model

import (
	"cmp"
	"slices"
	"time"
)

// Member is one member of the cluster, as it was when it was looked at last:
// what it said of itself, by a connection of its own. Texts in it come from
// servers: hostile.
type Member struct {
	Name     string
	ID       uint64 // 0 until known
	Endpoint string // where it is looked at
	Read     bool   // what is on the screen is read from it, or from those that say so

	Trusted bool // it may be read: our login may be sent there

	State   MemberState
	Cause   string        // why it doesn't answer, one line; "" if it does
	HeardAt time.Time     // when it answered last; zero if it never did
	Took    time.Duration // for that answer

	Version, Storage string // of the server, of what it stores (3.6 and later)
	Role             Role
	Revision         int64
	Term             uint64
	Index, Applied   uint64 // of the raft log: received, taken in
	Size, InUse      int64  // of the database, in bytes
	Quota            int64  // 0 if it doesn't say (before 3.6)
	Cluster          uint64 // the cluster's ID
	Alarms           []string
}

// MemberState says how well a member is.
type MemberState uint8

// The states of a member.
const (
	MemberUnknown   MemberState = iota // not looked at yet
	MemberHealthy                      // it answers, and knows a leader
	MemberNoLeader                     // it answers, but knows none: what it has may be old
	MemberSilent                       // it is connected to, or was, but doesn't answer
	MemberAway                         // it can't be connected to
	MemberUnreached                    // only the cluster has told of it, and from here it was never reached
)

// Answers says whether the member answered when it was looked at.
func (s MemberState) Answers() bool { return s == MemberHealthy || s == MemberNoLeader }

// Role is what a member is to the others.
type Role uint8

// The roles.
const (
	RoleUnknown Role = iota
	RoleLeader
	RoleFollower
	RoleLearner
)

func (r Role) String() string {
	switch r {
	case RoleLeader:
		return "leader"
	case RoleFollower:
		return "follower"
	case RoleLearner:
		return "learner"
	}
	return "—"
}

// Title is the name to call the member by: one that is just being added has
// none.
func (m Member) Title() string { return cmp.Or(m.Name, m.Endpoint) }

// Health counts members.
type Health struct {
	Members, Healthy int
	Trouble          bool // one that was reached isn't healthy
}

// HealthOf counts. Two endpoints of one member count once; one that was never
// heard, and that no member is known to have, isn't counted beside members.
func HealthOf(members []Member) (h Health) {
	seen := map[uint64]bool{}
	known := slices.ContainsFunc(members, func(m Member) bool { return m.ID != 0 })
	for _, m := range members {
		if seen[m.ID] && m.ID != 0 || known && m.ID == 0 {
			continue
		}
		seen[m.ID] = true
		h.Members++
		switch m.State {
		case MemberHealthy:
			h.Healthy++
		case MemberUnknown, MemberUnreached:
		default:
			h.Trouble = true
		}
	}
	return h
}

// Newest is the member that has the newest revision.
func Newest(members []Member) (newest Member) {
	for _, m := range members {
		if m.Revision > newest.Revision {
			newest = m
		}
	}
	return newest
}
