package contexts

import "slices"

// nearest is the one of words that a person who typed text may have meant, ""
// if none is near.
func nearest(text string, words []string) string {
	if len(text) > 40 {
		return ""
	}
	best, least := "", 3
	for _, word := range words {
		if d := distance(text, word); d < least && d < len(word)/2 {
			best, least = word, d
		}
	}
	return best
}

// distance is how many characters must be put in, taken out or replaced to
// make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0] // of the row above, one to the left
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost = 1 + slices.Min([]int{before, row[j], row[j+1]})
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
