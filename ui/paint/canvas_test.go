package paint

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Whatever is painted after whatever else, the terminal shows the last of it.
func TestTheTerminalShowsWhatIsPainted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for run := range 15 {
		c := NewCanvas(environ(), colorprofile.TrueColor)
		terminal := vt.NewEmulator(1, 1)
		_, _ = terminal.Write(c.Enter())
		unicode := run%2 == 0
		if unicode {
			_, _ = terminal.Write(c.Report(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset}))
		}
		f := Frame{Width: 60, Height: 20, Afresh: true}
		var lines []string
		for step := range 60 {
			if f.Afresh = step == 0 || rng.IntN(15) == 0; f.Afresh && rng.IntN(2) == 0 {
				f.Width, f.Height = 1+rng.IntN(80), 1+rng.IntN(30)
			}
			terminal.Resize(f.Width, f.Height)
			lines = change(rng, lines, f.Height)
			f.View.Content = strings.Join(lines, "\n")
			_, _ = terminal.Write(c.Paint(f))
			if got, want := trimmed(terminal.String()), trimmed(plain(f, unicode)); got != want {
				t.Fatalf("run %d, step %d, %d×%d: the terminal shows\n%s\nwant\n%s", run, step, f.Width, f.Height, got, want)
			}
		}
	}
}

// change makes other lines of some: one is changed, many are, or they scroll.
func change(rng *rand.Rand, lines []string, height int) []string {
	for len(lines) < height {
		lines = append(lines, "")
	}
	lines = slices.Clone(lines[:height])
	switch from := rng.IntN(height); rng.IntN(4) {
	case 0:
		lines = append(lines[from:], lines[:from]...)
	case 1:
		for i := range lines {
			lines[i] = text(rng)
		}
	default:
		lines[from] = text(rng)
	}
	return lines
}

func text(rng *rand.Rand) string {
	words := []string{"word ", "\x1b[38;2;1;2;3mink\x1b[m ", "\x1b[48;5;4m          \x1b[m", "長い", "│", "   ", "\x1b[7mreverse   \x1b[m", "a-b/"}
	var b strings.Builder
	for range rng.IntN(12) {
		b.WriteString(words[rng.IntN(len(words))])
	}
	return b.String()
}

// plain is what can be read of a frame.
func plain(f Frame, unicode bool) string {
	cells := uv.NewScreenBuffer(f.Width, f.Height)
	if unicode {
		cells.Method = ansi.GraphemeWidth
	}
	uv.NewStyledString(f.View.Content).Draw(cells, cells.Bounds())
	return cells.String()
}

// trimmed is text without the blanks at the ends of lines.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

func TestTheSameFrameAgainCostsNothing(t *testing.T) {
	c := NewCanvas(environ(), colorprofile.ANSI256)
	c.Enter()
	f := Frame{View: tea.View{Content: "a\nb", WindowTitle: "title", Cursor: tea.NewCursor(1, 1)}, Width: 20, Height: 5}
	if first := string(c.Paint(f)); !strings.Contains(first, ansi.SetWindowTitle("title")) {
		t.Errorf("the first frame is %q", first)
	}
	if again := c.Paint(f); len(again) > 0 {
		t.Errorf("the same frame again is %q", again)
	}
}

func TestNothingIsShownByHalves(t *testing.T) {
	const hide, show = ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable
	const begin, end = ansi.SetModeSynchronizedOutput, ansi.ResetModeSynchronizedOutput
	cursor, none := tea.NewCursor(0, 0), (*tea.Cursor)(nil)
	for _, sync := range []bool{false, true} {
		c := NewCanvas(environ(), colorprofile.ANSI256)
		c.Enter() // hides the cursor
		if sync {
			c.Report(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
		}
		for i, step := range []struct {
			content                string
			cursor                 *tea.Cursor
			unsynced, synced       string // what the update begins with
			unsyncedEnd, syncedEnd string
		}{
			{"a", none, "", begin, "", end},
			{"b", cursor, "", begin, show, show + end},
			{"c", cursor, hide, begin, show, end},
			{"d", none, hide, begin + hide, "", end},
		} {
			content := strings.Repeat(step.content+"1-", oneWrite) // more than one write takes
			got := string(c.Paint(Frame{View: tea.View{Content: content, Cursor: step.cursor}, Width: len(content), Height: 2}))
			first, last := step.unsynced, step.unsyncedEnd
			if sync {
				first, last = step.synced, step.syncedEnd
			}
			if !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) || !strings.Contains(got, step.content) ||
				strings.Count(got, hide)+strings.Count(got, show)+strings.Count(got, begin) != strings.Count(first+last, hide)+strings.Count(first+last, show)+strings.Count(first, begin) {
				t.Errorf("synchronized %v, step %d: %q, want %q … %q", sync, i, got, first, last)
			}
		}
	}
}

func TestWhatComesInOnePieceIsNotWrapped(t *testing.T) {
	c := NewCanvas(environ(), colorprofile.ANSI256)
	c.Enter()
	c.Report(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
	if got := string(c.Paint(Frame{View: tea.View{Content: "a"}, Width: 9, Height: 2})); strings.Contains(got, ansi.SetModeSynchronizedOutput) {
		t.Errorf("a small update is %q", got)
	}
}

func TestWhoIsAskedForModes(t *testing.T) {
	for environ, asked := range map[string]bool{
		"TERM=xterm":                                 true,
		"TERM=xterm TERM_PROGRAM=iTerm.app":          true,
		"TERM=xterm TERM_PROGRAM=Apple_Terminal":     false,
		"TERM=xterm SSH_TTY=/dev/pts/1":              false,
		"TERM=xterm-kitty SSH_TTY=/dev/pts/1":        true,
		"TERM=xterm SSH_TTY=/dev/pts/1 WT_SESSION=1": true,
	} {
		if got := len(NewCanvas(strings.Fields(environ), colorprofile.ANSI).Queries()) > 0; got != asked {
			t.Errorf("%s: asked: %v", environ, got)
		}
	}
}
