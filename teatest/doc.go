// Package teatest runs whole-program journeys: the real binary, on a real
// pseudo-terminal, against a real etcd, watched through a terminal emulator.
//
//	press, type ──► input ──► pty ──► program
//	                  ▲                  │
//	                  │ replies          ▼
//	Await, Screen ◄─ screen ◄─ reports ◄─ pty
//
// A journey presses keys and awaits what the screen should come to show. Nothing
// sleeps and nothing polls: a condition is looked at again each time the program
// has painted, so a test is as fast as the program and as patient as its
// deadline.
//
// The package needs a Unix system: pseudo-terminals, job control and signals are
// part of what is tested.
package teatest
