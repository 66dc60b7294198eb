package ui

import (
	"cmp"

	"github.com/etcdscope/etcdscope/model"
)

// regaining is where the cursor was in a tree that has begun anew: it goes back
// there as soon as that has come.
type regaining struct {
	path string // "" if it is there, or was given up
	line int
	miss string // was not there; the next tree may have it
}

// anew remembers the cursor's place before the tree begins anew.
func (p *treePane) anew() {
	if p.before.path == "" && p.moved {
		p.before = regaining{path: cmp.Or(p.before.miss, p.cursor.Path()), line: p.line}
	}
}

// regain goes back to where the cursor was, or to what is nearest so far. False
// if there is nothing to go back to.
func (p *treePane) regain() bool {
	if p.before.path == "" {
		return false
	}
	p.cursor.To(p.before.path)
	p.offset = p.cursor.Index() - p.before.line
	if !p.tree.Coming(p.before.path) {
		p.before = regaining{miss: p.before.path}
	}
	return true
}

// settled is the row under the cursor, and none on the way back to one: what the
// cursor passes need not be read.
func (p *treePane) settled() (r model.Row, ok bool) {
	if p.before.path != "" {
		return model.Row{}, false
	}
	return p.row()
}
