//go:build !race

package find

const arriving = 1_000_000
