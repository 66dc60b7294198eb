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

func (m *Model) newGrep(keys keymap.Map, ascii bool) grep {
	return grep{
		look: m.look, clock: m.clock, jump: m.toHit,
		texts: m.texts, remember: m.lookedFor,
		revealed:    func() bared { return m.value.bared },
		line:        prompt{look: m.look, name: "values"},
		typingHints: hintLine(keys.Hints(keymap.InGrep), ascii),
		hitsHints:   hintLine(keys.Hints(keymap.InHits), ascii),
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

// resetGrep forgets what was found in another tree.
func (m *Model) resetGrep() {
	m.grep.anew(m.ctx, m.source, m.tree, m.value.reading.secret)
}

// toHit goes to a key, opens its value and finds the text there.
func (m *Model) toHit(h hit, text string) tea.Cmd {
	if !m.jump(h.key) {
		return nil
	}
	m.focus = valueSide
	if h.masked {
		m.tell("it is in what is masked: x reveals that")
		text = ""
	}
	m.value.landing = landing{h.key, h.view, text}
	return nil
}

// landing is what the value pane looks at, and for, when it turns to a key.
type landing struct{ key, view, text string }

// lands says that the pane is to turn to a row though it may be on it.
func (p *valuePane) lands(key string) bool { return p.landing.key != "" && p.landing.key == key }

// land looks at the value as it was asked for.
func (p *valuePane) land(key string) {
	to := p.landing
	p.landing = landing{}
	if to.key == "" || to.key != key {
		return
	}
	p.reading.viewing.name = to.view
	if to.text == "" {
		return
	}
	f := finding{text: to.text, want: 1, from: match{line: 0, at: -1}}
	f.needle, f.gen = newNeedle(to.text), p.page.find.gen+1
	f.typed.set(to.text)
	p.page.find = f
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
