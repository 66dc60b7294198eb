package ui

import "github.com/etcdscope/etcdscope/keymap"

// distance is how many lines an action goes down (up, if negative) where
// height lines are in view; 0 if it is none that goes by lines.
func distance(a keymap.Action, height int) int {
	switch a {
	case keymap.Down:
		return 1
	case keymap.Up:
		return -1
	case keymap.HalfDown:
		return max(1, height/2)
	case keymap.HalfUp:
		return -max(1, height/2)
	case keymap.PageDown:
		return max(1, height-1)
	case keymap.PageUp:
		return -max(1, height-1)
	}
	return 0
}

// stride is the same where all of the lines can be gone over at once: to the
// first or the last, too.
func stride(a keymap.Action, height, all int) int {
	switch a {
	case keymap.Top:
		return -all
	case keymap.Bottom:
		return all
	}
	return distance(a, height)
}

// scrolled is the first line in view, as near to offset as there are lines.
func scrolled(offset, height, all int) int { return max(0, min(offset, all-height)) }

// round is the one of n lines that is chosen by going on by one, past the last to
// none, which is -1, and on to the first.
func round(chosen, by, n int) int { return (chosen+1+by+n+1)%(n+1) - 1 }

// inView is the first line in view, moved as little as shows line at.
func inView(offset, at, height, all int) int {
	return scrolled(max(min(offset, at), at-height+1), height, all)
}
