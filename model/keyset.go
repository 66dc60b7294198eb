package model

import "math/bits"

// KeySet is some of the keys of a part, by their places in it. A block has room
// for less than two words of them.
type KeySet [2]uint64

const wordBits = 64

// firstKeys are the first n places.
func firstKeys(n int) (s KeySet) {
	for i := range s {
		switch left := n - i*wordBits; {
		case left >= wordBits:
			s[i] = ^uint64(0)
		case left > 0:
			s[i] = 1<<left - 1
		}
	}
	return s
}

// Add puts the key at a place into the set.
func (s *KeySet) Add(at int) { s[at/wordBits] |= 1 << (at % wordBits) }

// Has says whether the key at a place is in the set.
func (s *KeySet) Has(at int) bool { return s[at/wordBits]&(1<<(at%wordBits)) != 0 }

// Len is the number of keys in the set.
func (s *KeySet) Len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// Empty says that no key is in the set.
func (s *KeySet) Empty() bool { return s[0]|s[1] == 0 }

// end is the place after the last key.
func (s *KeySet) end() int {
	if s[1] != 0 {
		return wordBits + bits.Len64(s[1])
	}
	return bits.Len64(s[0])
}

func (s KeySet) without(other KeySet) KeySet {
	return KeySet{s[0] &^ other[0], s[1] &^ other[1]}
}
