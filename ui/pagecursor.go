package ui

import "github.com/etcdscope/etcdscope/keymap"

// leftStep is how far one press scrolls to the side.
const leftStep = 8

// scrollOff is how many rows are kept in view above and below the cursor,
// where there are enough of them.
const scrollOff = 2

// do carries out an action; false if it isn't one of a page's, or there is
// nowhere to go.
func (p *page) do(a keymap.Action) bool {
	if a == keymap.Wrap {
		p.nowrap = !p.nowrap
		p.row, p.left = 0, 0
		p.replace(p.doc)
		if f := &p.find; f.on && f.at.line == p.cursor { // what was found is elsewhere on it
			p.reach(f.at)
		}
		return true
	}
	if p.doc == nil || p.doc.Len() == 0 {
		return false
	}
	switch a {
	case keymap.Top:
		p.spot, p.cursor = spot{}, 0
	case keymap.Bottom:
		p.spot, p.cursor = p.last(), p.lastLine()
	case keymap.Left:
		before := p.left
		p.left = max(0, p.left-leftStep)
		return p.left != before
	case keymap.Right:
		p.left = min(p.left+leftStep, max(p.left, p.widest()-p.textWidth()))
	case keymap.Down:
		p.stepDown()
	case keymap.Up:
		p.stepUp()
	default:
		n := distance(a, p.height)
		p.scrollBy(n)
		return n != 0
	}
	return true
}

// stepDown moves the cursor to the next line. In one that is taller than the
// view it first goes on to what is below.
func (p *page) stepDown() {
	if rows := len(p.rows(p.cursor)); rows > p.height && p.before(spot{p.cursor, rows - p.height}) {
		p.spot = p.down(p.spot, 1)
		return
	}
	if next := p.next(p.cursor); next < p.doc.Len() {
		p.cursor = next
		p.follow()
	}
}

func (p *page) stepUp() {
	if (spot{line: p.cursor}).before(p.spot) && len(p.rows(p.cursor)) > p.height {
		p.spot, _ = p.up(p.spot, 1)
		return
	}
	if p.cursor > 0 {
		p.cursor = p.prev(p.cursor)
		p.follow()
	}
}

// scrollBy scrolls the view by n rows, up if n is negative. The cursor stays
// where it is in the view; at an end of the document it goes on to that. A line
// that is taller than the view goes by as others do.
func (p *page) scrollBy(n int) {
	y, moved := p.cursorRow(), 0
	if n > 0 {
		last := p.last()
		for ; moved < n && p.before(last); moved++ {
			p.spot = p.down(p.spot, 1)
		}
	} else {
		p.spot, moved = p.up(p.spot, -n)
		moved = -moved
	}
	y = min(max(0, y+n-moved), p.height-1)
	if at := p.down(p.spot, y); moved != 0 || at.line != p.cursor {
		p.cursor = at.line
	} else if n > 0 {
		p.cursor = p.lastLine()
	} else {
		p.cursor = 0
	}
	if len(p.rows(p.cursor)) <= p.height {
		p.follow()
	}
}

// cursorRow is the row of the view where the cursor's line begins.
func (p *page) cursorRow() int {
	at, n := p.spot, 0
	for at.line < p.cursor && n < p.height-1 {
		n += len(p.rows(at.line)) - at.row
		at = spot{line: p.next(at.line)}
	}
	return min(n, p.height-1)
}

// follow scrolls as little as brings the cursor's line into view, with a few
// rows around it. Of a line that is taller than the view the nearer end is.
func (p *page) follow() {
	if p.doc == nil || p.doc.Len() == 0 || p.height <= 0 {
		return
	}
	rows := len(p.rows(p.cursor))
	first, end := spot{p.cursor, 0}, spot{p.cursor, rows - 1}
	low, high := first, spot{p.cursor, rows - p.height} // the top of the view is to be in between
	if rows <= p.height {
		off := min(scrollOff, p.height/4, (p.height-rows)/2)
		high, _ = p.up(first, off)
		end = p.down(end, off)
		low, _ = p.up(end, p.height-1)
	}
	switch {
	case p.before(low):
		p.spot = low
	case high.before(p.spot):
		p.spot = high
	}
	p.clamp()
}
