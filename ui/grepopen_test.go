package ui

import (
	"strings"
	"testing"
)

// The command alone asks for the text, unless a key of that name is known.
func TestTheCommandAloneOpensTheSearchInValues(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"a": "v"})
	s.press(":")
	s.typed("grep")
	s.wants("Enter looks for it in values")
	s.press("enter")
	s.wants("╭ values ▸ ", "1 key everywhere is known")
	if len(s.feed.located) > 0 {
		t.Errorf("etcd was asked for %q", s.feed.located)
	}

	s = onValues(t, 80, 24, map[string]string{"grep": "v", "a": "w"})
	s.press(":")
	s.typed("grep")
	s.press("enter")
	s.wantsCursor("grep")
}

// Who types the command sees that there is one, if nothing else is like it, and
// has it completed.
func TestTheBeginningOfTheCommandIsRecognized(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"a": "v"})
	s.press(":")
	s.typed("gr")
	s.wants("Nothing that is known so far resembles this", "grep TEXT looks for a text in values.")
	s.typed("x")
	s.lacks("grep TEXT")
	s.press("backspace", "tab")
	s.typed("needle")
	s.press("enter")
	s.wants("╭ values ▸ needle")

	s = onValues(t, 80, 24, map[string]string{"great": "v"})
	s.press(":")
	s.lacks("grep TEXT")
	s.typed("gr")
	s.lacks("grep TEXT")
}

// The keys of the search in values stand under a row that says how to come to it.
func TestTheHelpLeadsToTheSearchInValues(t *testing.T) {
	s := newScreen(t, 80, 90, Options{})
	s.press("?")
	lines := strings.Split(s.text(), "\n")
	for i, line := range lines {
		if strings.Contains(line, "find it in values") {
			if !strings.Contains(lines[i-1], "│ // :grep ") {
				t.Errorf("above it is %q", lines[i-1])
			}
			return
		}
	}
	t.Error("it isn't there:\n" + s.text())
}
