//go:build race

package find

// arriving is fewer keys: the race detector takes its time for each.
const arriving = 100_000
