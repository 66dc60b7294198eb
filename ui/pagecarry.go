package ui

import "github.com/etcdscope/etcdscope/model/value"

const (
	// carryFolds is how many folds are looked for one by one in a newer
	// document. More than a person closes by hand, they are of all blocks.
	carryFolds = 1000
	// carrySteps is how many lines are looked at in that, all in all; one with a
	// long path counts as several.
	carrySteps = 20_000
	carryPath  = 16 // how much of a path counts as one
)

// carry finds what it shows again in a newer document: the line under the
// cursor and the closed blocks are known by their paths. The cursor stays in
// its row of the view.
//
// now is where a line of the document before is, as far as comparing them has
// told; nil if they weren't compared.
func (p *page) carry(was *value.Document, now func(line int) int) {
	f := finderOfPaths{was: was, is: p.doc, now: now, steps: carrySteps}
	if p.cursor > 0 { // else it follows the start
		if line := f.line(p.cursor); line >= 0 {
			p.line = max(0, p.line+line-p.cursor)
			p.cursor = line
		}
	}
	closed := p.folds.closed
	p.folds = folds{}
	p.folds.close(p.carried(closed, &f)...)
	p.find.carried(p)
}

// carried are the blocks that were closed, where they are now.
func (p *page) carried(closed []fold, f *finderOfPaths) (kept []fold) {
	if len(closed) > carryFolds {
		return p.topBlocks()
	}
	for _, b := range closed {
		if head := f.line(b.head); head >= 0 && p.begins(head) {
			kept = append(kept, fold{head, p.doc.Fold(head)})
		}
	}
	return kept
}

// finderOfPaths finds lines of one document in another.
type finderOfPaths struct {
	was, is *value.Document
	now     func(line int) int // the first guess; nil: there is none
	shift   int                // by how much the one before has moved: most others have, too
	steps   int                // that may be gone yet
}

// line is where what was on a line is now, -1 if it isn't there.
func (f *finderOfPaths) line(was int) int {
	path := f.was.Path(was)
	moved := was
	if f.now != nil {
		moved = max(0, min(f.now(was), f.is.Len()-1))
	}
	if path == "" {
		return moved
	}
	for _, guess := range []int{moved, was + f.shift, was} {
		if guess < f.is.Len() && f.is.Path(guess) == path {
			f.shift = guess - was
			return guess
		}
	}
	is := f.search(path)
	if is >= 0 {
		f.shift = is - was
	}
	return is
}

// search goes down to a path from the top, passing over the blocks that it
// isn't in.
func (f *finderOfPaths) search(path string) int {
	in := 0 // how much of the path the block has that is being looked through
	for i, entered := 0, -1; i < f.is.Len() && f.steps > 0; {
		here := f.is.Path(i)
		f.steps -= 1 + len(here)/carryPath
		if here == path {
			return i
		}
		if len(here) > in && here[:in] == path[:min(in, len(path))] {
			if to := stepEnd(here, in); to <= len(path) && here[:to] == path[:to] {
				if in, entered = to, i; len(here) == to {
					i++
				}
				continue
			}
		}
		if entered == i { // the block begins on this line, too
			i++
			continue
		}
		i = f.is.Fold(i) + 1
	}
	return -1
}

// stepEnd is the end of the step of a path that begins at from: .name, [0] or
// ["any name"].
func stepEnd(path string, from int) int {
	quoted := false
	for i := from + 1; i < len(path); i++ {
		switch c := path[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '.' || c == '['):
			return i
		}
	}
	return len(path)
}
