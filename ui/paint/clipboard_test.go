package paint

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestTheClipboardIsReachedThroughWhatIsBetween(t *testing.T) {
	text := bytes.Repeat([]byte("\xff\x1b secret "), 200)
	plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString(text) + "\a"
	wrapped := "\x1bPtmux;\x1b" + plain + "\x1b\\"
	for env, want := range map[string]string{
		"TERM=xterm-256color":                               plain,
		"TERM=screen-256color TMUX=/tmp/tmux-0/default,1,0": wrapped + plain,
		"TERM=tmux-256color SSH_TTY=/dev/pts/1":             wrapped + plain,
		"TERM=screen-256color SSH_TTY=/dev/pts/1":           plain, // which of the two, nobody says
		"TERM=xterm-256color TMUX= SSH_CONNECTION=10.0.0.1": plain,
	} {
		if got := string(clipboard(text, strings.Fields(env))); got != want {
			t.Errorf("%s: %q", env, got)
		}
	}
	inScreen := string(clipboard(text, []string{"STY=1.pts-0.host", "TERM=screen"}))
	var joined strings.Builder
	for chunk := range strings.SplitSeq(strings.TrimSuffix(inScreen, "\x1b\\"), "\x1b\\") {
		inner, ok := strings.CutPrefix(chunk, "\x1bP")
		if !ok || len(inner) > 256 {
			t.Errorf("screen would not hand on %d bytes: %q", len(inner), chunk)
		}
		joined.WriteString(inner)
	}
	if joined.String() != plain {
		t.Errorf("screen hands on %q", joined.String())
	}
}

func TestTheGreatestCopyFitsIntoWhatTerminalsTake(t *testing.T) {
	if n := len(ansi.SetSystemClipboard(strings.Repeat("x", ClipboardMost))); n > 100_000 {
		t.Errorf("%d bytes", n)
	}
}

// What is copied is in one piece, whatever is painted meanwhile.
func TestACopyIsBetweenTwoFrames(t *testing.T) {
	p, terminal := newTestPainter(t)
	terminal.wrote = make(chan struct{}, 10_000)
	close(terminal.open)
	p.start()
	program := &Program{painter: p, options: Options{Environ: environ()}}
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 300 {
			p.show(Frame{View: tea.View{Content: fmt.Sprint("frame ", i)}, Width: 20, Height: 3, Afresh: true})
		}
	})
	text := strings.Repeat("take me ", 2_000)
	for range 50 {
		program.Copy([]byte(text))
	}
	all.Wait()
	p.stop()
	if n := strings.Count(terminal.got.String(), ansi.SetSystemClipboard(text)); n != 50 {
		t.Errorf("%d of 50 copies are whole", n)
	}
}
