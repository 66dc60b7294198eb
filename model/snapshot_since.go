package model

import "bytes"

// Since says of each part which one of an earlier snapshot, maybe of another
// prefix, it is: its index there, or -1 for what is new. It may, rarely, take for
// new what isn't: nothing worse follows than looking at it once more.
func (s *Snapshot) Since(before *Snapshot) []int32 {
	was := make([]int32, len(s.parts))
	var a, b []byte
	j := 0
	for i, p := range s.parts {
		was[i] = -1
		for j < len(before.parts) {
			q := before.parts[j]
			if p == q {
				was[i] = int32(j)
				j++
				break
			}
			// Both have their parts in the order of the paths of their first children.
			a, b = p.appendFirst(a[:0]), q.appendFirst(b[:0])
			order := bytes.Compare(a, b)
			if order >= 0 {
				j++ // it is gone, or was another one of the same beginning
			}
			if order <= 0 {
				break
			}
		}
	}
	return was
}

// appendFirst appends the path of the part's first child, or of its key.
func (p Part) appendFirst(to []byte) []byte {
	to = p.dir.appendPath(to)
	if p.block != nil {
		to = append(to, p.block.first()...)
	}
	return to
}
