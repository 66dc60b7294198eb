package ui

import tea "charm.land/bubbletea/v2"

// toHit goes to a key, opens its value and finds the text there. The search rests
// meanwhile: what is opened comes first.
func (m *Model) toHit(h hit, text string) tea.Cmd {
	going, to := m.grep.search.going(), landing{h.key, h.view, text, h.masked, 0}
	if m.value.reading.key == h.key {
		to.revealed = m.value.reading.viewing.revealed
	}
	if !m.jump(h.key) {
		return nil
	}
	m.focus = valueSide
	m.value.landing = to
	m.grep.led, m.grep.search.rests = h.key, going
	switch {
	case to.behind() && going:
		m.tell("it is in what is masked: x reveals that; the search rests, esc goes back to it")
	case to.behind():
		m.tell("it is in what is masked: x reveals that")
	case going:
		m.tell("the search rests: esc goes back to it, and it goes on")
	}
	return nil
}

// atHit says that the value is one that a hit led to.
func (m *Model) atHit() bool { return m.focus == valueSide && m.grep.led != "" }

// toHits goes back to the hits from there.
func (m *Model) toHits() tea.Cmd {
	m.over = &m.grep
	return m.grep.back()
}

// back shows the hits. A search that rests goes on.
func (g *grep) back() tea.Cmd {
	g.typing, g.said, g.led = false, "", ""
	if g.search.rests {
		return g.on()
	}
	return nil
}

// follow forgets the way back once the cursor has left the key it began at.
func (g *grep) follow(path string) {
	if g.led != path {
		g.led = ""
	}
}

// landing is what the value pane looks at, and for, when it turns to a key.
type landing struct {
	key, view, text string
	masked          bool  // the text is in what is masked
	revealed        int64 // the version that is revealed; 0: none
}

// behind says that the text isn't in view.
func (l landing) behind() bool { return l.masked && l.revealed == 0 }

// lands says that the pane is to turn to a row though it may be on it.
func (p *valuePane) lands(key string) bool { return p.landing.key != "" && p.landing.key == key }

// land looks at the value as it was asked for.
func (p *valuePane) land(key string) {
	to := p.landing
	p.landing, p.veiled = landing{}, ""
	if to.key == "" || to.key != key {
		return
	}
	p.reading.viewing.name, p.reading.viewing.revealed = to.view, to.revealed
	switch {
	case to.text == "":
	case to.behind():
		p.veiled = to.text
	default:
		p.find(to.text)
	}
}

// unveil finds what is in view now that it was revealed.
func (p *valuePane) unveil() {
	if f := &p.page.find; p.veiled != "" && f.text == "" && !f.typing {
		p.find(p.veiled)
	}
	p.veiled = ""
}

// find looks for a text as if it had been typed.
func (p *valuePane) find(text string) {
	f := finding{text: text, want: 1, from: match{line: 0, at: -1}}
	f.needle, f.gen = newNeedle(text), p.page.find.gen+1
	f.typed.set(text)
	p.page.find = f
}
