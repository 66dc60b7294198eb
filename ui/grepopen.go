package ui

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
)

// grepCommand begins what is typed into the prompt of go to when it is no path
// but a text to be found in values. A key of such a name has one of its
// characters spelled out: \x67rep.
const grepCommand = "grep "

func (m *Model) newGrep(keys keymap.Map) grep {
	return grep{
		look: m.look, clock: m.clock, jump: m.toHit, noReveal: m.noReveal, hints: keys.Hints,
		texts: m.texts, remember: m.lookedFor,
		revealed: func() bared { return m.value.bared },
		line:     prompt{look: m.look, name: "values"},
	}
}

// openGrep asks what is to be found in the values under a prefix.
func (m *Model) openGrep(under string) {
	m.grep.open(under, "")
	m.over = &m.grep
}

// fromSearch is the same from the search for keys. Where that is for all of
// them, this begins with the prefix that the cursor is on: values have their price.
func (m *Model) fromSearch(under string) { m.openGrep(cmp.Or(under, m.near())) }

// grepFor looks for a text in values at once, under the prefix that the cursor is on.
func (m *Model) grepFor(text string) tea.Cmd {
	m.grep.open(m.near(), text)
	m.over = &m.grep
	return m.grep.begin()
}

// resetGrep forgets what was found in another tree; lost says so.
func (m *Model) resetGrep(lost string) {
	m.grep.anew(m.ctx, m.source, m.tree, m.value.reading.secret, lost)
}

// asked is the text to be found in values, if that is what was typed. The
// command alone may be a key's name.
func (g *goTo) asked() (text string, ok bool) {
	switch typed := g.line.typed.String(); {
	case g.chosen >= 0:
		return "", false
	case typed+" " == grepCommand:
		return "", len(g.tree.Complete(typed, 1)) == 0
	default:
		return strings.CutPrefix(typed, grepCommand)
	}
}

// mayAsk says that what was typed may become the command, and nothing else that
// is known.
func (g *goTo) mayAsk() bool {
	typed := g.line.typed.String()
	return typed != "" && len(g.candidates) == 0 && strings.HasPrefix(grepCommand, typed)
}
