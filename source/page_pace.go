package source

import (
	"sync"
	"time"
)

// pagePace keeps a page at what the server gives in good time, for all
// listings together. The time is the only sign of the values' weight: a server
// before 3.7 reads them all to give their keys. What the way there and back
// takes, as the quickest page shows, doesn't count.
type pagePace struct {
	mu    sync.Mutex
	size  int64 // 0: the first
	least time.Duration
}

// limit is the size of the next page.
func (p *pagePace) limit() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size == 0 {
		return pageFirst
	}
	return p.size
}

// patience is how many ranges in a row that give little are better than one
// to the end, which the server counts.
func (p *pagePace) patience() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.least > reachFar {
		return reachFew
	}
	return reachMany
}

// took takes in how long a page took that gave got keys of limit.
func (p *pagePace) took(got, limit int64, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.least == 0 || d < p.least {
		p.least = d
	}
	switch work := d - p.least; {
	case work > pageSlow:
		p.size = max(pageLeast, limit/2)
	case work < pageFast && got == limit:
		p.size = min(pageMost, limit*2)
	}
}
