package value

import (
	"cmp"
	"unicode"
	"unicode/utf8"
)

// compareNames puts the names of a map in the library's order: as people
// count, "a2" before "a10", and letters after all else. (Its own is only to
// be had by writing the whole map.)
func compareNames(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) {
		return cmp.Compare(len(a), len(b))
	}
	for i > 0 && !utf8.RuneStart(a[i]) {
		i--
	}
	ar, _ := utf8.DecodeRuneInString(a[i:])
	br, _ := utf8.DecodeRuneInString(b[i:])
	switch al, bl := unicode.IsLetter(ar), unicode.IsLetter(br); {
	case al && bl:
		return cmp.Compare(ar, br)
	case al:
		return 1
	case bl:
		return -1
	}
	var start int64
	if (ar == '0' || br == '0') && endsInNumber(a[:i]) {
		start = 1
	}
	an, alen := leadingNumber(start, a[i:])
	bn, blen := leadingNumber(start, b[i:])
	return cmp.Or(cmp.Compare(an, bn), cmp.Compare(alen, blen), cmp.Compare(ar, br))
}

// endsInNumber says whether zeros that follow s count.
func endsInNumber(s string) bool {
	for len(s) > 0 {
		c, size := utf8.DecodeLastRuneInString(s)
		if !unicode.IsDigit(c) {
			return false
		}
		if c != '0' {
			return true
		}
		s = s[:len(s)-size]
	}
	return false
}

// leadingNumber reads the digits that go on with n, and says how many.
func leadingNumber(n int64, s string) (int64, int) {
	digits := 0
	for _, c := range s {
		if !unicode.IsDigit(c) {
			break
		}
		n = n*10 + int64(c-'0')
		digits++
	}
	return n, digits
}
