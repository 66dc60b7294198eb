package source

import (
	"sync"
	"time"
)

// streamPace knows what it costs to leave a stream and open another one
// further on: how many keys would have come in the same time. That is the way
// there and back, so it is little beside the server and much across the world.
type streamPace struct {
	mu     sync.Mutex
	open   time.Duration // the quickest from asking to the first chunk; 0: none yet
	perKey time.Duration // of the quickest chunk; 0: none yet
}

// opened takes in how long a stream's first chunk took.
func (p *streamPace) opened(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == 0 || took < p.open {
		p.open = took
	}
}

// read takes in how long a chunk of n keys took. A small one says more about
// the machine than about the stream.
func (p *streamPace) read(n int, took time.Duration) {
	if n < paceChunk {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if perKey := max(took/time.Duration(n), paceKeyLeast); p.perKey == 0 || perKey < p.perKey {
		p.perKey = perKey
	}
}

// hop is the cost in keys.
func (p *streamPace) hop() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == 0 || p.perKey == 0 {
		return hopLeast
	}
	return int(min(max(p.open/p.perKey, hopLeast), hopMost))
}
