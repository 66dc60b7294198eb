package source

import pb "go.etcd.io/etcd/api/v3/etcdserverpb"

// identity tells whether the store is the one that it was.
type identity struct {
	cluster   uint64
	revisions map[uint64]int64 // by member
	doubt     bool
}

// same says whether an answer comes from the store that those before came
// from. A restored cluster has another ID, mostly; if it doesn't, a member's
// revision has gone back, which is believed when it is seen twice.
func (id *identity) same(h *pb.ResponseHeader) bool {
	if id.revisions == nil {
		id.cluster, id.revisions = h.GetClusterId(), map[uint64]int64{}
	}
	if h.GetClusterId() != id.cluster {
		return false
	}
	if h.GetRevision() < id.revisions[h.GetMemberId()] {
		doubted := id.doubt
		id.doubt = true
		return !doubted
	}
	id.doubt = false
	id.revisions[h.GetMemberId()] = h.GetRevision()
	return true
}
