package find

import (
	"unicode"
	"unicode/utf8"
)

// What sahilm/fuzzy adds and takes away.
const (
	firstBonus     = 10
	separatorBonus = 20
	camelBonus     = 20
	adjacentBonus  = 5
	leadingPenalty = -5 // for each byte before the first character
	leadingWorst   = -15
)

// chain is a text whose characters must be in a key one after another. It gives
// the scores of sahilm/fuzzy v0.1.3 (by Sahil Muthoo, MIT), whose automaton it is,
// but it allocates nothing and goes on where a key differs from the one before.
//
// The automaton goes through the key once. It takes the best place for a
// character until the next character of the text comes up, then it settles for
// that one. The library looks ahead by one character for this; here it is done
// when that one is there, so what is known of a part of a key depends on that
// part only.
type chain struct {
	text  []rune
	cased bool
	heeds [][256]uint8 // for each character of the text: what a byte of the key may be
}

// What a byte of a key is to the automaton. Most bytes are nothing, so it is
// one look-up for most, and no more for keys in which the text isn't.
const (
	isThis = 1 << iota // the character that it looks for
	isNext             // the one after it
	isMore             // a part of a character that is not ASCII: it takes a closer look
)

// step is the automaton after a character of the key that changed it.
type step struct {
	end      int // the offset after that character
	settled  int // characters of the text
	last     int // where the last one of these is
	sum      int // their scores
	at       int // the best place of the next one so far, -1 for none
	best     int // its score
	adjacent int // the bonus that grows with each character beside the one before
}

func newChain(text string, cased bool) *chain {
	c := &chain{text: []rune(text), cased: cased}
	c.heeds = make([][256]uint8, len(c.text))
	for i := range c.text {
		for b := range rune(utf8.RuneSelf) {
			c.heeds[i][b] = c.heed(i, b)
		}
		for b := utf8.RuneSelf; b < 256; b++ {
			c.heeds[i][b] = isMore
		}
	}
	return c
}

// heed says what a character is while the i-th one is looked for.
func (c *chain) heed(i int, r rune) (h uint8) {
	if c.same(c.text[i], r) {
		h |= isThis
	}
	if i+1 < len(c.text) && c.same(c.text[i+1], r) {
		h |= isNext
	}
	return h
}

func (c *chain) same(a, b rune) bool { return a == b || !c.cased && equalFold(a, b) }

// in says whether the characters are in a text one after another.
func (c *chain) in(text string) bool {
	i := 0
	for _, r := range text {
		if i < len(c.text) && c.same(c.text[i], r) {
			i++
		}
	}
	return i == len(c.text)
}

// match goes through a key from where it differs from the one before.
func (c *chain) match(key []byte, m *memory) (score int, ok bool) {
	i := m.known
	for i > 0 && key[i-1] >= utf8.RuneSelf {
		i-- // after ASCII a character begins, whatever follows
	}
	if m.trail == nil {
		m.trail = append(m.trail, step{at: -1, best: -1})
	}
	n := len(m.trail)
	for m.trail[n-1].end > i {
		n--
	}
	m.trail = m.trail[:n]
	m.known = len(key)
	s := m.trail[n-1]
	for {
		heeds := &c.heeds[s.settled]
		for i < len(key) && heeds[key[i]] == 0 {
			i++
		}
		if i == len(key) {
			break
		}
		r, size, heed := rune(key[i]), 1, heeds[key[i]]
		if heed == isMore {
			r, size = utf8.DecodeRune(key[i:])
			heed = c.heed(s.settled, r)
		}
		if s.take(key, i, r, heed) {
			s.end = i + size
			m.trail = append(m.trail, s)
		}
		i += size
	}
	if s.settled+1 < len(c.text) || s.at < 0 {
		return 0, false
	}
	s.settle()
	return s.sum + len(c.text) - len(key), true
}

// take takes in the character at an offset of the key, and says whether that
// changed anything.
func (s *step) take(key []byte, at int, r rune, heed uint8) (changed bool) {
	switch {
	case heed&isNext != 0 && s.at >= 0:
		s.settle()
		changed = true
	case heed&isThis == 0:
		return false
	}
	score, before := standing(key, at, r)
	if s.settled > 0 && s.last == before {
		bonus := s.adjacent*2 + adjacentBonus
		score += bonus
		s.adjacent += bonus
		changed = true
	}
	if score > s.best {
		s.best, s.at = score, at
		changed = true
	}
	return changed
}

// settle takes the best place for a character.
func (s *step) settle() {
	if s.settled == 0 {
		s.best += leading(s.at)
	}
	s.sum += s.best
	s.last, s.best = s.at, -1
	s.settled++
}

// standing is what a character scores by what is before it, and where that is.
func standing(key []byte, at int, r rune) (score, before int) {
	if at == 0 {
		return firstBonus, 0
	}
	last, size := rune(key[at-1]), 1
	if last >= utf8.RuneSelf {
		last, size = utf8.DecodeLastRune(key[:at])
	}
	switch last {
	case '/', '-', '_', ' ', '.', '\\':
		return separatorBonus, at - size
	}
	if unicode.IsUpper(r) && unicode.IsLower(last) {
		return camelBonus, at - size
	}
	return 0, at - size
}

// leading is what the bytes before the first character take away.
func leading(at int) int { return max(at*leadingPenalty, leadingWorst) }

// equalFold says whether two characters differ in case only.
func equalFold(a, b rune) bool {
	if a < utf8.RuneSelf && b < utf8.RuneSelf {
		return lower[byte(a)] == lower[byte(b)]
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return a == b
}

// places appends where the characters are, in the key whose trail that is.
func (c *chain) places(to []int, trail []step) []int {
	settled := 0
	for _, s := range trail {
		if s.settled > settled {
			settled++
			to = append(to, s.last)
		}
	}
	return append(to, trail[len(trail)-1].at)
}
