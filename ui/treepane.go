package ui

import (
	"time"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// scrollMargin is how many rows stay in view beyond the cursor.
const scrollMargin = 2

// treePane shows the rows of the tree that are in view, and the cursor.
type treePane struct {
	look   *look
	tree   *model.Tree
	cursor *model.Cursor
	source Source
	memory Memory              // of what is bookmarked
	opened map[string]struct{} // what the source was asked to list
	other  *model.Tree         // for which it was asked, too: the whole tree or the filtered one; nil: none

	box    frame
	denied bool        // nothing arrives, whatever is being listed
	offset int         // index of the first row in view
	line   int         // of the cursor within the view
	moved  bool        // by the person; until then the cursor stays on start
	start  string      // a path, "" for the top
	before regaining   // the cursor's place in the tree before this one began anew
	rows   []model.Row // in view, as of the last refresh

	title []part // in the border
	aside string // there, on the right
}

func newTreePane(k *look, t *model.Tree, s Source) treePane {
	return treePane{look: k, tree: t, cursor: model.NewCursor(t), source: s, memory: &fleeting{}, opened: map[string]struct{}{}, title: []part{{k.Plain.Accent, "keys"}}}
}

// started puts the cursor on the start prefix, or on the key that it is, once
// that has come. Until then, and until a person moves it, it stays on top.
func (p *treePane) started(scope, separator string) {
	if p.moved || scope == p.tree.Root().Path {
		return
	}
	if row, ok := resolve(p.tree, scope, separator); ok {
		p.jump(row)
	}
}

// do carries out an action.
func (p *treePane) do(a keymap.Action) {
	p.moved, p.before = true, regaining{}
	switch a {
	case keymap.Toggle:
		p.toggle()
	case keymap.In:
		p.in()
	case keymap.Out:
		p.out()
	case keymap.Parent:
		p.toParent()
	case keymap.NextSibling:
		p.toSibling(1)
	case keymap.PrevSibling:
		p.toSibling(-1)
	case keymap.CollapseAll:
		p.tree.CollapseAll()
		p.release()
	default:
		p.move(a)
	}
}

func (p *treePane) move(a keymap.Action) {
	_, height := p.box.inner()
	switch n := distance(a, height); a {
	case keymap.Down, keymap.Up:
		p.cursor.Move(n)
	case keymap.Top:
		p.cursor.Home()
	case keymap.Bottom:
		p.cursor.End()
	default:
		if n != 0 {
			p.leap(n)
		}
	}
}

// leap moves the cursor and the view by as much, so that the cursor keeps its
// line.
func (p *treePane) leap(by int) {
	before := p.cursor.Index()
	p.cursor.Move(by)
	p.offset += p.cursor.Index() - before
}

// row is the row under the cursor; ok is false if there are no rows.
func (p *treePane) row() (r model.Row, ok bool) {
	if p.tree.Len() == 0 {
		return model.Row{}, false
	}
	return p.tree.At(p.cursor.Index()), true
}

func (p *treePane) toggle() {
	switch r, ok := p.row(); {
	case !ok || !r.Prefix:
	case r.Expanded:
		p.collapse(r.Path)
	default:
		p.tree.Expand(r.Path)
	}
}

// in opens a prefix, or goes to the first row inside if it is open.
func (p *treePane) in() {
	switch r, ok := p.row(); {
	case !ok || !r.Prefix:
	case !r.Expanded:
		p.tree.Expand(r.Path)
	default:
		if i := p.cursor.Index() + 1; i < p.tree.Len() && p.tree.At(i).Depth > r.Depth {
			p.cursor.Move(1)
		}
	}
}

// out closes a prefix, or goes to the parent if it is closed or a key.
func (p *treePane) out() {
	if r, ok := p.row(); ok && r.Prefix && r.Expanded {
		p.collapse(r.Path)
		return
	}
	p.toParent()
}

func (p *treePane) toParent() {
	if parent, ok := p.tree.Parent(p.cursor.Path()); ok {
		p.cursor.To(parent)
	}
}

func (p *treePane) toSibling(by int) {
	if path, ok := p.tree.Sibling(p.cursor.Path(), by); ok {
		p.cursor.To(path)
	}
}

func (p *treePane) collapse(path string) {
	p.tree.Collapse(path)
	p.release()
}

// retry asks again for a prefix that couldn't be read whole: for the one under
// the cursor, or, if nothing could be read, for the start prefix.
func (p *treePane) retry() {
	r, ok := p.row()
	if !ok {
		r = p.tree.Root()
	}
	if r.Prefix {
		p.tree.Retry(r.Path)
	}
}

// demand asks the source for what the tree wants listed.
func (p *treePane) demand() {
	for _, path := range p.tree.Wanted() {
		p.open(path)
	}
}

func (p *treePane) open(path string) {
	p.opened[path] = struct{}{}
	p.source.Open(path)
}

// release tells the source what isn't open any more.
func (p *treePane) release() {
	for path := range p.opened {
		if path == "" || p.tree.Expanded(path) || p.other != nil && p.other.Expanded(path) {
			continue
		}
		if p.tree.Collapse(path); p.other != nil {
			p.other.Collapse(path) // which may have asked for it
		}
		delete(p.opened, path)
		p.source.Abandon(path)
	}
}

// show goes to the row that shows path, and opens it if it is a prefix.
func (p *treePane) show(path string) {
	p.tree.Reveal(path)
	p.jump(path)
	if r, ok := p.row(); ok && r.Prefix {
		p.tree.Expand(r.Path)
	}
}

// jump goes to the row that shows path, and shows what surrounds it.
func (p *treePane) jump(path string) {
	p.cursor.To(path)
	p.moved, p.before = true, regaining{}
	_, height := p.box.inner()
	if at := p.cursor.Index(); at < p.offset || at >= p.offset+height {
		p.offset = at - height/2
	}
}

// changed follows a change of the tree: the row under the cursor keeps its
// line on the screen, whatever came or went above it.
func (p *treePane) changed() {
	if p.regain() {
		return
	}
	p.offset = p.cursor.Index() - p.line
}

// rest puts the cursor where it stays until a person moves it.
func (p *treePane) rest() {
	if p.start == "" {
		p.cursor.Home()
		return
	}
	p.cursor.To(p.start)
}

// expire lets the rows of deleted keys go whose time is over.
func (p *treePane) expire(now time.Time) {
	if p.tree.Expire(now) {
		p.changed()
	}
}

// refresh takes the rows in view anew. A pane that isn't shown keeps its place
// for when it is.
func (p *treePane) refresh(box frame) {
	if !p.moved {
		p.rest()
	}
	_, height := box.inner()
	if height <= 0 {
		p.rows = nil
		return
	}
	p.box = box
	at, n := p.cursor.Index(), p.tree.Len()
	margin := min(scrollMargin, max(0, (height-1)/2))
	p.offset = min(p.offset, at-margin)
	p.offset = max(p.offset, at+margin-height+1)
	p.offset = max(0, min(p.offset, n-height))
	p.line = at - p.offset
	p.rows = p.tree.Window(p.offset, height)
}

func (p *treePane) view(focused bool, now time.Time, empty []part) []string {
	p.box.focused = focused
	p.box.title, p.box.aside = p.title, p.aside
	width, height := p.box.inner()
	p.box.scroll = scroll{offset: p.offset, shown: len(p.rows), of: p.tree.Len()}
	var body []string
	total, _ := p.tree.Keys()
	c := columnsFor(p.look, width, total)
	c.denied, c.remembered = p.denied, p.memory.Remembered()
	for i, r := range p.rows {
		ink := p.look.Plain
		if i == p.line {
			ink = p.look.Resting
			if focused {
				ink = p.look.Row
			}
		}
		body = append(body, c.row(p.look, ink, r, now))
	}
	body = append(body, p.look.paragraphs(width, empty)...)
	return p.box.draw(p.look, p.look.lines(width, height, body))
}

// next is how long the rows in view look as they do now; 0 if for good.
func (p *treePane) next(now time.Time) (d time.Duration) {
	for _, r := range p.rows {
		if r.Mark != model.Unchanged {
			d = sooner(d, model.UntilOlder(now.Sub(r.MarkedAt)))
		}
	}
	return d
}
