package paint

import (
	"bytes"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Frame is a view and the size of the terminal that it was drawn for. Of the
// view, the content, the title and the place of the cursor are painted, always
// on the alternate screen. Each line of the content must stand for itself: its
// styles end where it ends.
type Frame struct {
	View          tea.View
	Width, Height int
	Afresh        bool // what the terminal shows is not known any more
}

// oneWrite is how long an update may be that a terminal shows at once whatever
// is put around it: it comes in one piece.
const oneWrite = 1024

// unknown is a line that is none.
const unknown = "\n"

// Canvas knows what a terminal shows, and what it must be sent to show
// something else. It writes nothing itself.
type Canvas struct {
	environ []string
	profile colorprofile.Profile
	sync    bool // the terminal shows updates at once (mode 2026)
	unicode bool // it measures grapheme clusters as we do (mode 2027)
	ours    bool // unicode is so because we have set it

	out    bytes.Buffer // what screen has to say
	screen *uv.TerminalRenderer
	cells  uv.ScreenBuffer
	lines  []string // what cells were painted from
	title  string
	cursor bool // is shown
}

// NewCanvas returns the canvas of a terminal: environ is the program's
// environment, profile the colours that the terminal has.
func NewCanvas(environ []string, profile colorprofile.Profile) *Canvas {
	return &Canvas{environ: environ, profile: profile}
}

// Enter is what turns the terminal over to the program.
func (c *Canvas) Enter() []byte {
	c.out.Reset()
	c.screen = uv.NewTerminalRenderer(&c.out, c.environ)
	c.screen.SetColorProfile(c.profile)
	c.screen.SetFullscreen(true)
	c.screen.SetBackspace(true)
	c.cells, c.lines = uv.NewScreenBuffer(0, 0), nil
	c.title, c.cursor = "", false

	s := ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable +
		ansi.SetModeBracketedPaste + ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(ansi.KittyDisambiguateEscapeCodes)
	if c.unicode {
		s += c.measure()
	}
	return []byte(s)
}

// Leave is what gives the terminal back as it was. It asks nothing of what may
// have failed.
func (c *Canvas) Leave() []byte {
	s := ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1) + ansi.ResetModeBracketedPaste + ansi.SetWindowTitle("")
	if c.ours {
		s += ansi.ResetModeUnicodeCore
	}
	// A terminal without an alternate screen goes on below what is on it.
	s += ansi.CursorPosition(1, max(1, len(c.lines))) + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable
	return []byte(s)
}

// Queries ask the terminal what it can do. See [Canvas.Report].
func (c *Canvas) Queries() []byte {
	if !answersModes(c.environ) {
		return nil
	}
	return []byte(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
}

// Report takes an answer, and says what is to be sent for it.
func (c *Canvas) Report(r tea.ModeReportMsg) []byte {
	switch {
	case r.Mode == ansi.ModeSynchronizedOutput && r.Value == ansi.ModeReset:
		c.sync = true
	case r.Mode == ansi.ModeUnicodeCore && (r.Value == ansi.ModeReset || r.Value.IsSet()):
		c.unicode, c.ours = true, r.Value == ansi.ModeReset
		return []byte(c.measure())
	}
	return nil
}

// measure has grapheme clusters measured by both sides alike. What was drawn
// may be of another width now.
func (c *Canvas) measure() string {
	c.screen.SetGraphemeWidth(true)
	c.cells.Method = ansi.GraphemeWidth
	for y := range c.lines {
		c.lines[y] = unknown
	}
	return ansi.SetModeUnicodeCore
}

// Paint is what makes the terminal show f.
func (c *Canvas) Paint(f Frame) []byte {
	if f.Width <= 0 || f.Height <= 0 {
		return nil
	}
	if f.Width != c.cells.Width() || f.Height != c.cells.Height() {
		c.resize(f.Width, f.Height)
		f.Afresh = true
	}
	if f.Afresh {
		c.screen.Resize(f.Width, f.Height) // the place of its cursor is not known either
		c.screen.Erase()
	}
	if changed := c.draw(f.View.Content); changed > 0 || f.Afresh {
		// To find out what has scrolled, all lines are hashed.
		c.screen.SetScrollOptim(changed > f.Height/4)
		c.screen.Render(c.cells.RenderBuffer)
	}
	if f.View.WindowTitle != c.title {
		c.title = f.View.WindowTitle
		_, _ = c.screen.WriteString(ansi.SetWindowTitle(c.title))
	}
	if at := f.View.Cursor; at != nil {
		c.screen.MoveTo(at.X, at.Y)
	}
	_ = c.screen.Flush() // to a buffer
	defer c.out.Reset()
	return c.wrap(c.out.Bytes(), f.View.Cursor != nil)
}

func (c *Canvas) resize(width, height int) {
	method := c.cells.Method
	c.cells = uv.NewScreenBuffer(width, height)
	c.cells.Method = method
	c.lines = make([]string, height)
}

// draw brings the cells in line with content, and says how many lines have
// changed. What a line looks like depends on its text alone, so one with the
// same text costs nothing.
func (c *Canvas) draw(content string) (changed int) {
	for y := range c.lines {
		var line string
		line, content, _ = strings.Cut(content, "\n")
		if line == c.lines[y] {
			continue
		}
		c.lines[y] = line
		uv.NewStyledString(line).Draw(c.cells, uv.Rect(0, y, c.cells.Width(), 1))
		changed++
	}
	return changed
}

// wrap puts around an update what keeps the terminal from showing half of it,
// or the cursor on its way; shown says whether there is one in the end.
func (c *Canvas) wrap(update []byte, shown bool) []byte {
	const hide, show = ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable
	var before, after string
	synced := c.sync && len(update) > oneWrite
	moves := len(update) > 0 && !synced
	if c.cursor && (moves || !shown) {
		before = hide
	}
	if shown && (moves || !c.cursor) {
		after = show
	}
	c.cursor = shown
	if synced {
		before, after = ansi.SetModeSynchronizedOutput+before, after+ansi.ResetModeSynchronizedOutput
	}
	return slices.Concat([]byte(before), update, []byte(after))
}
