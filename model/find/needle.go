package find

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// needle is a text that must be in a key as it is.
type needle struct {
	kind    kind // where: anything but loosely
	text    string
	letters *[256]byte // makes the bytes alike that are the same letter
	wide    bool       // there are letters in it that aren't ASCII and whose case doesn't matter
	all     bool       // and ASCII's letters have all their cases, too: the kelvin sign is a k
	most    int        // bytes that it has in a key at most
	chars   int
	begins  [256]bool // the bytes that it may begin with
}

// span is where in a key something was found; it is not empty.
type span struct{ from, to int }

func (s span) is() bool { return s.to > 0 }

// lower makes ASCII letters alike, and asIs nothing.
var lower, asIs = func() (lower, asIs [256]byte) {
	for i := range asIs {
		lower[i], asIs[i] = byte(i), byte(i)
	}
	for c := 'A'; c <= 'Z'; c++ {
		lower[c] = byte(c) + 'a' - 'A'
	}
	return lower, asIs
}()

func newNeedle(k kind, text string, cased bool) *needle {
	n := &needle{kind: k, text: text, letters: &asIs, most: len(text), chars: utf8.RuneCountInString(text)}
	if !cased {
		n.letters = &lower
	}
	for b := range n.begins {
		n.begins[b] = n.letters[b] == n.letters[text[0]]
	}
	if !cased && slices.ContainsFunc([]rune(text), func(r rune) bool { return r >= utf8.RuneSelf && unicode.SimpleFold(r) != r }) {
		n.widen()
	}
	return n
}

// widen makes it compare characters, not bytes.
func (n *needle) widen() {
	n.wide, n.most = true, n.chars*utf8.UTFMax
	first, _ := utf8.DecodeRuneInString(n.text)
	for b := range n.begins {
		n.begins[b] = b >= utf8.RuneSelf || equalFold(first, rune(b))
	}
}

// match looks for it in a key. The score is that of the place.
func (n *needle) match(key []byte, m *memory) (score int, ok bool) {
	m.found = n.find(key, m.found, m.known)
	m.known = len(key)
	if !m.found.is() {
		return 0, false
	}
	r, _ := utf8.DecodeRune(key[m.found.from:])
	score, _ = standing(key, m.found.from, r)
	return score + leading(m.found.from) + n.chars - len(key), true
}

// find gives the first place where it is, or the last one if it must end there.
// before is what it gave for another key that has the first bytes, as many as are
// known, in common.
func (n *needle) find(key []byte, before span, known int) span {
	switch n.kind {
	case whole:
		if end := n.at(key, 0); end == len(key) {
			return span{0, end}
		}
	case prefix:
		if known >= n.most {
			return before
		}
		if end := n.at(key, 0); end > 0 {
			return span{0, end}
		}
	case suffix:
		for i := max(0, len(key)-n.most); i < len(key); i++ {
			if n.begins[key[i]] && n.at(key, i) == len(key) {
				return span{i, len(key)}
			}
		}
	default:
		if before.is() && before.to <= known {
			return before
		}
		for i := max(0, known-n.most+1); i < len(key); i++ {
			if !n.begins[key[i]] {
				continue
			}
			if end := n.at(key, i); end > 0 {
				return span{i, end}
			}
		}
	}
	return span{}
}

// at is where the text ends if it begins at an offset of the key, else -1.
func (n *needle) at(key []byte, i int) (end int) {
	if n.wide {
		return n.wideAt(key, i)
	}
	end = i + len(n.text)
	if end > len(key) {
		return -1
	}
	for j, c := range key[i:end] {
		if n.letters[c] != n.letters[n.text[j]] {
			return -1
		}
	}
	return end
}

// wideAt compares character by character: the upper case may take more or less
// bytes than the lower one.
func (n *needle) wideAt(key []byte, i int) (end int) {
	for rest := n.text; rest != ""; {
		if i == len(key) {
			return -1
		}
		r, size := utf8.DecodeRuneInString(rest)
		took := 1
		if r == utf8.RuneError && size == 1 || r < utf8.RuneSelf && !n.all {
			if lower[key[i]] != lower[rest[0]] {
				return -1
			}
		} else {
			var c rune
			c, took = utf8.DecodeRune(key[i:])
			if c == utf8.RuneError && took == 1 || !equalFold(c, r) {
				return -1
			}
		}
		rest = rest[size:]
		i += took
	}
	return i
}

// places appends the offsets of the characters of which a part is in the span.
func (s span) places(to []int, key string) []int {
	for i := 0; i < s.to; {
		_, size := utf8.DecodeRuneInString(key[i:])
		if i+size > s.from {
			to = append(to, i)
		}
		i += size
	}
	return to
}
