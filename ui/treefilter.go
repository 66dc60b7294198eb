package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// treeFilter is the pane of the keys that match a query, in the place of the
// whole tree's, which goes on learning but is not touched: it is shown again as
// it was.
//
//	filter ─► fill a slice ─► fillMsg ─► fill the next one …
type treeFilter struct {
	query   find.Query
	under   string // the prefix in which keys are looked for, "" for everywhere
	matches *model.Filter
	pane    treePane
	now     func() time.Time
}

// fillMsg says that it is time for the next slice.
type fillMsg struct{ of *treeFilter }

// filter shows those keys that match, under a prefix or everywhere by "", with
// the cursor on the chosen one, or on the first.
func (m *Model) filter(q find.Query, under, chosen string) tea.Cmd {
	m.unfilter()
	if q.Empty() {
		m.tell("nothing is looked for: this is the whole tree")
		return nil
	}
	f := &treeFilter{query: q, under: under, matches: model.NewFilter(m.tree, q.Matcher(), under, chosen), now: m.clock.now}
	f.pane = newTreePane(m.look, f.matches.Tree(), m.source)
	f.pane.box, f.pane.denied, f.pane.memory = m.treePane.box, m.treePane.denied, m.treePane.memory
	_, height := f.pane.box.inner()
	f.pane.line = height / 2
	f.pane.opened, f.pane.other = m.treePane.opened, m.tree
	m.filtered, m.treePane.other = f, f.matches.Tree()
	m.focus, m.footer.looking = treeSide, ""
	return f.fill()
}

// unfilter shows the whole tree again. What was opened in the filtered one alone
// isn't listed any more.
func (m *Model) unfilter() {
	if m.filtered != nil {
		m.filtered, m.treePane.other = nil, nil
		m.treePane.release()
	}
}

// keys is the pane of the keys that is shown.
func (m *Model) keys() *treePane {
	if m.filtered != nil {
		return &m.filtered.pane
	}
	return &m.treePane
}

// trees are the panes of keys that there are.
func (m *Model) trees() []*treePane {
	if m.filtered != nil {
		return []*treePane{&m.treePane, &m.filtered.pane}
	}
	return []*treePane{&m.treePane}
}

// refreshKeys takes what is in view of the keys anew.
func (m *Model) refreshKeys(box frame) {
	m.keys().refresh(box)
	if m.filtered != nil {
		m.filtered.head(box.width)
	}
}

// learn takes a batch into the tree, and what matches of it into the filtered one.
func (m *Model) learn(b model.Batch) {
	if b.Reset {
		for _, p := range m.trees() {
			p.anew()
		}
	}
	m.tree.Apply(b)
	m.treePane.changed()
	if f := m.filtered; f != nil {
		f.settle()
		f.matches.Apply(b)
		f.changed()
	}
}

// filled goes on filling the filtered tree, if that is still shown.
func (m *Model) filled(msg fillMsg) tea.Cmd {
	if msg.of != m.filtered {
		return nil
	}
	return m.filtered.fill()
}

// fill takes over a slice of what matches, and is the command for the next one.
func (f *treeFilter) fill() tea.Cmd {
	f.settle()
	more := f.matches.Fill(newSlice(f.now).enough)
	if f.changed(); !more {
		return nil
	}
	return func() tea.Msg { return fillMsg{f} }
}

// settle leaves open what is open, once a person has moved in it.
func (f *treeFilter) settle() {
	if f.pane.moved {
		f.matches.Settle()
	}
}

// changed follows a change of the filtered tree. Until a person moves the cursor
// it stays on the match that was chosen.
func (f *treeFilter) changed() {
	if p := &f.pane; !p.moved {
		p.start = f.matches.Chosen()
		p.rest()
	}
	f.pane.changed()
}

// has says whether a row is among what matches.
func (f *treeFilter) has(row, separator string) bool { return has(f.matches.Tree(), row, separator) }

// head says in the pane's border what is shown: the query, and how many match
// it if there is room for that.
func (f *treeFilter) head(width int) {
	k, p := f.pane.look, &f.pane
	name, query, under := "keys "+k.glyphs.Prompt+" ", k.safe(f.query.String()), ""
	if f.under != "" {
		under = " in " + k.key(f.under)
	}
	p.title = []part{{k.Plain.Accent, name}, {k.Plain.Accent, query}, {k.Plain.Muted, under}}
	n, _ := p.tree.Keys()
	p.aside = model.Count(int64(n))
	if whole := p.aside + " of " + f.of(); width >= model.Width(name+query+whole)+headGaps {
		p.aside = whole
	} else if width < model.Width(name+p.aside)+headLeast+headGaps {
		p.aside = ""
	}
}

const (
	headLeast = 8 // of the query
	headGaps  = 8 // corners, blanks and rule around what the border says
)

// of says of how many keys, and whether they have all been looked at.
func (f *treeFilter) of() string {
	k := f.pane.look
	n, exact := f.matches.Of()
	text := k.count(n, exact)
	if !f.matches.Filled() {
		text += " " + k.glyphs.Arriving
	}
	return text
}

// empty is what the pane says while nothing matches.
func (f *treeFilter) empty() []part {
	k := f.pane.look
	n, exact := f.matches.Of()
	query, where := k.safe(f.query.String()), ""
	if f.under != "" {
		where = " in " + k.key(f.under)
	}
	const advice = "/ looks for something else, esc goes back to the whole tree."
	switch found, _ := f.pane.tree.Keys(); {
	case found > 0:
		return nil
	case !f.matches.Filled():
		return []part{{k.Plain.Faint, "looking for " + query + where + k.ellipsis()}}
	case exact:
		return []part{{k.Plain.Muted, fmt.Sprintf("No key%s matches %s.", where, query)}, {k.Plain.Muted, advice}}
	}
	return []part{
		{k.Plain.Muted, fmt.Sprintf("No key%s matches %s among the %s that are known so far. Those that come appear here.", where, query, model.Count(int64(n)))},
		{k.Plain.Muted, advice},
	}
}
