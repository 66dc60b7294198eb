package find

import (
	"bytes"
	"cmp"
	"slices"
)

// rank is how good a match is: better ones come first.
type rank struct {
	score int
	key   []byte
}

// compare is negative if r comes before other.
func (r rank) compare(other rank) int {
	if r.score != other.score {
		return cmp.Compare(other.score, r.score)
	}
	return bytes.Compare(r.key, other.key)
}

// hit is a key that was found, and the part that it is in.
type hit struct {
	rank
	part int32
}

func (h hit) order(other hit) int { return h.compare(other.rank) }

func (h *hit) set(score int, key []byte, part int32) {
	h.score, h.key, h.part = score, append(h.key[:0], key...), part
}

// best keeps the best of the matches that are added, as a heap with the worst
// on top, whose memory the next better one takes over: however many are added,
// it takes memory for those that it keeps only.
type best struct {
	room int
	heap []hit
	more bool // others were added, all worse than the worst that is kept
}

// add takes a match in if it is one of the best.
func (b *best) add(score int, key []byte, part int32) {
	if len(b.heap) < b.room {
		i := len(b.heap)
		b.heap = slices.Grow(b.heap, 1)[:i+1]
		b.heap[i].set(score, key, part)
		b.up(i)
		return
	}
	b.more = true
	worst := &b.heap[0]
	if score < worst.score || score == worst.score && bytes.Compare(key, worst.key) > 0 {
		return
	}
	worst.set(score, key, part)
	b.down()
}

func (b *best) addAll(hits []hit) {
	for _, h := range hits {
		b.add(h.score, h.key, h.part)
	}
}

func (b *best) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if b.heap[i].compare(b.heap[parent].rank) <= 0 {
			return
		}
		b.heap[i], b.heap[parent] = b.heap[parent], b.heap[i]
		i = parent
	}
}

func (b *best) down() {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(b.heap); child++ {
			if b.heap[child].compare(b.heap[worst].rank) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		b.heap[i], b.heap[worst] = b.heap[worst], b.heap[i]
		i = worst
	}
}

// ranked is what is kept, ranked. Nothing can be added then.
func (b *best) ranked() []hit {
	slices.SortFunc(b.heap, hit.order)
	return b.heap
}

// pool is matches, of which it is known how many are the best of all: whatever
// isn't among them comes after the floor.
type pool struct {
	matches []hit
	floor   rank
	more    bool // there is a floor; else every match is among them
}

// pool is what is kept, aliasing it.
func (b *best) pool() (p pool) {
	if p.matches, p.more = b.heap, b.more; p.more {
		p.floor = b.heap[0].rank
	}
	return p
}

// take adds what another pool has.
func (p *pool) take(other pool) {
	p.matches = append(p.matches, other.matches...)
	if other.more {
		p.raise(other.floor)
	}
}

func (p *pool) raise(floor rank) {
	if !p.more || floor.compare(p.floor) < 0 {
		p.floor, p.more = floor, true
	}
}

// sort ranks the matches.
func (p *pool) sort() { slices.SortFunc(p.matches, hit.order) }

// sure is how many of the matches, which are ranked, are surely the best.
func (p *pool) sure() int {
	if !p.more {
		return len(p.matches)
	}
	n, found := slices.BinarySearchFunc(p.matches, p.floor, func(m hit, floor rank) int { return m.compare(floor) })
	if found {
		n++
	}
	return n
}

// cut keeps the best of the matches, which are ranked.
func (p *pool) cut(room int) {
	if len(p.matches) > room {
		p.matches = p.matches[:room]
		p.raise(p.matches[room-1].rank)
	}
}
