package ui

// side is one of the two panes.
type side uint8

const (
	treeSide side = iota
	valueSide
)

// Sizes at which the screen is laid out another way.
const (
	besideWidth = 100 // less: the value goes below the keys
	singleWidth = 60  // less: one pane at a time
	stackHeight = 12  // fewer lines for the panes than this: one at a time

	crumbsHeight = 8 // fewer lines in all: no breadcrumbs

	splitStart, splitStep     = 50, 5
	splitLeast, splitGreatest = 20, 80
)

// layout is where everything is: header, breadcrumbs, panes, footer.
type layout struct {
	width, height int
	crumbs        bool
	footer        bool
	beside        bool // else one above the other

	// Outer sizes of the panes, zero for one that isn't shown.
	treeWidth, treeHeight   int
	valueWidth, valueHeight int
}

// arrange lays out the screen. split is the share of the tree in percent.
func arrange(width, height, split int, focus side, zoom bool) layout {
	a := layout{width: max(0, width), height: max(0, height)}
	a.footer = height >= 2
	a.crumbs = height >= crumbsHeight
	body := a.body()
	switch {
	case body <= 0 || width <= 0:
	case zoom || width < singleWidth || (width < besideWidth && body < stackHeight):
		if focus == treeSide {
			a.treeWidth, a.treeHeight = width, body
		} else {
			a.valueWidth, a.valueHeight = width, body
		}
	case width >= besideWidth:
		a.beside = true
		a.treeWidth, a.treeHeight = width*split/100, body
		a.valueWidth, a.valueHeight = width-a.treeWidth, body
	default:
		a.treeWidth, a.treeHeight = width, (body*split+99)/100
		a.valueWidth, a.valueHeight = width, body-a.treeHeight
	}
	return a
}

// body is the number of lines between the header with the breadcrumbs and the
// footer.
func (a layout) body() int {
	n := a.height - 1 // the header
	if a.footer {
		n--
	}
	if a.crumbs {
		n--
	}
	return max(0, n)
}
