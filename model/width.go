package model

import "github.com/clipperhouse/displaywidth"

// Width is the number of terminal cells of display text, counted by grapheme.
func Width(s string) int { return displaywidth.String(s) }

// Ellipsis stands for what [Middle] left out.
const Ellipsis = "…"

// Middle shortens display text to at most width cells. What it leaves out is
// in the middle, because names that share a beginning differ at their end:
// checkout-7d9…-x2x9z. The ellipsis is another where terminals lack "…".
func Middle(s, ellipsis string, width int) string {
	if len(s) <= width && isPlain(s) || Width(s) <= width {
		return s
	}
	room := width - Width(ellipsis)
	if room < 0 {
		return s[:prefixLen(s, width)]
	}
	// The end gets a third, but where there is little room half of it, for
	// the six characters of a pod's own suffix ("-x2x9z").
	end := suffixStart(s, max(room/3, min(len("-x2x9z"), (room+1)/2)))
	beginning := prefixLen(s, room-Width(s[end:]))
	return s[:beginning] + ellipsis + s[end:]
}

// prefixLen is the length in bytes of the longest beginning of s, in whole
// graphemes, that fits into width cells.
func prefixLen(s string, width int) int {
	g := displaywidth.StringGraphemes(s)
	n := 0
	for g.Next() {
		width -= g.Width()
		if width < 0 {
			break
		}
		n += len(g.Value())
	}
	return n
}

// suffixStart is where the longest end of s starts, in whole graphemes, that
// fits into width cells.
func suffixStart(s string, width int) int {
	g := displaywidth.StringGraphemes(s)
	skip := Width(s) - width
	start := 0
	for skip > 0 && g.Next() {
		skip -= g.Width()
		start += len(g.Value())
	}
	return start
}
