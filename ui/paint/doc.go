// Package paint runs a Bubble Tea program and paints its screen.
//
//	message ─► paced.Update ─► View, if due ─► painter ─► Canvas ─► terminal
//
// Bubble Tea's own renderer looks for a new view at every tick of a clock, 120
// times a second at most: a key press waits 4 ms for the tick, 8 at the worst,
// and an idle screen costs 500 context switches a second. Here a frame is
// painted when there is one. The cells are compared by the same library.
package paint
