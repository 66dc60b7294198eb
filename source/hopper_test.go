package source

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// children is a level: how many keys each child has.
type children []int

func repeated(n, size int) children {
	c := make(children, n)
	for i := range c {
		c[i] = size
	}
	return c
}

// between puts n children of a size after each.
func (c children) between(n, size int) (all children) {
	for _, big := range c {
		all = append(append(all, big), repeated(n, size)...)
	}
	return all
}

// list goes through the level by streams as a server gives them, in chunks of
// 10, 20, 40 … keys, and counts what it costs: the keys read, and for each
// stream as many as could be read in the time that opening one takes.
func (c children) list(t *testing.T, streamCost int, next func(model.Listed) string) (cost int) {
	t.Helper()
	const chunkMost = 10_240
	child, key, limit, met := 0, 0, 10, 0
	var name []byte
	cost = streamCost
	for child < len(c) {
		keys := model.NewKeys(limit, limit*16)
		for ; keys.Len() < limit && child < len(c); key++ {
			if key == c[child] {
				child, key = child+1, -1
				continue
			}
			if met != child+1 {
				met, name = child+1, fmt.Appendf(nil, "l/%07d/", child)
			}
			keys.Add(binary.BigEndian.AppendUint32(name, uint32(key)), model.Meta{})
		}
		cost += keys.Len()
		if child == len(c) {
			break
		}
		part := model.Listed{Span: model.Span{To: model.After(string(keys.Key(keys.Len() - 1)))}, Keys: keys}
		if at := next(part); at != part.Span.To {
			child, key, limit, cost = met, 0, 10, cost+streamCost
			continue
		}
		limit = min(limit*2, chunkMost)
	}
	if met != len(c) {
		t.Fatalf("%d of %d children were met", met, len(c))
	}
	return cost
}

// cheapest is the least that the level costs by a rule that is right for all
// its children alike: to hop after so many chunks of one, or never.
func (c children) cheapest(t *testing.T, streamCost int) int {
	best := c.list(t, streamCost, func(p model.Listed) string { return p.Span.To })
	for chunks := 1; chunks <= 8; chunks++ {
		h, in := hopper{prefix: "l/", separator: "/", cost: math.MaxInt}, 0
		was := ""
		best = min(best, c.list(t, streamCost, func(p model.Listed) string {
			h.next(p)
			if child := string(h.child); child != was {
				was, in = child, 0
			}
			if in++; in < chunks {
				return p.Span.To
			}
			return model.PrefixEnd(was)
		}))
	}
	return best
}

// Every level is listed at little more than it costs by the rule that suits it
// best, which nobody can know before.
func TestHoppingIsNearTheCheapest(t *testing.T) {
	for _, c := range []struct {
		name  string
		level children
		most  float64
	}{
		{"20 big", repeated(20, 20_000), 1.2},
		{"100 big", repeated(100, 6_000), 1.2},
		{"20k small", repeated(20_000, 10), 1.01},
		{"500 of 300", repeated(500, 300), 1.2},
		{"1 huge", repeated(1, 100_000), 1.5},
		{"small between big", repeated(20, 20_000).between(50, 10), 1.2},
		{"middling between big", repeated(20, 20_000).between(5, 400), 1.2},
		{"small, then big", append(repeated(5_000, 10), repeated(20, 20_000)...), 1.2},
		{"big, then small", append(repeated(20, 20_000), repeated(5_000, 200)...), 1.2},
	} {
		for _, streamCost := range []int{hopLeast, 5 * hopLeast} {
			h := hopper{prefix: "l/", separator: "/", cost: streamCost}
			ours := float64(c.level.list(t, streamCost, h.next))
			best := float64(c.level.cheapest(t, streamCost))
			t.Logf("%-20s a stream costs %5d: %8.0f, %.2f of the cheapest", c.name, streamCost, ours, ours/best)
			if ours > c.most*best {
				t.Errorf("%s: more than %.2f", c.name, c.most)
			}
		}
	}
}
