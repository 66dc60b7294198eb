package find

// Matcher matches keys for one goroutine.
//
// Of the key before it keeps what each term had found of it, and how far, so
// that a key costs what of it differs from the one before.
type Matcher struct {
	asks     question
	memories []memory // of each term
	needed   memory   // of the text that the pattern can't do without
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
	if q.asks != nil {
		m.asks = *q.asks
		m.memories = make([]memory, len(q.asks.terms))
	}
	return m
}

// Match says whether a key matches, and how well: a higher score is a better
// match. same is how many bytes the key shares with the one of the call before;
// 0 is always right.
func (m *Matcher) Match(key []byte, same int) (score int, ok bool) {
	same = min(same, len(key))
	if p := m.asks.pattern; p != nil {
		m.needed.known = min(m.needed.known, same)
		return 0, p.match(key, &m.needed)
	}
	for i := range m.memories { // the ones that are not asked, too
		m.memories[i].known = min(m.memories[i].known, same)
	}
	for i := range m.asks.terms {
		t := &m.asks.terms[i]
		points, found := t.match(key, &m.memories[i])
		if found == t.not {
			return 0, false
		}
		score += points
	}
	return score, true
}
