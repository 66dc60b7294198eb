package source

import "sync"

// streaming knows which servers stream and which don't (etcd before 3.7, the
// gRPC proxy, some kines). In a cluster of mixed versions the balancer gives
// each stream to another member, and who refuses costs a round trip: so a
// stream is worth a try as long as somebody may be left who has it; and when
// refusals outnumber what they are good for, only now and then: who has it may
// not have been connected yet.
type streaming struct {
	mu       sync.Mutex
	servers  int               // endpoints that there are
	asked    int               // times whether it is worth a try
	refusing map[string]bool   // by address
	refused  int               // times
	served   int               // times
	versions map[uint64]string // by member
}

// worth says whether to try a stream.
func (s *streaming) worth() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return s.another() && (s.refused <= s.served+refusalsMost || s.asked%refusalsEach == 0)
}

// refuse takes in that the server at addr has no streams, and says whether to
// try another at once: not if this one is all that answers, as behind a proxy.
func (s *streaming) refuse(addr string) (again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusing == nil {
		s.refusing = map[string]bool{}
	}
	known := s.refusing[addr]
	s.refusing[addr] = true
	s.refused++
	return s.another() && (!known || s.served > 0)
}

// another says whether somebody is left who hasn't refused.
func (s *streaming) another() bool { return len(s.refusing) < max(1, s.servers) }

// serve takes in that somebody streamed.
func (s *streaming) serve() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.served++
}

// heard takes in a member's version. If it was another one before, the member
// was upgraded, or the other way round: all may be different now.
func (s *streaming) heard(member uint64, version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.versions == nil {
		s.versions = map[uint64]string{}
	}
	if before, ok := s.versions[member]; ok && before != version {
		s.forget()
	}
	s.versions[member] = version
}

// reset forgets who refused: others may answer now.
func (s *streaming) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
}

func (s *streaming) forget() {
	clear(s.refusing)
	s.refused, s.served = 0, 0
}
