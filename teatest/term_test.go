package teatest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestScreen(t *testing.T) {
	t.Setenv("ETCDCTL_ENDPOINTS", "from the test's environment")
	term := startSample(t, Options{Args: []string{"a b"}, Cols: 70, Rows: 6})
	term.AwaitText("sample 70×6 [a b]")
	term.AwaitText(`env: TERM=xterm-256color LANG=C.UTF-8 HOME=true ETCDCTL=""`)
	term.AwaitText("wide: 漢字 e\u0301 👩‍💻|")
	term.AwaitText("dark:true") // the terminal was asked and has answered
	if lines := strings.Split(term.Screen(), "\n"); len(lines) != 6 {
		t.Errorf("%d lines on the screen:\n%s", len(lines), term.Screen())
	}
	if cell := term.Cell(2, 0); cell.Content != "m" {
		t.Errorf("the cell at 2, 0 is %+v", cell)
	}
	if cell := term.Cell(70, 6); cell.Content != "" {
		t.Errorf("a cell outside the screen: %+v", cell)
	}
}

func TestOutput(t *testing.T) {
	term := startSample(t, Options{})
	quit(t, term)
	output := term.Output()
	for _, want := range []string{"\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h"} {
		if !bytes.Contains(output, []byte(want)) {
			t.Errorf("%q is missing in the output", want)
		}
	}
	if bytes.Contains(output, []byte("teatest;")) {
		t.Errorf("the job shell's reports are in the output: %q", output)
	}
}

func TestPaste(t *testing.T) {
	for _, legacy := range []bool{false, true} {
		term := startSample(t, Options{Legacy: legacy})
		term.Paste("q\nq")
		term.AwaitText(`paste:"q\rq"`)
	}
}

// More than the terminal's input takes at once, to a program that doesn't read.
func TestInputNeverBlocks(t *testing.T) {
	term := startSample(t, Options{})
	term.Signal(syscall.SIGSTOP)
	term.AwaitStopped()
	term.Paste(strings.Repeat("0123456789", 10_000))
	term.Continue()
	term.Paste(strings.Repeat("0123456789", 10_000))
	term.AwaitText("paste of 100000 bytes")
}

func TestFramesAreNeverTorn(t *testing.T) {
	term := startSample(t, Options{Cols: 120, Rows: 60})
	frame := regexp.MustCompile(`frame \d+`)
	term.Press("F")
	term.Await(func(screen string) bool {
		frames := frame.FindAllString(screen, -1)
		if len(slices.Compact(frames)) != 1 {
			t.Errorf("parts of several frames at once:\n%s", screen)
		}
		return strings.Contains(screen, "frame 500")
	}, "the last frame")
}

func TestResize(t *testing.T) {
	term := startSample(t, Options{})
	for _, size := range [][2]int{{120, 40}, {40, 10}, {1, 1}, {0, 0}, {1, 1}, {400, 100}, {0, 0}, {80, 24}} {
		cols, rows := size[0], size[1]
		term.Resize(cols, rows)
		if cols >= 40 {
			term.AwaitText(fmt.Sprintf("sample %d×%d", cols, rows))
		}
	}
	term.Press("j")
	term.AwaitMatch(`said: .*\bj\b`)
}

func TestTerminalWithoutSize(t *testing.T) {
	o := Options{Program: sampleProgram(t), NoSize: true}
	term := Start(t, o)
	term.AwaitMatch(`.`)
	term.Resize(80, 24)
	term.AwaitText("sample 80×24")
}

func TestEachProgramHasItsOwnDirectories(t *testing.T) {
	a, b := startSample(t, Options{}), startSample(t, Options{})
	if a.TempDir() == b.TempDir() || a.env.home == b.env.home {
		t.Errorf("two programs share %s or %s", a.TempDir(), a.env.home)
	}
}
