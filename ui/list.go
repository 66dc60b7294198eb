package ui

// list is the one of n lines, or of things of as many lines, that is chosen, and
// the first one in view.
type list struct{ chosen, offset int }

// move chooses another one.
func (l *list) move(by, n int) { l.chosen = max(0, min(l.chosen+by, n-1)) }

// fit brings the chosen one into view, among as many as there are by now.
func (l *list) fit(rows, n int) {
	l.move(0, n)
	l.offset = inView(l.offset, l.chosen, rows, n)
}
