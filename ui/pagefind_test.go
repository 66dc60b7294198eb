package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

func TestFindWhileTyping(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	s.press("j", "j", "/")
	s.wants("/ ")
	s.typed("line 4")
	s.wantsLit("line 4")
	s.wants("/line 4   1 of 11")
	s.typed("2")
	s.wantsLit("line 42")
	s.wants("/line 42   1 of 1")
	s.press("backspace", "backspace")
	s.wantsLit("line 3") // where it began
	s.wants("3 of 100")
	s.typed("nowhere")
	s.wants("not found")
	s.wantsLit("line 3")
	s.press("esc")
	s.wantsLit("line 3")
	s.lacks("nowhere", "not found")
}

func TestFindGoesRoundAndSaysSo(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	s.press("/")
	s.typed("line 9")
	s.press("enter")
	s.wants("/line 9  1 of 11", "n next")
	s.press("n")
	s.wantsLit("line 90")
	s.wants("2 of 11")
	s.press("N", "N")
	s.wantsLit("line 99")
	s.wants("11 of 11, from the end")
	s.press("n")
	s.wantsLit("line 9")
	s.wants("1 of 11, from the top")
	s.press("n")
	s.lacks("from the")
	s.press("g")
	s.wants("11 found") // the cursor is on none
	s.press("n")
	s.wantsLit("line 9")
	s.press("esc")
	s.lacks("/line 9")
	s.wantsLit("line 9")
	if s.m.focus != valueSide {
		t.Error("the key that ended the find left the pane, too")
	}
	s.press("esc")
	if s.m.focus != treeSide {
		t.Error("esc doesn't lead back to the keys any more")
	}
}

// Who types fast is ahead of the count: no step is lost.
func TestStepsWaitForTheCount(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	s.press("/")
	_, count := s.m.Update(keyPress(t, "7"))
	for _, k := range []string{"enter", "n", "n", "n", "N"} {
		s.m.Update(keyPress(t, k))
	}
	s.wants("looking")
	s.run(count)
	s.wants("3 of 20")
	s.wantsLit("line 27")
}

func TestCapitalsAreLookedForIfTyped(t *testing.T) {
	s := onValue(t, 120, 20, "Alpha\nalpha\nALPHA\nÄPFEL\näpfel")
	for typed, want := range map[string]string{"alpha": "1 of 3", "Alpha": "1 of 1", "äpfel": "1 of 2", "Äpfel": "not found"} {
		s.press("/")
		s.typed(typed)
		s.wants(want)
		s.press("esc")
	}
}

func TestFindOpensWhatIsFoldedAway(t *testing.T) {
	s := onValue(t, 120, 40, folding)
	s.press("C", "/")
	s.typed(`"e"`)
	s.wantsLit(`"e": "x"`)
	s.wants(`"f": [ ⋯`) // which it isn't in
	s.press("esc")
	s.lacks(`"e"`)
}

func TestWhatIsTypedOnTheWayOpensNothingForGood(t *testing.T) {
	s := onValue(t, 120, 40, `{"b":{"x":"red"},"z":"reddish"}`)
	s.press("C", "/")
	s.typed("red")
	s.wantsLit(`"x": "red"`)
	s.typed("d")
	s.wantsLit(`"z": "reddish"`)
	s.wants(`"b": { ⋯ 1 line },`)
}

func TestFindInALineTallerThanTheView(t *testing.T) {
	s := onValue(t, 120, 20, "start\n"+strings.Repeat(".", 1500)+"here"+strings.Repeat(".", 300)+"\nend")
	s.press("/")
	s.typed("here")
	s.wants("here..")
	s.press("esc", "w", "/")
	s.typed("here")
	s.wants("here..")
	for range 2 { // lines are wrapped again, and cut off again
		s.press("enter", "w")
		s.wants("here..", "1 of 1")
	}
}

func TestWhatIsMaskedIsNotFound(t *testing.T) {
	s := onValue(t, 120, 40, secret(t))
	s.press("/")
	s.typed("aHVudGVyMg")
	s.wants("not found")
	s.press("esc", "x", "/")
	s.typed("aHVudGVyMg")
	s.wants("1 of 1")
}

