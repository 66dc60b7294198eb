//go:build linux

package faults

import (
	"fmt"
	"slices"
	"time"
)

// spread is the median and the most of some times.
func spread(times []time.Duration) string {
	if len(times) == 0 {
		return "never"
	}
	sorted := slices.Sorted(slices.Values(times))
	return fmt.Sprintf("median %.1f s, at most %.1f s", sorted[len(sorted)/2].Seconds(), sorted[len(sorted)-1].Seconds())
}
