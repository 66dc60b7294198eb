package model

// Ordered goes through the keys of a snapshot in etcd's order, which is not that
// of its parts: a block's own keys have what is in its directories between them.
// It holds a few blocks' keys at a time, however many there are.
type Ordered struct {
	snap  *Snapshot
	part  int        // the next one to be begun
	ahead []string   // the keys of the one before it, none of which was given
	open  [][]string // what is left of the parts that were begun, the innermost last
}

// Ordered begins with the first key.
func (s *Snapshot) Ordered() *Ordered { return &Ordered{snap: s} }

// Next is the next key; false if there is none.
func (o *Ordered) Next() (key string, ok bool) {
	for {
		n := len(o.open)
		switch {
		case len(o.ahead) == 0 && o.part < o.snap.Len():
			o.begin()
		case n > 0 && len(o.open[n-1]) == 0:
			o.open = o.open[:n-1]
		case len(o.ahead) > 0 && (n == 0 || o.ahead[0] < o.open[n-1][0]):
			o.open, o.ahead = append(o.open, o.ahead), nil
		case n == 0:
			return "", false
		default:
			key, o.open[n-1] = o.open[n-1][0], o.open[n-1][1:]
			return key, true
		}
	}
}

func (o *Ordered) begin() {
	o.ahead = nil
	o.snap.Each(o.part, func(key []byte, _ int) bool {
		o.ahead = append(o.ahead, string(key))
		return true
	})
	o.part++
}
