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
