package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func TestABigValueOpensAtOnceAndScrollsToItsEnd(t *testing.T) {
	var b strings.Builder
	n := 0
	for ; b.Len() < 3<<20; n++ {
		fmt.Fprintf(&b, "line %d of a big value\n", n+1)
	}
	b.WriteString("the end")
	s := onLedger(t, b.String())
	s.press("tab")
	last := model.Count(int64(n + 1))
	s.wants("line 1 of", "3.0 MiB", "/"+last)
	s.press("ctrl+d", "ctrl+f", "j", "j")
	s.lacks("line 1 of a big value ")
	s.press("G")
	s.wants("the end", last+"/"+last)
	s.press("ctrl+u")
	s.lacks("the end")
	s.press("g")
	s.wants("line 1 of a big value ")
}

func TestOneLineOfAMegabyte(t *testing.T) {
	s := onLedger(t, strings.Repeat("0123456789", 110_000))
	s.press("tab")
	s.wants("1.0 MiB", "0123456789")
	for _, k := range []string{"j", "ctrl+d", "G", "k", "w", "l", "G", "g", "w"} {
		s.press(k)
	}
	s.wants("0123456789")
}

func TestLongLinesWrapOrScroll(t *testing.T) {
	s := onLedger(t, strings.Repeat("abcdefghi ", 20)+"END\nnext")
	s.press("tab")
	s.wants("END", "next")
	s.press("w")
	s.lacks("END")
	for range 30 {
		s.press("l")
	}
	s.wants("END")
	left := s.m.value.page.left
	s.press("l")
	if s.m.value.page.left != left {
		t.Error("it scrolls past the end of the longest line")
	}
	for range 30 {
		s.press("h")
	}
	if s.m.focus != treeSide {
		t.Error("at the left edge h doesn't lead back to the keys")
	}
}

func TestScrollingRowsOfWrappedLines(t *testing.T) {
	var lines []string
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("<%02d>%s<end>", i, strings.Repeat("x", 130)))
	}
	s := onLedger(t, strings.Join(lines, "\n"))
	s.press("tab")
	seen := map[string]bool{}
	for range 130 { // one row at a time to the end: nothing is left out
		text := s.text()
		for _, l := range lines {
			if strings.Contains(text, l[:4]) {
				seen[l[:4]] = true
			}
		}
		s.press("j")
	}
	if len(seen) != len(lines) {
		t.Errorf("%d of %d lines came by", len(seen), len(lines))
	}
	s.wants("40/40", "<end>")
	bottom := s.text()
	s.press("g", "G")
	if s.text() != bottom {
		t.Errorf("scrolling down ends elsewhere than G:\n%s\nG:\n%s", bottom, s.text())
	}
}

func TestBytesAreDumpedToFitThePane(t *testing.T) {
	raw := make([]byte, 64)
	for i := range raw {
		raw[i] = byte(i)
	}
	s := onLedger(t, string(raw))
	s.wants("binary · 64 B", "00000000  00 01 02 03 04 05 06 07  |")
	s.press("z", "tab")
	s.wants("00000010  10 11 12 13 14 15 16 17  18 19 1a 1b 1c 1d 1e 1f  |")
}

func TestAValueReadAgainKeepsItsPlace(t *testing.T) {
	lines := make([]string, 200)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d", i)
	}
	s := onLedger(t, strings.Join(lines, "\n"))
	s.press("tab", "ctrl+d", "ctrl+d")
	place := s.m.value.page.line
	s.feed.entries[ledger] = entry(strings.Join(append(lines, "more"), "\n"), 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	if got := s.m.value.page.line; got != place || place == 0 {
		t.Errorf("the view was at line %d and is at %d", place, got)
	}
	s.feed.entries[ledger] = entry("short", 201)
	s.news(change(model.Changed, ledger, 201))
	s.pass(time.Second)
	s.wants("short")
}

func TestAValueThatBecomesShorterWhileScrolledIntoALine(t *testing.T) {
	for name, next := range map[string]string{
		"short lines": "a\nb\nc\n" + strings.Repeat("d\n", 100),
		"bytes":       strings.Repeat("\x00\xff", 2000),
		"nothing":     "",
	} {
		s := onLedger(t, strings.Repeat(strings.Repeat("x", 1000)+"\n", 5))
		s.press("tab", "j", "j", "j", "j", "j")
		if s.m.value.page.row == 0 {
			t.Fatal("the view isn't inside of a line")
		}
		s.feed.entries[ledger] = entry(next, 200)
		s.news(change(model.Changed, ledger, 200))
		s.pass(time.Second)
		if got := s.m.value.page.row; got != 0 {
			t.Errorf("%s: the view is at row %d of a line", name, got)
		}
	}
}

func TestPiecesOfAVeryLongLineSayThatTheyGoOn(t *testing.T) {
	s := onLedger(t, strings.Repeat("x", 5_000)+"\nshort")
	s.press("tab", "ctrl+d")
	if n := strings.Count(s.text(), "x…"); n < 1 {
		t.Errorf("the first piece doesn't say that it goes on:\n%s", s.text())
	}
	s.press("G")
	s.wants("short")
	s.lacks("short…")
}
