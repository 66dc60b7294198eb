package model

// Sight is what one member has of a key, or of the keys under a prefix.
type Sight struct {
	Member string // its name: hostile
	Cause  string // why it could not be asked, or read; "" if it was
	Rev    int64  // at which it was read

	// Keys are those of the prefix, or the key alone, up to End: "" is the end
	// of what was asked for.
	Keys *Keys
	End  string
	// Size and Sum are of the key's value; a prefix has none.
	Size int
	Sum  [32]byte
}

// Comparison is how the members' sights of one path differ.
type Comparison struct {
	Path   string
	Prefix bool
	Rev    int64 // at which all were read; 0 if each was at its own
	Sights []Sight

	Keys        int    // that were compared
	End         string // where that ended, before the end of the prefix; "" if there
	Differences []Difference
	More        int // differences that are not among these
}

// Difference is one key that isn't the same everywhere.
type Difference struct {
	Key  string
	Of   []Meta // by member, the zero Meta where it is missing
	Sums bool   // only the values differ
}

// differencesShown is how many differences are told one by one.
const differencesShown = 100

// Compare compares what the members have, as far as all of them were read.
// Those that could not be read count for nothing.
func Compare(path string, prefix bool, sights []Sight) Comparison {
	c := Comparison{Path: path, Prefix: prefix, Sights: sights}
	var read []int
	for i, s := range sights {
		if s.Cause != "" {
			continue
		}
		if read = append(read, i); len(read) == 1 {
			c.Rev, c.End = s.Rev, s.End
		}
		if s.Rev != c.Rev {
			c.Rev = 0
		}
		if s.End != "" && (c.End == "" || s.End < c.End) {
			c.End = s.End
		}
	}
	at := make([]int, len(sights))
	for {
		key, ok := c.next(read, at)
		if !ok {
			return c
		}
		c.Keys++
		c.take(key, read, at)
	}
}

// next is the first key that any member has at its place.
func (c *Comparison) next(read, at []int) (key string, ok bool) {
	for _, i := range read {
		if at[i] >= c.Sights[i].Keys.Len() {
			continue
		}
		if k := c.Sights[i].Keys.Key(at[i]); !ok || string(k) < key {
			key, ok = string(k), true
		}
	}
	return key, ok && (c.End == "" || key < c.End)
}

// take compares one key and goes on behind it.
func (c *Comparison) take(key string, read, at []int) {
	d := Difference{Key: key, Of: make([]Meta, len(c.Sights))}
	first, same := c.Sights[read[0]], true
	for n, i := range read {
		s := c.Sights[i]
		if at[i] < s.Keys.Len() && string(s.Keys.Key(at[i])) == key {
			d.Of[i] = s.Keys.Meta(at[i])
			at[i]++
		}
		if n > 0 && d.Of[i] != d.Of[read[0]] {
			same = false
		}
		d.Sums = d.Sums || s.Sum != first.Sum
	}
	if same && !d.Sums {
		return
	}
	d.Sums = same
	if len(c.Differences) == differencesShown {
		c.More++
		return
	}
	c.Differences = append(c.Differences, d)
}

// Read is how many members were read.
func (c *Comparison) Read() (n int) {
	for _, s := range c.Sights {
		if s.Cause == "" {
			n++
		}
	}
	return n
}
