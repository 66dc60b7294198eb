package value

import (
	"cmp"
	"unicode"
)

// compareNames puts the names of a map in the library's order: as people
// count, "a2" before "a10", and letters after all else. (Its own is only to
// be had by writing the whole map.)
func compareNames(a, b string) int {
	ar, br := []rune(a), []rune(b)
	for i := 0; i < len(ar) && i < len(br); i++ {
		if ar[i] != br[i] {
			return compareAt(ar, br, i)
		}
	}
	return cmp.Compare(len(ar), len(br))
}

// compareAt compares names that differ from i on.
func compareAt(a, b []rune, i int) int {
	switch al, bl := unicode.IsLetter(a[i]), unicode.IsLetter(b[i]); {
	case al && bl:
		return cmp.Compare(a[i], b[i])
	case al:
		return 1
	case bl:
		return -1
	}
	var an, bn int64
	if a[i] == '0' || b[i] == '0' {
		// Zeros count after another digit only.
		for j := i - 1; j >= 0 && unicode.IsDigit(a[j]); j-- {
			if a[j] != '0' {
				an, bn = 1, 1
				break
			}
		}
	}
	an, alen := number(an, a[i:])
	bn, blen := number(bn, b[i:])
	return cmp.Or(cmp.Compare(an, bn), cmp.Compare(alen, blen), cmp.Compare(a[i], b[i]))
}

// number reads the digits that go on with n.
func number(n int64, digits []rune) (int64, int) {
	for i, c := range digits {
		if !unicode.IsDigit(c) {
			return n, i
		}
		n = n*10 + int64(c-'0')
	}
	return n, len(digits)
}
