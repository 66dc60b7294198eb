package paint

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

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
	if p.options.Filter != nil {
		msg = p.options.Filter(m, msg)
	}
	switch msg := msg.(type) {
	case tea.SuspendMsg:
		return tea.Exec(suspension{p}, p.resumed)()
	case tea.ModeReportMsg:
		p.painter.report(msg)
	}
	if msg == tea.RequestBackgroundColor() { // or it would wait for the ticker
		_, _ = p.painter.Write([]byte(ansi.RequestBackgroundColor))
		return nil
	}
	return msg
}

// resumed has everything painted anew. The size may be another, of which
// nobody is told who is not in the foreground.
func (p *Program) resumed(error) tea.Msg {
	return tea.WindowSizeMsg{Width: p.screen.width, Height: p.screen.height}
}

// suspension stops the program until the shell lets it go on. To Bubble Tea it
// is a command that needs the terminal: it reads no input meanwhile.
type suspension struct{ *Program }

func (s suspension) Run() error {
	s.leave()
	stop()
	select {
	case <-s.options.Done: // the terminal is somebody else's by now
		return nil
	case <-time.After(graceTime):
	}
	err := s.raw()
	s.painter.start()
	return err
}

const (
	// stopTime is how long the kernel may take to stop us. It never does where
	// there is no shell that could let us go on: as the command of ssh -t, of a
	// container, of a window.
	stopTime = 300 * time.Millisecond
	// graceTime is how long the signal may take that was sent to end us while
	// we were stopped: it comes together with the one that lets us go on.
	graceTime = 20 * time.Millisecond
)

// stop stops this process, with all of its job, until it is continued.
func stop() {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	_ = syscall.Kill(0, syscall.SIGTSTP)
	select {
	case <-continued:
	case <-time.After(stopTime):
	}
}

func (suspension) SetStdin(io.Reader)  {}
func (suspension) SetStdout(io.Writer) {}
func (suspension) SetStderr(io.Writer) {}
