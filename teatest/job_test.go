package teatest

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSuspendAndContinue(t *testing.T) {
	term := startSample(t, Options{})
	for range 3 {
		term.Press("ctrl+z")
		term.AwaitStopped()
		term.Restored()
		term.Resize(100, 30)
		term.Continue()
		term.AwaitText("resumed")
		term.AwaitText("sample 100×30") // learned on coming back
		term.Press("x")
		term.AwaitGone("resumed")
	}
	quit(t, term)
}

func TestContinueNeedsASuspendedProgram(t *testing.T) {
	term := startSample(t, Options{})
	if err := term.resume(); err == nil {
		t.Error("a running program was continued")
	}
}

func TestExitStatus(t *testing.T) {
	for _, tt := range []struct {
		name     string
		end      func(*Term)
		status   int
		restored bool
	}{
		{"quit", func(term *Term) { term.Press("q") }, 0, true},
		{"interrupt", func(term *Term) { term.Press("ctrl+c") }, 130, true},
		{"panic", func(term *Term) { term.Press("P") }, 1, true},
		{"SIGINT", func(term *Term) { term.Signal(syscall.SIGINT) }, 130, true},
		{"SIGTERM", func(term *Term) { term.Signal(syscall.SIGTERM) }, 0, true},
		{"SIGHUP", func(term *Term) { term.Signal(syscall.SIGHUP) }, 129, false},
		{"SIGKILL", func(term *Term) { term.Signal(syscall.SIGKILL) }, 137, false},
		{"exit without a word", func(term *Term) { term.Press("E") }, 3, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := startSample(t, Options{})
			tt.end(term)
			if status := term.Wait(); status != tt.status {
				t.Errorf("exit status %d, want %d:\n%s", status, tt.status, term.Screen())
			}
			if err := term.restored(); (err == nil) != tt.restored {
				t.Errorf("restored: %v", err)
			}
			if err := term.signal(syscall.SIGTERM); err == nil {
				t.Error("a program that has ended took a signal")
			}
		})
	}
}

func TestHangup(t *testing.T) {
	term := startSample(t, Options{})
	term.Hangup()
	// The program may meet the end of its input before the signal arrives.
	if status := term.Wait(); status == 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestRestoredNamesWhatIsNot(t *testing.T) {
	term := Start(t, Options{Program: sampleProgram(t), Args: []string{"-dirty"}})
	term.Wait()
	err := term.restored()
	if err == nil {
		t.Fatal("nothing is said of a terminal left in raw mode on the alternate screen")
	}
	for _, want := range []string{"alternate screen", "cursor is still off", "mouse", "bracketed paste", "keyboard", "style 3", "colours", "raw mode"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
}

func TestProgramThatIsMissing(t *testing.T) {
	term := Start(t, Options{Program: "/nowhere/etcdscope"})
	if status := term.Wait(); status != 127 || !strings.Contains(term.Screen(), "/nowhere/etcdscope") {
		t.Errorf("exit status %d, screen %q", status, term.Screen())
	}
}

// A process that outlives the program and holds its terminal is told, and ended
// with the test.
func TestProcessLeftBehind(t *testing.T) {
	term := startSample(t, Options{})
	term.Press("B")
	if err := term.within(term.reaped); err != nil {
		t.Fatal(err)
	}
	term.patience = time.Millisecond
	if _, err := term.wait(); err == nil || !strings.Contains(err.Error(), "left a process behind") {
		t.Errorf("got %v", err)
	}
}

func TestProgramsEndWithTheTest(t *testing.T) {
	var running, suspended *Term
	t.Run("test", func(t *testing.T) {
		running = startSample(t, Options{})
		suspended = startSample(t, Options{})
		suspended.Press("ctrl+z")
		suspended.AwaitStopped()
	})
	for _, term := range []*Term{running, suspended} {
		if err := syscall.Kill(term.pid, 0); err != syscall.ESRCH {
			t.Errorf("program %d: %v", term.pid, err)
		}
	}
}
