package ui

import (
	"strings"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// foldNear is how many lines above the cursor are looked at for the block that
// it is in, before it is looked for from the top.
const foldNear = 256

// shape carries out an action that changes how the document is laid out. If
// there is nothing to do, it says why.
func (p *page) shape(a keymap.Action) (told string) {
	switch {
	case p.doc == nil:
		return noValue
	case a == keymap.LineNumbers && p.doc.Kind == value.KindHex:
		return "a hex dump has its offsets: it needs no line numbers"
	case a == keymap.LineNumbers && p.doc.Kind == value.KindDiff:
		return "the lines of a diff are of two versions: they have no numbers"
	case a == keymap.LineNumbers:
		p.toggleNumbers()
	case a == keymap.UnfoldAll:
		p.folds = folds{}
	case a == keymap.FoldAll:
		blocks := p.topBlocks()
		if len(blocks) == 0 {
			return "there is no block to fold in this view"
		}
		p.folds.close(blocks...)
	case p.fold():
	case p.doc.Kind == value.KindDiff:
		return "equal lines are left out of a diff: esc shows the whole value"
	default:
		return "the cursor is in no block that could be folded"
	}
	p.clamp()
	p.follow()
	return ""
}

func (p *page) toggleNumbers() {
	shown := p.numbered()
	p.numbers = wanted
	if shown {
		p.numbers = unwanted
	}
	p.row = 0 // lines are wrapped at other places now
	p.replace(p.doc)
}

// fold opens the block under the cursor, or closes it; on a line that begins
// none, the innermost that it is in. False if there is none.
func (p *page) fold() bool {
	if _, closed := p.folds.at(p.cursor); closed {
		p.folds.open(p.cursor)
		return true
	}
	head, ok := p.block(p.cursor)
	if ok {
		p.folds.close(fold{head, p.doc.Fold(head)})
		p.cursor = head
	}
	return ok
}

// begins says whether a block begins on a line.
func (p *page) begins(line int) bool { return p.doc.Fold(line) > line }

// block is the head of the innermost block that a line is in.
func (p *page) block(line int) (head int, ok bool) {
	if !p.doc.Structured() { // it may be long
		return 0, false
	}
	for i := line; i >= 0 && i > line-foldNear; i-- {
		if p.doc.Fold(i) >= line && p.begins(i) {
			return i, true
		}
	}
	for i := 0; i < line; { // blocks that it isn't in are passed over
		last := p.doc.Fold(i)
		if last < line {
			i = last + 1
			continue
		}
		head, ok = i, true
		i++
	}
	return head, ok
}

// topBlocks are the outermost blocks; if there is but one, those within.
func (p *page) topBlocks() []fold {
	if !p.doc.Structured() {
		return nil
	}
	blocks := p.blocks(0, p.doc.Len()-1)
	if len(blocks) == 1 && blocks[0].head == 0 && blocks[0].last == p.doc.Len()-1 {
		if inner := p.blocks(1, p.doc.Len()-1); len(inner) > 0 {
			return inner
		}
	}
	return blocks
}

func (p *page) blocks(from, to int) (found []fold) {
	for i := from; i <= to; {
		last := p.doc.Fold(i)
		if last > i {
			found = append(found, fold{i, last})
		}
		i = last + 1
	}
	return found
}

// summary stands on the line of a closed block for what is folded away. JSON
// keeps the bracket that closes it.
func (p *page) summary(f fold) []value.Span {
	hidden, end := f.last-f.head, ""
	if p.doc.Kind == value.KindJSON {
		last := joined(p.doc.Line(f.last))
		if last = strings.TrimLeft(last, " "); strings.HasPrefix(last, "}") || strings.HasPrefix(last, "]") {
			hidden, end = hidden-1, " "+last
		}
	}
	said := " " + p.look.glyphs.Arriving + " " + model.Count(int64(hidden)) + " " + plural(hidden, "line", "lines")
	return []value.Span{{Text: said, Token: value.Faint}, {Text: end, Token: value.Muted}}
}

// joined is the text of a line.
func joined(spans []value.Span) string {
	var b strings.Builder
	for _, span := range spans {
		b.WriteString(span.Text)
	}
	return b.String()
}
