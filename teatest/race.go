//go:build race

package teatest

// raceEnabled is whether these tests run with the race detector, in which case
// the program they drive is built with it as well.
const raceEnabled = true
