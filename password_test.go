package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/etcdscope/etcdscope/source"
)

func openPTY(t *testing.T) (keyboard, tty *os.File) {
	t.Helper()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = tty.Close()
		_ = keyboard.Close()
	})
	return keyboard, tty
}

// echoOff waits until the terminal is not any more as it was before.
func echoOff(t *testing.T, tty *os.File, before *term.State) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for reflect.DeepEqual(stateOf(t, tty), before) {
		if ctx.Err() != nil {
			t.Fatal("the echo was not turned off")
		}
		runtime.Gosched()
	}
}

func stateOf(t *testing.T, tty *os.File) *term.State {
	t.Helper()
	state, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestAskPassword(t *testing.T) {
	for name, test := range map[string]struct {
		typed string
		code  int
	}{
		"a password": {typed: "correct horse"},
		"nothing":    {typed: "", code: exitBadArgs},
	} {
		t.Run(name, func(t *testing.T) {
			keyboard, tty := openPTY(t)
			before := stateOf(t, tty)
			var password source.Secret
			var err error
			done := make(chan struct{})
			go func() {
				defer close(done)
				password, err = askPassword(context.Background(), tty, tty)
			}()
			echoOff(t, tty, before)
			if _, err := keyboard.WriteString(test.typed + "\n"); err != nil {
				t.Fatal(err)
			}
			<-done
			if string(password) != test.typed || exitCode(err) != test.code {
				t.Errorf("got %q, %v", string(password), err)
			}
			if !reflect.DeepEqual(stateOf(t, tty), before) {
				t.Error("the terminal is not as it was")
			}
			if shown, err := bufio.NewReader(keyboard).ReadString('\n'); err != nil || strings.TrimSpace(shown) != "Password:" {
				t.Errorf("the terminal shows %q, %v", shown, err)
			}
		})
	}
}

func TestProgramInterruptedAtThePassword(t *testing.T) {
	_, tty := openPTY(t)
	before := stateOf(t, tty)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "--user", "alice")
	cmd.Env = []string{asProgram + "=1"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	echoOff(t, tty, before)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v, want exit code %d", err, exitInterrupted)
	}
	if !reflect.DeepEqual(stateOf(t, tty), before) {
		t.Error("the terminal is not as it was")
	}
}

func TestNeedTerminal(t *testing.T) {
	_, tty := openPTY(t)
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = null.Close() }()
	if err := needTerminal(tty, tty); err != nil {
		t.Errorf("a terminal: %v", err)
	}
	if err := needTerminal(null, tty); err == nil || !strings.Contains(err.Error(), "standard input is not a terminal") {
		t.Errorf("no input: %v", err)
	}
	if err := needTerminal(tty, null); err == nil || !strings.Contains(err.Error(), "standard output is not a terminal") {
		t.Errorf("no output: %v", err)
	}
}
