package model

import "strings"

// Cursor is the row that the person is on. It is held by path, so that it
// stays on its row whatever comes before it; when the row goes away it moves
// to the next surviving sibling, then to the parent.
type Cursor struct {
	tree  *Tree
	path  string
	index int
}

// NewCursor returns a cursor on the first row.
func NewCursor(t *Tree) *Cursor { return &Cursor{tree: t} }

// Path is the path of the cursor's row, "" if the tree has no rows.
func (c *Cursor) Path() string {
	c.settle()
	return c.path
}

// Index is the row that the cursor is on.
func (c *Cursor) Index() int {
	c.settle()
	return c.index
}

// Move goes delta rows down (up, if negative), as far as there are rows.
func (c *Cursor) Move(delta int) { c.goTo(c.Index() + delta) }

// Home goes to the first row.
func (c *Cursor) Home() { c.goTo(0) }

// End goes to the last row.
func (c *Cursor) End() { c.goTo(c.tree.Len() - 1) }

// To goes to the row that shows path, or, if there is none, to the row that
// hides it or stands nearest.
func (c *Cursor) To(path string) {
	c.path = path
	c.settle()
}

func (c *Cursor) goTo(i int) {
	c.index = max(0, min(i, c.tree.Len()-1))
	c.path = ""
	if c.tree.Len() > 0 {
		c.path = c.tree.At(c.index).Path
	}
}

// settle finds the row again after the tree has changed.
func (c *Cursor) settle() {
	i, ok := c.tree.IndexOf(c.path)
	if c.path == "" || c.tree.Len() == 0 {
		i = 0
	} else if !ok {
		i = c.nearest(i)
	}
	c.goTo(i)
}

// nearest chooses for a path that has no row, i being where it would be.
func (c *Cursor) nearest(i int) int {
	parent, hasParent := c.tree.Parent(c.path)
	if i < c.tree.Len() {
		at := c.tree.At(i).Path
		if p, ok := c.tree.Parent(at); (p == parent && ok == hasParent) || strings.HasPrefix(c.path, at) {
			return i
		}
	}
	if j, ok := c.tree.IndexOf(parent); ok && hasParent {
		return j
	}
	return i - 1
}
