package paint

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// Options say what a program runs on. All but Filter and Ended are required.
type Options struct {
	Input, Output *os.File // a terminal
	Environ       []string
	Profile       colorprofile.Profile             // the colours that it has
	Width, Height int                              // its size, or a guess
	Done          <-chan struct{}                  // closed when the program is to be left
	Panicked      func(value any, stack []byte)    // told of a panic of the painter's, or of a command's
	Ended         func()                           // called before the terminal is given back, which may never end; may be nil
	Filter        func(tea.Model, tea.Msg) tea.Msg // as Bubble Tea's; may be nil
}

// Program is a Bubble Tea program whose screen is painted here.
type Program struct {
	*tea.Program
	options Options
	screen  *paced
	painter *painter
	modes   atomic.Pointer[term.State] // of the line discipline, as found; nil: untouched

	begun sync.Once
	runs  chan struct{} // closed when messages are being taken, or never will be
}

// NewProgram returns a program that shows m. Signals are left to the caller.
func NewProgram(m tea.Model, o Options) *Program {
	p := &Program{options: o, runs: make(chan struct{})}
	p.painter = newPainter(o.Output, NewCanvas(o.Environ, o.Profile), o.Panicked)
	p.screen = newPaced(m, p.painter.show, o.Panicked)
	p.Program = tea.NewProgram(p.screen,
		tea.WithoutRenderer(), // which leaves the modes and the size of the terminal to us, too
		tea.WithFPS(1),        // of the ticker that there is all the same: it flushes what Bubble Tea writes itself
		tea.WithoutSignalHandler(),
		tea.WithInput(o.Input), tea.WithOutput(p.painter), tea.WithEnvironment(o.Environ),
		tea.WithColorProfile(o.Profile), tea.WithWindowSize(o.Width, o.Height),
		tea.WithFilter(p.filter))
	return p
}

// Run shows the model until it quits, and gives the terminal back.
func (p *Program) Run() (tea.Model, error) {
	defer p.begin()
	if err := p.raw(); err != nil {
		return p.screen.model, err
	}
	p.painter.start()
	_, err := p.Program.Run()
	if p.options.Ended != nil {
		p.options.Ended()
	}
	p.leave()
	return p.screen.model, err
}

// Kill ends Run at once. It waits until Run has begun: Bubble Tea's own races
// with the start of its program, which then may never end.
func (p *Program) Kill() {
	<-p.runs
	p.Program.Kill()
}

func (p *Program) begin() { p.begun.Do(func() { close(p.runs) }) }

func (p *Program) raw() error {
	modes, err := term.MakeRaw(p.options.Input.Fd())
	if err != nil {
		return fmt.Errorf("cannot put it into raw mode: %w", err)
	}
	p.modes.Store(modes)
	return nil
}

// leave waits until the terminal has taken all it must be sent.
func (p *Program) leave() {
	p.painter.stop()
	p.Restore()
}

// Restore gives the line discipline back as it was, which needs no output.
func (p *Program) Restore() {
	if modes := p.modes.Load(); modes != nil {
		_ = term.Restore(p.options.Input.Fd(), modes)
	}
}

// filter takes out what Bubble Tea would do itself if it painted.
func (p *Program) filter(m tea.Model, msg tea.Msg) tea.Msg {
	p.begin()
	if _, ok := msg.(resumedMsg); ok {
		msg = tea.WindowSizeMsg{Width: p.screen.width, Height: p.screen.height}
	}
	if p.options.Filter != nil {
		msg = p.options.Filter(m, msg)
	}
	switch msg := msg.(type) {
	case tea.SuspendMsg:
		return p.lend(func() error { stop(); return nil }, nil)()
	case tea.ModeReportMsg:
		p.painter.report(msg)
	}
	if msg == tea.RequestBackgroundColor() { // or it would wait for the ticker
		_, _ = p.painter.Write([]byte(ansi.RequestBackgroundColor))
		return nil
	}
	return msg
}
