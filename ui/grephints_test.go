package ui

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// What a hint says is what the key does now.
func TestHintsOfASearchAreTrueNow(t *testing.T) {
	values := map[string]string{}
	for i := range 20 {
		values["/a/"+string(rune('a'+i))] = "needle"
	}
	s := onValues(t, 80, 24, values)
	s.m.openGrep("")
	s.send(nil)
	s.wants("╰ enter begin · esc back ─")
	s.press("esc")
	s.m.openGrep("/a/")
	s.send(nil)
	s.wants("╰ enter begin · ctrl+o scope · esc back ─")
	s.press("esc")

	s.holdValues = true
	s.looksFor("needle")
	s.wants("╰ P pause · / edit · esc back ─")
	s.answer()
	s.wants("╰ enter jump · P pause · / edit · esc back ─")
	s.press("P")
	s.wants("╰ enter jump · P go on · / edit · esc back ─")
	s.press("/")
	s.wants("╰ enter begin · ↓ hits of before · esc back ─")
	s.press("down")
	s.answer()
	s.m.grep.search.mayBe = s.m.grep.search.spent
	s.send(nil)
	s.wants("╰ enter jump · m further · / edit · esc back ─")
	s.feed.valuesFail = errors.New("connection lost")
	s.press("m")
	s.answer()
	s.wants("cannot read on", "╰ enter jump · P go on · / edit · esc back ─")
	s.feed.valuesFail = nil
	s.press("P")
	s.send(tea.WindowSizeMsg{Width: 40, Height: 24})
	s.wants("╰ enter jump · P pause · esc back ─")
	s.send(tea.WindowSizeMsg{Width: 26, Height: 24})
	s.wants("╰ enter jump · esc back ─")
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	for s.asked() {
		s.answer()
	}
	s.wants("╰ enter jump · / edit · esc back ─")
}
