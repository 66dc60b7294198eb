package model

// ValuesRate is how many bytes a second are read of values that nobody looks at
// but a search, at most.
const ValuesRate = 4 << 20

// Values is what came of reading the values of keys that are known.
type Values struct {
	Entries []Entry // that there are, in order; also what was written between the keys meanwhile
	Bytes   int     // of their keys and values

	Settled int // of the keys that were asked for the first so many, which need not be asked for again
	Denied  int // of those may not be read
	TooBig  int // of those no answer can hold
}
