package main

import (
	"runtime/debug"
)

// gcPercent is how much garbage there may be beside what is in use, in per
// cent of that. On somebody else's host memory is dearer than the few per cent
// that a listing takes longer (docs/performance.md has the figures).
const gcPercent = 40

// saveMemory sets the collector, unless GOGC does.
func saveMemory(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
