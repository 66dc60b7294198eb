package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// onValue is a screen with the keyboard in a value.
func onValue(t *testing.T, width, height int, value string) *screen {
	t.Helper()
	s := newScreen(t, width, height, Options{})
	s.feed.entries[ledger] = entry(value, 109)
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("tab")
	return s
}

// lit is the text of the rows that show the cursor in the value, without
// blanks around it.
func (s *screen) lit() (rows []string) {
	ground, _, _ := strings.Cut(s.m.look.Row.Text.Render("x"), "x")
	_, ground, _ = strings.Cut(ground, "48;2")
	for l := range strings.SplitSeq(s.m.View().Content, "\n") {
		if i := strings.Index(l, "48;2"+strings.SplitN(ground, "m", 2)[0]); i >= 0 {
			rows = append(rows, strings.Trim(ansi.Strip(l[strings.LastIndex(l[:i], "\x1b["):]), " │┃"))
		}
	}
	return rows
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (s *screen) wantsLit(want string) {
	s.t.Helper()
	if got := strings.Join(s.lit(), "|"); got != want {
		s.t.Errorf("the cursor is seen on %q, want %q:\n%s", got, want, s.text())
	}
}

func TestTheCursorIsSeenWhereTheKeyboardIs(t *testing.T) {
	s := onValue(t, 120, 40, numbered(100))
	s.wantsLit("line 1")
	s.press("j", "j")
	s.wantsLit("line 3")
	s.press("tab")
	s.lacks("line 3 ▾")
	if got := s.lit(); len(got) != 1 || strings.Contains(got[0], "line 3") && !strings.Contains(got[0], "ledger-0") {
		t.Errorf("the keyboard is in the keys, and the cursor is seen on %q", got)
	}
}

func TestTheViewFollowsTheCursorWithRowsToSpare(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	p := &s.m.value.page
	spare := func() (above, below int) { return p.cursor - p.line, p.line + p.height - 1 - p.cursor }
	for range 99 {
		s.press("j")
		if _, below := spare(); below < 2 && p.cursor < 98 {
			t.Fatalf("line %d: %d rows are left below", p.cursor, below)
		}
	}
	s.wantsLit("line 100")
	s.wants("100/100")
	for range 99 {
		s.press("k")
		if above, _ := spare(); above < 2 && p.cursor > 1 {
			t.Fatalf("line %d: %d rows are left above", p.cursor, above)
		}
	}
	s.wantsLit("line 1")
}

func TestPagesTakeTheCursorAlong(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	p := &s.m.value.page
	s.press("j", "j", "j", "j", "ctrl+d")
	if p.cursor-p.line != 4 || p.line != p.height/2 {
		t.Errorf("after half a page the view is at %d, the cursor at %d", p.line, p.cursor)
	}
	for range 20 {
		s.press("pgdown")
	}
	s.wantsLit("line 100")
	for range 40 {
		s.press("ctrl+u")
	}
	s.wantsLit("line 1")
	s.press("G")
	s.wantsLit("line 100")
	s.press("g")
	s.wantsLit("line 1")
}

func TestALineTallerThanTheViewIsReadWholeDownAndUp(t *testing.T) {
	tall := ""
	for i := range 150 {
		tall += fmt.Sprintf("<%03d>.....", i)
	}
	s := onValue(t, 120, 20, "before\n"+tall+"\nafter")
	all := func(key string) {
		t.Helper()
		seen := ""
		for range 60 {
			seen += s.text()
			s.press(key)
		}
		for row := tall; len(row) >= 57; row = row[57:] {
			if !strings.Contains(seen, row[:57]) {
				t.Fatalf("%s: %s was never in view", key, row[:57])
			}
		}
	}
	all("j")
	s.wantsLit("after")
	all("k")
	s.wantsLit("before")
	all("ctrl+d")
	s.wantsLit("after")
	all("ctrl+u")
	s.wantsLit("before")
	s.press("j")
	if n := len(s.lit()); n != 1 {
		t.Errorf("a line that fills the view is lit on %d rows", n)
	}
}

func TestAWrappedLineIsLitOnAllItsRows(t *testing.T) {
	s := onValue(t, 120, 40, "short\n"+strings.Repeat("x", 130)+"\nshort too")
	s.press("j")
	if n := len(s.lit()); n != 3 {
		t.Errorf("it is lit on %d rows", n)
	}
}

func TestLineNumbersWhereThereIsRoom(t *testing.T) {
	s := onValue(t, 200, 50, numbered(20)+"\n"+strings.Repeat("y", 2500)+"\n"+numbered(20))
	s.wants(" 1 line 1", " 20 line 20", " 21 yyy")
	s.lacks(" 22 ") // it is a piece of the same line
	s.press("G")
	s.wants(" 23 line 1 ", " 42 line 20")
	s.press("#")
	s.lacks("42 line 20")
	s.wants("│ line 20")
	s.press("#")
	s.wants(" 42 line 20")

	narrow := onValue(t, 80, 24, numbered(120))
	narrow.lacks("1 line 1 ")
	narrow.press("#")
	narrow.wants("│   1 line 1 ")
}

func TestAHexDumpHasNoLineNumbers(t *testing.T) {
	s := onValue(t, 200, 50, strings.Repeat("\x00\xff", 200))
	s.lacks(" 1 0000")
	s.press("#")
	s.wants("a hex dump has its offsets")
}

// What moving, folding and drawing cost doesn't depend on how long the value is.
func TestMovingDoesNotDependOnTheLengthOfAValue(t *testing.T) {
	cost := func(n int) map[string]float64 {
		s := onValue(t, 200, 50, `{"items":[`+strings.Repeat(`{"name":"x","list":[1,2,3]},`, n)+`{}]}`)
		allocs := map[string]float64{}
		s.press("j", "j", "enter", "j", "j")
		for _, k := range []string{"j", "k", "ctrl+d", "pgup", "G", "g", "l", "enter"} {
			press := keyPress(t, k)
			allocs[k] = testing.AllocsPerRun(10, func() { s.m.Update(press); s.m.View() })
		}
		s.press("E", "/")
		s.typed("list")
		s.press("enter")
		for _, k := range []string{"n", "N", "j"} {
			press := keyPress(t, k)
			allocs[k+" while something is looked for"] = testing.AllocsPerRun(10, func() { s.m.Update(press); s.m.View() })
		}
		return allocs
	}
	few, many := cost(100), cost(20_000)
	for k, n := range many {
		if n > 1.3*few[k]+100 {
			t.Errorf("%s allocates %.0f times in a short value, %.0f in a long one", k, few[k], n)
		}
	}
}

func TestWideAndCombiningTextUnderTheCursor(t *testing.T) {
	s := onValue(t, 120, 40, "日本語のテキスト "+strings.Repeat("漢", 60)+"\ne\u0301a\u0300 combining\nשלום עולם\n👩‍👩‍👧‍👦 🇩🇪 family")
	for _, k := range []string{"j", "j", "j", "w", "l", "l", "l", "h", "h", "h", "k", "k", "#"} {
		s.press(k) // each frame is measured
	}
}
