package teatest

import (
	"strings"
	"testing"
	"time"
)

func TestAwaitSaysWhatWasOnTheScreen(t *testing.T) {
	term := startSample(t, Options{Cols: 50, Rows: 5})
	term.patience = time.Millisecond
	for what, err := range map[string]error{
		`"no such text"`:     term.awaitText("no such text"),
		`"sample" to be`:     term.awaitGone("sample"),
		`a match of "^nope"`: second(term.awaitMatch("^nope")),
		"be suspended":       term.awaitStopped(),
	} {
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "│sample 50×5") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second(_ []string, err error) error { return err }

func TestAwaitEndsWithTheProgram(t *testing.T) {
	term := startSample(t, Options{})
	term.Press("P")
	err := term.awaitText("no such text")
	if err == nil || !strings.Contains(err.Error(), "the program ended with status 1 ") || !strings.Contains(err.Error(), "program experienced a panic") {
		t.Errorf("got %v", err)
	}
}

func TestAwaitSeesTheLastWords(t *testing.T) {
	term := Start(t, Options{Program: "/bin/sh", Args: []string{"-c", "echo last words"}})
	term.AwaitText("last words")
	if got := term.AwaitMatch(`last (\w+)`); got[1] != "words" {
		t.Errorf("matched %q", got)
	}
}
