package paint

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// slow is a terminal that takes nothing until it is opened.
type slow struct {
	open    chan struct{}
	wrote   chan struct{} // a token after each write
	got     bytes.Buffer  // to be looked at after a token, or when all is over
	mishaps int           // writes that panic
}

func (s *slow) Write(b []byte) (int, error) {
	<-s.open
	if s.mishaps > 0 {
		s.mishaps--
		panic("a mishap")
	}
	defer func() { s.wrote <- struct{}{} }()
	return s.got.Write(b)
}

func environ() []string { return []string{"TERM=xterm-256color"} }

func newTestPainter(t *testing.T) (*painter, *slow) {
	terminal := &slow{open: make(chan struct{}), wrote: make(chan struct{}, 100)}
	return newPainter(terminal, NewCanvas(environ(), colorprofile.ANSI256), func(value any, _ []byte) {
		t.Errorf("panic: %v", value)
	}), terminal
}

func TestASlowTerminalGetsTheNewestFrame(t *testing.T) {
	p, terminal := newTestPainter(t)
	p.start()
	for i := range 100 { // returns each time, though nothing is taken
		p.show(Frame{View: tea.View{Content: fmt.Sprintf("frame %d.", i)}, Width: 20, Height: 3, Afresh: i == 0})
		_, _ = p.Write([]byte{'a' + byte(i%26)})
	}
	close(terminal.open)
	for range 3 { // taking the terminal, the questions, the frame
		<-terminal.wrote
	}
	p.stop()
	got := terminal.got.String()
	if n := strings.Count(got, "frame"); n != 1 || !strings.Contains(got, "frame 99.") {
		t.Errorf("%d frames were painted: %q", n, got)
	}
	if alphabet := "abcdefghijklmnopqrstuvwxyz"; strings.Count(got, alphabet) != 3 {
		t.Errorf("what is to be written as it is isn't whole: %q", got)
	}
}

func TestTheTerminalIsTakenAndGivenBack(t *testing.T) {
	p, terminal := newTestPainter(t)
	close(terminal.open)
	for range 2 { // the second time after it was suspended
		p.start()
		p.stop()
	}
	got := terminal.got.String()
	for what, n := range map[string]int{
		ansi.SetModeAltScreenSaveCursor:    2,
		ansi.ResetModeAltScreenSaveCursor:  2,
		ansi.RequestModeSynchronizedOutput: 1,
		ansi.SetModeBracketedPaste:         2,
		ansi.ResetModeBracketedPaste:       2,
		ansi.PushKittyKeyboard(1):          2,
		ansi.PopKittyKeyboard(1):           2,
		ansi.SetModeTextCursorEnable:       2,
		ansi.SetModifyOtherKeys2:           2,
		ansi.ResetModifyOtherKeys:          2,
		ansi.SetWindowTitle(""):            2,
		ansi.SetModeUnicodeCore:            0,
	} {
		if strings.Count(got, what) != n {
			t.Errorf("%q was sent %d times, want %d", what, strings.Count(got, what), n)
		}
	}
	if !strings.HasSuffix(got, ansi.ResetModeAltScreenSaveCursor+ansi.SetModeTextCursorEnable) {
		t.Errorf("it ends with %q", got)
	}
}

func TestAPanicOfThePainterGivesTheTerminalBack(t *testing.T) {
	p, terminal := newTestPainter(t)
	var told any
	p.panicked = func(value any, _ []byte) { told = value }
	terminal.mishaps = 1
	close(terminal.open)
	p.start()
	p.show(Frame{View: tea.View{Content: "x"}, Width: 9, Height: 1})
	<-p.left
	p.stop()
	if told != "a mishap" || !strings.HasSuffix(terminal.got.String(), ansi.SetModeTextCursorEnable) {
		t.Errorf("told was %v, sent %q", told, terminal.got.String())
	}
}
