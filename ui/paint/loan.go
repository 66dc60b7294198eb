package paint

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Lend is the command that lends the terminal, as it was found, to what use
// runs, and then takes it back. No message is handled meanwhile, but those
// that wait. ended makes the message that says how it went; use must end when
// the program is to be left.
func (p *Program) Lend(use func() error, ended func(error) tea.Msg) tea.Cmd {
	return p.lend(func() error {
		defer p.Restore() // who had it may have left it in disorder
		return use()
	}, ended)
}

func (p *Program) lend(use func() error, ended func(error) tea.Msg) tea.Cmd {
	return tea.Exec(loan{p, use}, func(err error) tea.Msg {
		if ended == nil {
			return resumedMsg{}
		}
		return tea.BatchMsg{
			func() tea.Msg { return resumedMsg{} },
			func() tea.Msg { return ended(err) },
		}
	})
}

// resumedMsg has everything painted anew. The size may be another, of which
// nobody is told who is not in the foreground.
type resumedMsg struct{}

// loan is for as long as somebody else has the terminal. To Bubble Tea it is a
// command that needs it: it reads no input meanwhile.
type loan struct {
	*Program
	use func() error
}

func (l loan) Run() error {
	l.leave()
	failed := l.use()
	select {
	case <-l.options.Done: // the terminal is somebody else's by now
		return nil
	case <-time.After(graceTime):
	}
	err := l.raw()
	l.painter.start()
	return errors.Join(failed, err)
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

func (loan) SetStdin(io.Reader)  {}
func (loan) SetStdout(io.Writer) {}
func (loan) SetStderr(io.Writer) {}
