package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestWhichPager(t *testing.T) {
	for name, test := range map[string]struct{ env, there, want string }{
		"as set":       {"most -s", "less more", "most -s"},
		"not set":      {"", "less more", "less"},
		"none wanted":  {" cat ", "less more", "less"},
		"only more":    {"", "more", "more; printf '(enter goes back to etcdscope) '; read -r _ </dev/tty"},
		"none is here": {"", "", "there is no less and no more here: set PAGER, or save the value with ctrl+s"},
	} {
		got, err := pager(func(string) string { return test.env }, func(program string) (string, error) {
			if strings.Contains(test.there, program) {
				return program, nil
			}
			return "", errors.New("not found")
		})
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// paged shows a text in a pager and says what was told of it.
func paged(t *testing.T, command, text string) string {
	t.Helper()
	o := &outlet{getenv: func(string) string { return command }, terminal: &recorder{}, interrupts: &interrupts{}}
	msg := o.Page(t.Context(), []byte(text), func(err error) tea.Msg {
		if err == nil {
			return ""
		}
		return err.Error()
	})()
	said, _ := msg.(string)
	return said
}

func TestThePagerGetsTheTextAsGitWouldGiveIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "with space")
	t.Setenv("LESS", "-S")
	if said := paged(t, `x=1 sh -c 'cat; echo "$x $LESS"' >"`+file+`"`, "a\xff\n"); said != "" {
		t.Error(said)
	}
	if got, _ := os.ReadFile(file); string(got) != "a\xff\n1 -S -+F\n" {
		t.Errorf("it got %q", got)
	}
	if said := paged(t, "true", strings.Repeat("nobody reads it\n", 100_000)); said != "" {
		t.Errorf("who leaves early is told %q", said)
	}
}

func TestAPagerThatFailsIsOneLine(t *testing.T) {
	for command, want := range map[string]string{
		"no-such-pager":                "cannot open the pager: there is no no-such-pager: set PAGER to one that there is",
		"no-such-pager 2>/dev/null -x": "cannot open the pager: there is no no-such-pager 2>/dev/null -x: set PAGER to one that there is",
		"/no/such/pager":               "cannot open the pager: there is no /no/such/pager: set PAGER to one that there is",
		"false":                        "the pager false failed: exit status 1",
		"\x1b[2J\n":                    "cannot open the pager: there is no ␛[2J: set PAGER to one that there is",
		"exit 7":                       "the pager exit 7 failed: exit status 7",
		"kill -INT $$":                 "", // it was left by ctrl+c
	} {
		if said := paged(t, command, "x"); said != want {
			t.Errorf("%q: %q, want %q", command, said, want)
		}
	}
}

func TestCtrlCIsForWhoHasTheTerminal(t *testing.T) {
	var i interrupts
	ctx, stop := i.context(t.Context())
	defer stop()
	release := i.hold()
	interrupt := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
	}
	interrupt()
	again := i.hold()
	release()
	again()
	if ctx.Err() != nil {
		t.Fatal("it ended while the terminal was lent")
	}
	for ctx.Err() == nil { // it is lent for a moment longer
		interrupt()
	}
}
