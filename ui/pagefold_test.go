package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

const folding = `{"a":1,"b":{"c":[1,2,3],"d":{"e":"x"}},"f":[{"g":1},{"g":2}]}`

func TestFoldingJSON(t *testing.T) {
	s := onValue(t, 120, 40, folding)
	s.press("j", "j") // "b": {
	s.wantsLit(`▾  "b": {`)
	s.press("enter")
	s.wantsLit(`▸  "b": { ⋯ 8 lines },`)
	s.lacks(`"c"`, `"e"`)
	s.press("j")
	s.wantsLit(`▾  "f": [`)
	s.press("k", "space")
	s.wants(`"c": [`, `"e": "x"`)

	s.press("j", "j", "j") // 2,
	s.wantsLit("2,")
	s.press("enter")
	s.wantsLit(`▸    "c": [ ⋯ 3 lines ],`)
	s.press("k", "enter")
	s.wantsLit(`▸  "b": { ⋯ 8 lines },`)
	s.press("enter") // what was closed in it still is
	s.wants(`"c": [ ⋯ 3 lines ],`, `"e": "x"`)

	s.press("C")
	s.wants(`"a": 1,`, `"b": { ⋯ 8 lines },`, `"f": [ ⋯ 6 lines ]`)
	s.press("G")
	s.wantsLit("}")
	s.press("enter")
	s.wants("the cursor is in no block that could be folded")
	s.press("E")
	s.wants(`"c": [`, `"g": 2`)
	s.lacks("⋯", "▸  ")
}

func TestFoldingYAML(t *testing.T) {
	s := onValue(t, 120, 40, "kind: X\nspec:\n  items:\n  - a: 1\n    b: 2\n  - a: 3\n  text: |\n    one\n    two\nlast: 1\n")
	s.press("j", "j", "j", "j") // b: 2
	s.press("enter")
	s.wantsLit("▸  - a: 1 ⋯ 1 line")
	s.press("C")
	s.wantsLit("▸spec: ⋯ 7 lines")
	s.wants("kind: X", "last: 1")
	s.press("enter", "G", "k")
	s.wantsLit("two")
	s.press("enter")
	s.wantsLit("▸  text: | ⋯ 2 lines")
}

func TestTheOnlyBlockOfAValueIsNotFoldedWithTheOuterOnes(t *testing.T) {
	s := onValue(t, 120, 40, "spec:\n  a:\n    b: 1\n  c:\n    d: 1")
	s.press("C")
	s.wants("spec:", "  a: ⋯ 1 line", "  c: ⋯ 1 line")
}

func TestTextHasNothingToFold(t *testing.T) {
	s := onValue(t, 120, 40, "just text\nof two lines")
	s.press("enter")
	s.wants("the cursor is in no block that could be folded")
	s.press("C")
	s.wants("there is no block to fold in this view")
	s.press("E")
}

func TestFoldsStayWhileAValueChanges(t *testing.T) {
	s := onValue(t, 120, 40, folding)
	s.press("j", "j", "enter", "j", "j") // closed b, on { of f[0]
	s.press("enter")
	s.wantsLit("▸    { ⋯ 1 line },")
	s.feed.entries[ledger] = entry(`{"0":[1,2],"a":1,"a2":0,"b":{"c":[1,2,3,4],"d":{"e":"x"}},"f":[{"g":5},{"g":2}]}`, 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.wants(`"b": { ⋯ 9 lines },`, `"a2": 0`)
	s.wantsLit("▸    { ⋯ 1 line },")
	s.press("v")
	s.lacks("⋯")
	s.press("v", "v")
	s.wants(`"b": {`)
	s.lacks("⋯ 9")
}

func TestAFoldGoesWithItsBlock(t *testing.T) {
	s := onValue(t, 120, 40, folding)
	s.press("j", "j", "enter")
	s.feed.entries[ledger] = entry(`{"a":1,"b":7,"f":[{"g":1},{"g":2}]}`, 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.wants(`"b": 7`, `"f": [`)
	s.lacks("⋯")
}

// Every line is found again by its path, wherever it has gone.
func TestLinesAreFoundByPath(t *testing.T) {
	var items []string
	for i := range 200 {
		items = append(items, fmt.Sprintf("- name: n%d\n  ports:\n  - port: %d\n    \"a.b\": 1\n  \"x]\\\"y\": z", i, i))
	}
	s := onValue(t, 120, 40, "list:\n"+strings.Join(items, "\n"))
	was := s.m.value.page.doc
	s.feed.entries[ledger] = entry("first:\n  sub: 1\nlist:\n"+strings.Join(items[:150], "\n")+"\nlast: 1", 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	is := s.m.value.page.doc
	for line := range was.Len() {
		f := finderOfPaths{was: was, is: is, steps: carrySteps}
		got, want := f.line(line), line+2
		if line > 150*5 {
			want = -1
		}
		if path := was.Path(line); path != "" && got != want {
			t.Errorf("%s was on line %d and is found on %d", path, line, got)
		}
	}
}

func TestFoldsKnowWhatIsFoldedAway(t *testing.T) {
	var f folds
	f.close(fold{10, 20}, fold{12, 15}, fold{30, 40})
	f.close(fold{5, 25})
	for line, want := range map[int]int{4: 4, 5: 5, 6: 5, 12: 5, 25: 5, 26: 26, 30: 30, 40: 30, 41: 41} {
		if got := f.shown(line); got != want {
			t.Errorf("line %d is shown by %d, want %d", line, got, want)
		}
	}
	f.open(5)
	if f.shown(14) != 10 || f.shown(9) != 9 {
		t.Error("what is closed in an open block isn't")
	}
	f.reveal(14)
	if f.shown(14) != 14 || f.shown(35) != 30 {
		t.Error("a revealed line is folded away, or another isn't any more")
	}
}
