package main

import (
	"context"
	"errors"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// leaveTime is how long the screen may take to leave when it was told to, and
// again when it was killed: a terminal that takes no more output must not
// keep the program, and with it the demo's server and directory.
const leaveTime = 2 * time.Second

// errStuck says that the terminal was given up on.
var errStuck = errors.New("the terminal takes no output: it was left as it is; reset puts it in order")

// leaving watches over the end of the screen.
type leaving struct {
	told chan struct{} // closed when the screen was told to quit, or has ended by itself
	once sync.Once
}

func newLeaving() *leaving { return &leaving{told: make(chan struct{})} }

// begin notes that the screen is being left.
func (l *leaving) begin() { l.once.Do(func() { close(l.told) }) }

// filter notes the message that quits.
func (l *leaving) filter(m tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.QuitMsg); ok {
		l.begin()
	}
	return currentSize(m, msg)
}

// screen is what is left: a *tea.Program.
type screen interface {
	Run() (tea.Model, error)
	Quit()
	Kill()
}

// run runs the screen until it has left. The end of ctx makes it leave.
func (l *leaving) run(ctx context.Context, s screen, patience time.Duration) error {
	ran := make(chan error, 1)
	go func() {
		_, err := s.Run()
		ran <- err
	}()
	select {
	case err := <-ran:
		return err
	case <-ctx.Done():
		go s.Quit() // waits as long as the screen does
	case <-l.told:
	}
	for _, harder := range []func(){s.Kill, func() {}} {
		t := time.NewTimer(patience)
		select {
		case err := <-ran:
			t.Stop()
			return err
		case <-t.C:
			go harder()
		}
	}
	return errStuck
}
