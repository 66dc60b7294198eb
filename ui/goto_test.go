package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

func TestGoToReadsEscapes(t *testing.T) {
	const key = "bin/\x00\xff\\x"
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "bin/a", key, "text")}})
	s.goTo(`bin/\x00\xff\\x`)
	s.wantsCursor(key)

	s.press(":")
	s.typed(`bin/\q`)
	s.press("enter")
	if s.m.over != overlay(&s.m.destination) {
		t.Error("a wrong escape was accepted")
	}
	s.wants(`\q is not an escape: write \\ for a backslash`)
	s.press("esc")
	s.wantsCursor(key)
}

func TestCompletion(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	typed := func(want string) {
		t.Helper()
		if got := s.m.destination.line.typed.String(); got != want {
			t.Errorf("the line is %q, want %q", got, want)
		}
	}
	s.press(":")
	s.press("tab")
	typed("/")
	s.press("tab")
	typed("/registry/")
	s.wants(" /registry/configmaps/", " /registry/services/")
	s.typed("p")
	s.lacks(" /registry/configmaps/")
	s.press("tab")
	typed("/registry/pods/")
	s.typed("pay")
	s.press("tab")
	s.typed("c")
	s.press("tab")
	typed("/registry/pods/payments/checkout-7d9f4c-")
	s.press("tab") // nothing more in common: choose among them
	s.wants("▌/registry/pods/payments/checkout-7d9f4c-x2x9z")
	s.press("down")
	s.wants("▌/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.press("enter")
	s.wantsCursor("/registry/pods/payments/checkout-7d9f4c-zk81p")
}

func TestCompletionStaysWithinCharacters(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "日本", "日本語x", "日杲")}}) // 本 and 杲 share bytes
	s.press(":", "tab")
	if got := s.m.destination.line.typed.String(); got != "日" {
		t.Errorf("completed to %q", got)
	}
}

func TestCandidatesScrollWithTheChosenOne(t *testing.T) {
	s := newScreen(t, 60, 12, Options{})
	var keys []string
	for c := 'a'; c <= 'z'; c++ {
		keys = append(keys, strings.Repeat(string(c), 3))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.press(":", "up")
	s.wants("▌zzz")
	s.press("up", "up", "up")
	s.wants("▌www")
	s.press("down", "down", "down", "down", "down")
	s.wants("▌aaa")
}

func TestPasteIsTextWhateverItHolds(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.press(":")
	s.send(tea.PasteMsg{Content: "/a\nb\x1b[2J\\x00é"})
	if got, want := s.m.destination.line.typed.String(), `/a\x0ab\x1b[2J\x00é`; got != want {
		t.Errorf("pasted %q, want %q", got, want)
	}
	s.press("esc")
	s.send(tea.PasteMsg{Content: "q"})
	if len(s.stopped) > 0 {
		t.Error("text pasted over the panes was taken for keys")
	}
}

func TestWhatIsPastedIsFoundByteForByte(t *testing.T) {
	const key = "bin/\xff\xfe\ufffd/\u0301x\xe6\x97"
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", key, "bin/a", "z")}})
	s.press(":")
	s.send(tea.PasteMsg{Content: key})
	s.press("enter")
	s.wantsCursor(key)
}

func TestWhatIsTooLongForTheLineIsNotTyped(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(cluster())
	s.press(":")
	s.typed("/a")
	for _, long := range []string{strings.Repeat("x", inputMost), strings.Repeat("\x00", inputMost/4), strings.Repeat("x", 8<<20)} {
		s.send(tea.PasteMsg{Content: long})
		s.wants("That is too long: no more than 4.0 KiB can be typed here.")
		if got := s.m.destination.line.typed.String(); got != "/a" {
			t.Fatalf("the line has %d bytes", len(got))
		}
	}
	s.news(model.Batch{Status: live()})
	s.wants("That is too long")
	s.send(tea.PasteMsg{Content: strings.Repeat("x", inputMost-2)})
	s.lacks("That is too long")
	s.typed("y")
	s.wants("That is too long")
}

// Drawing costs what is in view: a line of a million characters, completed
// from a key, would otherwise never be drawn.
func TestALineOfAnyLengthIsDrawn(t *testing.T) {
	s := newScreen(t, 60, 10, Options{})
	s.press(":")
	s.m.destination.line.typed.set("start" + strings.Repeat("0123456789", 100_000) + "end")
	s.wants("6789end")
	s.press("left", "left", "left", "left")
	s.wants("345678")
	s.press("home")
	s.wants("start0123456789")
}

func TestCandidatesFollowTheNewsUnlessOneIsChosen(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("a", "a1", "a3")}})
	s.press(":")
	s.typed("a")
	s.wants("│ a1 ", "│ a3 ")
	s.lacks("a2")
	s.news(change(model.Created, "a2", 500))
	s.wants("│ a2 ")
	s.press("down", "down")
	s.wants("▌a2 ")
	s.news(change(model.Created, "a0", 501))
	s.wants("▌a2 ")
	s.lacks("│ a0 ")
}

func TestAClosedHelpCostsNothing(t *testing.T) {
	s := pods(t, 120, 40, Options{})
	drawn := testing.AllocsPerRun(10, func() { s.m.help.lines() })
	if rest := testing.AllocsPerRun(10, func() { s.m.Update(nil) }); rest >= drawn {
		t.Errorf("a message allocates %v times, drawing the help %v times", rest, drawn)
	}
	s.m.help.box = frame{}
	s.press("?")
	s.wants("half a page down")
}

func TestTheTerminalsCursorIsWhereOneTypes(t *testing.T) {
	s := newScreen(t, 40, 10, Options{})
	if s.m.View().Cursor != nil {
		t.Error("there is a cursor while nothing is typed")
	}
	s.press(":")
	s.typed("/日本/" + strings.Repeat("x", 60))
	for range 70 {
		c := s.m.View().Cursor
		if c == nil || c.Y != 2 {
			t.Fatalf("the cursor is %+v", c)
		}
		s.press("left")
	}
	if c := s.m.View().Cursor; c.X != len("╭ go to ▸ ")-4 { // two glyphs of three bytes
		t.Errorf("at the start of the line the cursor is in column %d", c.X)
	}
}

func TestHelpShowsEveryBindingOfTheKeymap(t *testing.T) {
	s := newScreen(t, 120, 80, Options{})
	s.press("?")
	for _, b := range keymap.Default().Bindings() {
		s.wants(b.Help().Desc, b.Help().Key)
	}
	s.press("?")
	s.lacks("half a page down")
}

func TestOverlaysNeverHideTheHeader(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(cluster())
	s.pass(time.Second)
	for _, k := range []string{":", "?", "X"} {
		s.press(k)
		s.wants("● live", "rev 18,402,113")
		s.press("esc")
	}
}