func TestFindFollowsALiveValue(t *testing.T) {
	s := onValue(t, 120, 40, `{"a":"red","b":"red","c":"blue"}`)
	s.press("/")
	s.typed("red")
	s.press("enter", "n")
	s.wants("2 of 2")
	s.feed.entries[ledger] = entry(`{"0":"red","a":"red","b":"red","c":"red"}`, 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.wants("3 of 4")
	s.wantsLit(`"b": "red",`)
	s.m.goTo("/registry/pods/payments/checkout-7d9f4c-x2x9z")
	s.send(nil)
	s.lacks("/red")
}

func TestPastingIntoFind(t *testing.T) {
	s := onValue(t, 120, 20, numbered(100))
	s.press("/")
	s.send(tea.PasteMsg{Content: "line 77"})
	s.wantsLit("line 77")
	if c := s.m.View().Cursor; c == nil || c.Y != 18 || c.X != 60+2+len("/line 77") {
		t.Errorf("the terminal's cursor is at %v", c)
	}
}

// A count under way is of no use once something else is looked for.
func TestStaleCountsAreDropped(t *testing.T) {
	doc := value.Decode("", []byte(numbered(100)))
	var f finder
	f.look(newNeedle("line"), doc, 0)
	stale := f.search()().(talliedMsg)
	if f.search() != nil {
		t.Error("a slice is counted twice")
	}
	f.look(newNeedle("9"), doc, 0)
	fresh := f.search()().(talliedMsg)
	if f.tallied(stale) || f.total != 0 {
		t.Errorf("what was counted of another text is taken: %d", f.total)
	}
	if !f.tallied(fresh) || f.total != 20 || !f.counted() || f.search() != nil {
		t.Errorf("counted %d, to the end: %v", f.total, f.counted())
	}
}

// However it is sliced, it finds what a plain search does, in its order.
func TestStepsGoThroughAllMatchesBothWays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for range 20_000 {
		b.WriteString([]string{"needle", "hay needle needle", "hay", "", "Needle"}[random.IntN(5)] + "\n")
	}
	doc := value.Decode("", []byte(b.String()))
	n := newNeedle("needle")
	var all []match
	for line := range doc.Len() {
		for at := range n.places(doc, line) {
			all = append(all, match{line, at})
		}
	}
	var f finder
	f.look(n, doc, 12_345)
	if _, outcome := f.step(match{12_345, -1}, 1); outcome != unknown {
		t.Errorf("before anything is counted it says %d", outcome)
	}
	slices := 0
	for cmd := f.search(); cmd != nil; cmd = f.search() {
		msg := cmd().(talliedMsg)
		if slices++; len(msg.tally) > tallySlices {
			t.Fatalf("a slice of %d blocks", len(msg.tally))
		}
		f.tallied(msg)
		if m, outcome := f.step(match{12_345, -1}, 1); outcome != landed || m.line < 12_345 {
			t.Errorf("after %d slices the next is %v, %d", slices, m, outcome)
		}
	}
	if f.total != len(all) {
		t.Fatalf("counted %d of %d", f.total, len(all))
	}
	at := match{0, -1}
	for i, want := range all {
		got, outcome := f.step(at, 1)
		if at = got; got != want || outcome != landed || f.ordinal(got) != i+1 {
			t.Fatalf("match %d is %v (%d), it went to %v", i+1, want, f.ordinal(got), got)
		}
	}
	if got, outcome := f.step(at, 1); got != all[0] || outcome != wrapped {
		t.Errorf("after the last comes %v, %d", got, outcome)
	}
	for i := len(all) - 2; i >= 0; i-- {
		if at, _ = f.step(at, -1); at != all[i] {
			t.Fatalf("back at match %d it went to %v, want %v", i+1, at, all[i])
		}
	}
	if got, outcome := f.step(at, -1); got != all[len(all)-1] || outcome != wrapped {
		t.Errorf("before the first comes %v, %d", got, outcome)
	}
}

func TestNothingIsCountedInUpdate(t *testing.T) {
	s := onValue(t, 120, 20, numbered(50_000))
	s.press("/")
	press := tea.KeyPressMsg{Code: '9', Text: "9"}
	allocs := testing.AllocsPerRun(1, func() { s.m.Update(press) })
	if allocs > 2000 {
		t.Errorf("a key press in a long value allocates %.0f times", allocs)
	}
}

// Marks don't change how wide a line is, whatever they begin or end within.
func TestMarksKeepGraphemesWhole(t *testing.T) {
	line := "e\u0301e 👩‍👩‍👧‍👦👩 🇩🇪🇫🇷 日本 שלום क्षि x"
	s := onValue(t, 120, 20, line+"\n"+strings.Repeat(line, 10))
	spans := []value.Span{{Text: line[:9]}, {Text: line[9:], Token: value.String}}
	for _, r := range line {
		s.press("/")
		s.send(tea.PasteMsg{Content: string(r)})
		s.press("enter", "w", "w", "esc")
		m := marker{rest: slices.Clone(spans)}
		for at := range newNeedle(string(r)).in(joined(spans)) {
			m.take(at, 0)
			m.take(at+len(string(r)), found)
		}
		cut := slices.Concat(m.out, m.rest)
		if joined(cut) != line || spansWidth(cut) != spansWidth(spans) {
			t.Errorf("%q: %d cells of %q became %d of %q", r, spansWidth(spans), line, spansWidth(cut), joined(cut))
		}
	}
}

func TestFindIsSeenWithoutColour(t *testing.T) {
	s := onValue(t, 120, 20, "one two one\nmore of one")
	s.press("/")
	s.typed("one")
	ink := s.m.look
	for _, want := range []string{ink.Row.FoundHere.Render("one"), ink.Row.Found.Render("one"), ink.Plain.Found.Render("one")} {
		if !strings.Contains(s.m.View().Content, want) {
			t.Errorf("%q isn't there", want)
		}
	}
}

func TestTheFootOfEachSize(t *testing.T) {
	deep := strings.Repeat(`{"quite-a-long-name":`, 30) + "1" + strings.Repeat("}", 30)
	for _, size := range [][2]int{{200, 50}, {120, 40}, {80, 24}, {60, 14}, {40, 10}, {20, 8}, {12, 5}, {8, 4}, {5, 3}, {3, 2}} {
		s := onValue(t, size[0], size[1], deep)
		for range 12 {
			s.press("j") // each frame is measured
		}
		if size[0] >= 40 {
			s.wants(".quite-a-lo", "…")
		}
		s.press("/")
		for i := range 30 {
			s.typed(fmt.Sprint(i))
		}
		s.press("left", "home", "enter", "n", "esc")
	}
}
