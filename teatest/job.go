package teatest

import (
	"fmt"
	"strings"
	"syscall"

	"github.com/charmbracelet/x/term"
)

// Signal sends the program a signal.
func (t *Term) Signal(sig syscall.Signal) {
	t.t.Helper()
	t.must(t.signal(sig))
}

func (t *Term) signal(sig syscall.Signal) error {
	if closed(t.reaped) {
		return fmt.Errorf("send the program %s: it has ended", sig)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return syscall.Kill(t.pid, sig)
}

// Hangup closes the terminal, as when its window is closed or the connection is
// lost: the program is told by SIGHUP, and what it writes goes nowhere.
func (t *Term) Hangup() {
	t.t.Helper()
	t.must(t.hangup())
}

func (t *Term) hangup() error {
	return t.pty.Close()
}

// AwaitStopped waits until the program is suspended, by Ctrl+Z for example.
func (t *Term) AwaitStopped() {
	t.t.Helper()
	t.must(t.awaitStopped())
}

func (t *Term) awaitStopped() error {
	return t.await(t.isStopped, "the program to be suspended")
}

func (t *Term) isStopped() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stopped
}

// Continue brings a suspended program back to the foreground.
func (t *Term) Continue() {
	t.t.Helper()
	t.must(t.resume())
}

func (t *Term) resume() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.stopped {
		return fmt.Errorf("continue the program: it is not suspended")
	}
	t.stopped = false
	_, err := t.orders.WriteString("fg\n")
	return err
}

// Wait waits until the program has ended and everything it wrote is on the
// screen. It returns the exit status, 128+n after signal n.
func (t *Term) Wait() int {
	t.t.Helper()
	status, err := t.wait()
	t.must(err)
	return status
}

func (t *Term) wait() (int, error) {
	if err := t.within(t.reaped); err != nil {
		return 0, fmt.Errorf("the program did not end: %w; %s", err, t.picture())
	}
	status := t.shell.ProcessState.ExitCode()
	if err := t.within(t.drained); err != nil {
		return 0, fmt.Errorf("the program ended with status %d, but left a process behind that holds the terminal: %w", status, err)
	}
	return status, nil
}

// Restored fails the test unless the terminal is as the program found it: the
// alternate screen left, the cursor shown, mouse and keyboard modes and colours
// reset, raw mode undone. Call it after [Term.Wait] or [Term.AwaitStopped].
func (t *Term) Restored() {
	t.t.Helper()
	t.must(t.restored())
}

func (t *Term) restored() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	left := t.screen.leftovers()
	var modes *term.State
	if err := t.control(func(fd int) (err error) { modes, err = term.GetState(uintptr(fd)); return err }); err != nil {
		return err
	}
	if *modes != *t.modes {
		left = append(left, "the line discipline is not as it was (raw mode?)")
	}
	if len(left) > 0 {
		return fmt.Errorf("the program did not restore the terminal: %s", strings.Join(left, "; "))
	}
	return nil
}

// killLeftBehind ends what the program started, and didn't end itself, on its
// terminal. Once all output was read there is none: the process group's number
// could be somebody else's.
func (t *Term) killLeftBehind() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pid != 0 && !closed(t.drained) {
		_ = syscall.Kill(-t.pid, syscall.SIGKILL)
	}
}
