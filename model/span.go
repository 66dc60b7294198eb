package model

import (
	"slices"
	"sort"
)

// Span is the half-open byte range [From, To) of keys. An empty To means the
// end of the keyspace, an empty From its start.
type Span struct{ From, To string }

// PrefixSpan is the span of all keys that start with prefix.
func PrefixSpan(prefix string) Span { return Span{From: prefix, To: PrefixEnd(prefix)} }

// PrefixEnd is the first key after all keys that start with prefix; "" if
// there is none (an empty prefix, or one of 0xff bytes only).
func PrefixEnd(prefix string) string {
	for i := len(prefix) - 1; i >= 0; i-- {
		if c := prefix[i]; c < 0xff {
			return prefix[:i] + string([]byte{c + 1})
		}
	}
	return ""
}

// After is the first key that sorts after key.
func After(key string) string { return key + "\x00" }

// Empty says that no key is in the span.
func (s Span) Empty() bool { return s.To != "" && s.From >= s.To }

// Contains says whether key is in the span.
func (s Span) Contains(key string) bool { return key >= s.From && (s.To == "" || key < s.To) }

// Intersect is what both spans have; empty if that is nothing.
func (s Span) Intersect(o Span) Span {
	s.From = max(s.From, o.From)
	if endLess(o.To, s.To) {
		s.To = o.To
	}
	return s
}

// CommonPrefix is the number of bytes that a and b begin with alike.
func CommonPrefix[T ~string | ~[]byte](a, b T) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// endLess compares two ends of spans, "" being the greatest.
func endLess(a, b string) bool {
	if a == "" || b == "" {
		return a != "" && b == ""
	}
	return a < b
}

// Spans is a set of keys as sorted, disjoint, non-touching spans: what has
// been listed. The zero value is the empty set.
type Spans struct{ all []Span }

// Add joins s to the set. O(log n) plus the spans it swallows.
func (c *Spans) Add(s Span) {
	if s.Empty() {
		return
	}
	// [i, j) are the spans that overlap or touch s.
	i := sort.Search(len(c.all), func(i int) bool { return c.all[i].To == "" || c.all[i].To >= s.From })
	j := i
	for j < len(c.all) && (s.To == "" || c.all[j].From <= s.To) {
		j++
	}
	if i < j {
		s.From = min(s.From, c.all[i].From)
		if last := c.all[j-1].To; endLess(s.To, last) {
			s.To = last
		}
	}
	c.all = slices.Replace(c.all, i, j, s)
}

// Remove takes the keys of s out of the set.
func (c *Spans) Remove(s Span) {
	if s.Empty() {
		return
	}
	i := sort.Search(len(c.all), func(i int) bool { return c.all[i].To == "" || c.all[i].To > s.From })
	j := i
	var rest []Span
	for ; j < len(c.all) && (s.To == "" || c.all[j].From < s.To); j++ {
		if c.all[j].From < s.From {
			rest = append(rest, Span{c.all[j].From, s.From})
		}
		if s.To != "" && endLess(s.To, c.all[j].To) {
			rest = append(rest, Span{s.To, c.all[j].To})
		}
	}
	c.all = slices.Replace(c.all, i, j, rest...)
}

// Covers says whether every key of s is in the set.
func (c *Spans) Covers(s Span) bool {
	if s.Empty() {
		return true
	}
	gap := c.Gap(s)
	return gap.Empty()
}

// Contains says whether key is in the set.
func (c *Spans) Contains(key string) bool { return c.Covers(Span{key, After(key)}) }

// Gap is the first part of s that is not in the set; empty (From = To) if
// there is none.
func (c *Spans) Gap(s Span) Span {
	i := sort.Search(len(c.all), func(i int) bool { return c.all[i].To == "" || c.all[i].To > s.From })
	if i < len(c.all) && c.all[i].From <= s.From {
		end := c.all[i].To
		if end == "" || (s.To != "" && end >= s.To) {
			return Span{From: "\x00", To: "\x00"}
		}
		s.From = end
		i++
	}
	if i < len(c.all) && endLess(c.all[i].From, s.To) {
		s.To = c.all[i].From
	}
	return s
}

// Touches says whether any key of s is in the set.
func (c *Spans) Touches(s Span) bool {
	return len(c.all) > 0 && c.Gap(s) != s
}

// Clear empties the set.
func (c *Spans) Clear() { c.all = nil }

// In gives the parts of s that are in the set, in order.
func (c *Spans) In(s Span) []Span { return Parts(c.all, s) }

// Parts gives what each of the spans has of s, of those that have anything.
func Parts(spans []Span, s Span) (parts []Span) {
	for _, a := range spans {
		if part := a.Intersect(s); !part.Empty() {
			parts = append(parts, part)
		}
	}
	return parts
}

// NotIn gives the parts of s that are not in the set, in order.
func (c *Spans) NotIn(s Span) (parts []Span) {
	for !s.Empty() {
		gap := c.Gap(s)
		if gap.Empty() {
			break
		}
		parts = append(parts, gap)
		if gap.To == "" {
			break
		}
		s.From = gap.To
	}
	return parts
}

// SpansOf is the set of all keys in the spans.
func SpansOf(spans []Span) (c Spans) {
	for _, s := range spans {
		c.Add(s)
	}
	return c
}
