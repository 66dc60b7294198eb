package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// finding is what a person looks for in a page, and how far that has come.
type finding struct {
	finder
	typing bool // the prompt is open
	typed  input
	text   string // as it is shown, which is what is looked for
	began  stand  // where the page was when the prompt was opened

	want    int   // the direction of a step that waits for the count, or 0
	from    match // where that step begins
	queued  int   // steps after that one, back if negative
	on      bool  // the cursor was led to at
	at      match
	nth     int     // of all matches, 0 if it isn't known yet
	outcome outcome // of the last step
	by      int     // its direction
}

// stand is what of a page esc goes back to.
type stand struct {
	doc *value.Document
	spot
	left, cursor int
	folds        folds
}

func (p *page) stand() stand { return stand{p.doc, p.spot, p.left, p.cursor, p.folds} }

func (p *page) goBack(to stand) {
	if to.doc == p.doc {
		p.spot, p.left, p.cursor, p.folds = to.spot, to.left, to.cursor, to.folds
		p.follow()
	}
}

// seek carries out an action of finding; if there is nothing to do, it says
// why.
func (p *page) seek(a keymap.Action) (told string) {
	f := &p.find
	switch a {
	case keymap.Find:
		if p.doc == nil {
			return noValue
		}
		p.find = finding{typing: true, began: p.stand(), finder: finder{gen: f.gen + 1}}
	case keymap.Accept:
		if f.typing = false; f.text == "" {
			p.endFind()
		}
	case keymap.EndFind:
		p.endFind()
	case keymap.NextMatch:
		p.stepTo(1)
	case keymap.PrevMatch:
		p.stepTo(-1)
	default:
		if f.typed.do(a, " ") {
			p.retyped()
		}
	}
	return ""
}

// typeFind types text into the prompt.
func (p *page) typeFind(text string) {
	if p.find.typed.insert(text) {
		p.retyped()
	}
}

// typeOn opens the prompt as it was over another document, or over none: a person
// who is typing types on, the keys must not become commands.
func (p *page) typeOn(was finding) {
	f := finding{typing: true, typed: was.typed, text: was.text, began: p.stand()}
	f.needle, f.gen = was.needle, max(was.gen, p.find.gen)+1
	if f.text != "" {
		f.want = 1
	}
	p.find = f
}

// endFind forgets the text; out of the prompt it goes back to where it began.
func (p *page) endFind() {
	if p.find.typing {
		p.goBack(p.find.began)
	}
	p.find = finding{finder: finder{gen: p.find.gen + 1}}
}

// retyped looks for what is typed now, from where the prompt was opened.
func (p *page) retyped() {
	f := &p.find
	text := p.look.safe(f.typed.String())
	if text == f.text {
		return
	}
	f.text, f.on, f.outcome, f.queued = text, false, unknown, 0
	f.look(newNeedle(text), p.doc, f.began.cursor)
	if text == "" {
		f.want = 0
		p.goBack(f.began)
		return
	}
	f.want, f.from = 1, match{f.began.cursor, -1}
}

// stepTo goes to another match: from the one that the cursor is on, else from
// the cursor's line.
func (p *page) stepTo(by int) {
	f := &p.find
	if f.text == "" {
		return
	}
	if f.want != 0 {
		f.queued += by
		return
	}
	f.want, f.from = by, match{p.cursor, -1}
	if f.on && f.at.line == p.cursor {
		f.from = f.at
	}
	p.step()
}

// step makes the step that waits, if it is known by now where it leads.
func (p *page) step() {
	f := &p.find
	if f.want == 0 {
		return
	}
	m, outcome := f.step(f.from, f.want)
	if outcome == unknown {
		return
	}
	f.outcome, f.by, f.want = outcome, f.want, 0
	if f.typing { // what was found of less text may have opened folds
		p.goBack(f.began)
	}
	if f.on = outcome != nowhere; f.on {
		f.at, f.nth = m, f.ordinal(m)
		p.reach(m)
	}
	if by := cmp.Compare(f.queued, 0); by != 0 {
		f.queued -= by
		p.stepTo(by)
	}
}

// search counts on; another document than before is counted from the cursor.
func (p *page) search() tea.Cmd {
	f := &p.find
	if f.text == "" {
		return nil
	}
	if f.doc != p.doc {
		f.look(f.needle, p.doc, p.cursor)
		f.nth = 0
		if f.want != 0 {
			f.from = match{p.cursor, -1}
		}
	}
	return f.search()
}

// tallied takes what was counted.
func (p *page) tallied(msg talliedMsg) {
	f := &p.find
	if !f.tallied(msg) {
		return
	}
	p.step()
	if f.on && f.nth == 0 {
		f.nth = f.ordinal(f.at)
	}
}

// carried takes note of a newer document: the cursor may still be on what was
// found.
func (f *finding) carried(p *page) {
	if !f.on {
		return
	}
	f.on, f.at.line = false, p.cursor
	for at := range f.needle.places(p.doc, p.cursor) {
		f.on = f.on || at == f.at.at
	}
}

// reach moves the cursor to a match and brings it into view, out of whatever
// it is folded away in.
func (p *page) reach(m match) {
	p.folds.reveal(m.line)
	p.cursor = m.line
	p.clamp()
	p.follow()
	if !p.wraps() {
		text := joined(p.doc.Line(m.line))
		from, to := model.Width(text[:m.at]), model.Width(text[:m.at+len(p.find.needle.text)])
		if width := p.textWidth(); from < p.left || to > p.left+width {
			p.left = 0
			if to > width {
				p.left = from - width/2
			}
		}
		return
	}
	at := spot{line: m.line}
	for rows, left := p.rows(m.line), m.at; at.row < len(rows)-1; at.row++ {
		if left -= len(joined(rows[at.row])); left < 0 {
			break
		}
	}
	if low, _ := p.up(at, p.height-1); p.before(low) {
		p.spot = low
	}
	if at.before(p.spot) {
		p.spot = at
	}
	p.clamp()
}
