package ui

import (
	"fmt"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/keymap"
)

func TestEscGoesBackToTheHits(t *testing.T) {
	s := onValues(t, 100, 24, map[string]string{"/a/x": "needle", "/a/y": "needle", "/b/z": "v"})
	s.looksFor("needle")
	s.press("down", "enter")
	s.pass(time.Second)
	s.wantsCursor("/a/y")
	s.wants("esc end")
	s.press("esc")
	s.wants("esc hits")
	if got := s.m.hinted(); got != keymap.InHit {
		t.Errorf("hints of %v", got)
	}
	s.press("esc")
	s.wants("values ▸ needle", "▌/a/y", "2 hits · 3 of 3 keys")

	s.press("enter", "esc", "tab") // in the keys esc means what it always does
	s.lacks("esc hits")
	s.press("esc")
	s.lacks("values ▸")
	s.press("tab")
	s.wants("esc hits")
	s.press("tab", "k", "j", "tab") // whoever leaves the key leaves the hits
	s.wantsCursor("/a/y")
	s.lacks("esc hits")
	s.press("esc")
	s.lacks("values ▸")
	if s.m.focus != treeSide {
		t.Error("it isn't in the keys")
	}
	s.m.openGrep("")
	s.send(nil)
	s.press("down", "enter", "esc", "esc", "esc") // closed is closed
	s.lacks("values ▸", "esc hits")
}

// While a hit is looked at the search rests, and then goes on by itself.
func TestASearchRestsWhileAHitIsLookedAt(t *testing.T) {
	values := map[string]string{}
	for i := range 40 {
		values[fmt.Sprintf("/a/%02d", i)] = "needle"
	}
	s := onValues(t, 100, 24, values)
	s.holdValues = true
	s.looksFor("needle")
	s.answer()
	s.press("enter")
	s.wants("the search rests: esc goes back to it, and it goes on")
	s.answer()
	if s.asked() {
		t.Error("it reads on")
	}
	s.press("esc", "esc")
	s.wants("16 hits · 16 of 40 keys", "reading values everywhere")
	s.answer()
	s.press("P")
	s.answer()
	s.press("enter")
	s.lacks("rests")
	s.press("esc", "esc") // paused by hand it stays so
	s.wants("32 hits · 32 of 40 keys", "paused: P goes on")
	s.press("P", "enter", "tab", "esc", "/", "/")
	s.answer()
	s.press("down") // the other way back
	s.wants("40 hits · 40 of 40 keys")
}

func TestAJumpToAHitKeepsWhatIsRevealed(t *testing.T) {
	s := onValues(t, 140, 40, secretValues(t))
	s.m.goTo("/a/protobuf")
	s.send(nil)
	s.pass(time.Second)
	s.press("x")
	s.wants("revealed, x masks")
	s.looksFor("tr0ub4dor")
	s.wants("1 hit · 7 of 7 keys")
	s.press("enter")
	s.pass(time.Second)
	s.wants("revealed, x masks", "/tr0ub4dor", "1 of 1")
	s.lacks("x reveals")

	s.press("esc", "tab", "k") // another key, and back: masked, as always
	s.pass(time.Second)
	s.looksFor("tr0ub4dor")
	s.press("enter")
	s.pass(time.Second)
	s.wants("it is in what is masked: x reveals that", "masked, x reveals")
	s.lacks("not found", theSecret)
	s.press("x")
	s.wants("/tr0ub4dor", "1 of 1")
	s.press("x", "esc", "x") // it was found once
	s.lacks("/tr0ub4dor")
}

// What was found isn't true of another revision: who looks for it is told.
func TestHitsOfAnotherRevisionAreSaidToBeGone(t *testing.T) {
	s, _ := traveller(t, 100, 24)
	const said = "what was found before was of another revision"
	s.travels("18300002")
	s.news(past(18_300_002))
	s.m.openGrep("")
	s.send(nil)
	s.lacks(said) // nothing was
	s.typed("needle")
	s.press("enter")
	s.wants("done everywhere")
	s.press("esc", "T")
	s.news(cluster())
	s.travels("18300002")
	s.news(past(18_300_002))
	s.m.openGrep("")
	s.send(nil)
	s.wants(said)
	s.typed("needle")
	s.press("enter", "/")
	s.lacks(said)
}
