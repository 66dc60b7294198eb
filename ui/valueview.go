package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model/value"
)

// viewing is how the value under the cursor is looked at. It is forgotten when
// the cursor turns to another key.
type viewing struct {
	noReveal bool   // secrets stay masked, whatever is pressed
	name     string // of the view that was chosen, "" for the one that fits
	revealed int64  // the mod revision whose secrets are shown; 0: none
}

// viewedMsg brings another view of a value. Making it takes a while for a big
// one, and Update must not wait.
type viewedMsg struct {
	from, doc *value.Document
	viewing   viewing
	step      bool // it is the view after the one before
}

func (v *viewing) forget() { v.name, v.revealed = "", 0 }

// of is the document as it is looked at: only the version of the value that a
// person asked for is revealed.
func (v viewing) of(doc *value.Document, rev int64) *value.Document {
	if v.name != "" {
		doc = doc.As(v.name)
	}
	if rev == v.revealed && rev > 0 && !v.noReveal {
		return doc.Reveal()
	}
	return doc.Mask()
}

// ready is the document, with what is found out about it once and for all when
// the page asks for it first: how its lines hang together.
func ready(doc *value.Document) *value.Document {
	doc.Path(0)
	return doc
}

// nextView turns to the value's next view, after the last to the first.
func (p *valuePane) nextView() (cmd tea.Cmd, told string) {
	doc := p.page.doc
	if doc == nil {
		return nil, noValue
	}
	next := *p.sight()
	return func() tea.Msg {
		views := doc.Views()
		next.name = views[(slices.Index(views, doc.View())+1)%len(views)]
		return viewedMsg{from: doc, doc: ready(doc.As(next.name)), viewing: next, step: true}
	}, ""
}

// reveal shows what is masked in this value, or masks it again.
func (p *valuePane) reveal() (cmd tea.Cmd, told string) {
	doc, next := p.page.doc, *p.sight()
	switch {
	case doc == nil:
		return nil, noValue
	case doc.Masked() && next.noReveal:
		return nil, "secrets stay masked: the program was started with --no-reveal"
	case doc.Masked():
		next.revealed = p.entry.ModRevision
		return func() tea.Msg { return viewedMsg{from: doc, doc: ready(doc.Reveal()), viewing: next} }, ""
	case doc.Secret():
		next.revealed = 0
		return func() tea.Msg { return viewedMsg{from: doc, doc: ready(doc.Mask()), viewing: next} }, ""
	}
	return nil, "nothing is masked in this value"
}

const noValue = "the cursor is on no value"

// viewed takes another view. If there is another document by now, because the
// key was pressed twice or the value was read anew, a step is made from that;
// but what is masked in it wasn't asked for.
func (p *valuePane) viewed(msg viewedMsg) (cmd tea.Cmd) {
	switch {
	case msg.from == p.page.doc && msg.step:
		*p.sight() = msg.viewing
		p.page.open(msg.doc)
	case msg.from == p.page.doc: // the same view, revealed or masked
		p.noted(p.sight().revealed, msg.viewing.revealed)
		*p.sight() = msg.viewing
		p.page.replace(msg.doc)
		if msg.viewing.revealed > 0 {
			p.unveil()
		}
	case msg.step:
		cmd, _ = p.nextView()
	}
	return cmd
}

// noted takes in which version of the value was revealed until now, and which one
// is; 0 is none. A diff shows only a part of two others.
func (p *valuePane) noted(was, is int64) {
	switch key := p.reading.key; {
	case p.diff.on():
	case is > 0:
		p.bared.note(key, is)
	default:
		p.bared.drop(key, was)
	}
}
