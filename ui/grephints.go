package ui

import (
	"slices"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// foot is the hints for what keys would do now. Where there is no room for all,
// the first one and the way back stay longest.
func (g *grep) foot() string {
	hints := slices.DeleteFunc(g.hints(g.place()), func(b keymap.Binding) bool { return !g.may(b.Action) })
	for i := range hints {
		if hints[i].Action == keymap.Pause && g.search.stopped() {
			hints[i].Hint = "go on"
		}
	}
	line := func() string { return hintLine(hints, g.look.ascii) }
	for room := g.box.width - 5; len(hints) > 1 && model.Width(line()) > room; { // corners, blanks, and a rule
		at := max(0, len(hints)-2)
		hints = slices.Delete(hints, at, at+1)
	}
	return line()
}

// may says whether an action does something now.
func (g *grep) may(a keymap.Action) bool {
	s := &g.search
	over, spent := s.ended || s.full(), !s.spent.under(s.mayBe)
	switch a {
	case keymap.Accept:
		return g.typing && g.keys > 0 || !g.typing && len(s.hits) > 0
	case keymap.Scope:
		return g.prefix != ""
	case keymap.Hits:
		return len(s.hits) > 0
	case keymap.Pause:
		return s.begun() && !over && !spent
	case keymap.More:
		return s.begun() && !over && spent
	}
	return true
}
