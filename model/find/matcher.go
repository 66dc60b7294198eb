package find

// Matcher matches keys for one goroutine.
//
// Of the key before it keeps what each term had found of it, and how far, so
// that a key costs what of it differs from the one before.
type Matcher struct {
	asks     question
	memories []memory // of each term, or each text that the pattern needs
}

// memory is what a term found in the key that it saw last.
type memory struct {
	known int // bytes of that key that are the same in the present one
	found span
	trail []step
}

// Matcher returns a matcher of the query.
func (q Query) Matcher() *Matcher {
	m := &Matcher{}
	if q.Empty() {
		return m
	}
	m.asks = *q.asks
	texts := 0
	for _, g := range m.asks.groups {
		texts += len(g)
	}
	if m.asks.pattern != nil {
		texts = len(m.asks.pattern.needs)
	}
	m.memories = make([]memory, texts)
	return m
}

// Match says whether a key matches, and how well: a higher score is a better
// match. same is how many bytes the key shares with the one of the call before;
// 0 is always right.
func (m *Matcher) Match(key []byte, same int) (score int, ok bool) {
	same = min(same, len(key))
	for i := range m.memories { // the ones that are not asked, too
		m.memories[i].known = min(m.memories[i].known, same)
	}
	if m.asks.pattern != nil {
		return 0, m.asks.pattern.match(key, m.memories)
	}
	n := 0
	for _, g := range m.asks.groups {
		var points int
		var ok bool
		if len(g) == 1 { // most: a call less for each key
			points, ok = g[0].match(key, &m.memories[n])
		} else {
			points, ok = g.match(key, m.memories[n:])
		}
		if !ok {
			return 0, false
		}
		score += points
		n += len(g)
	}
	return score, true
}
