package main

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// followSize tells the program of the terminal's sizes from its first moment
// on. Bubble Tea reads the size, draws, and only then listens for changes: a
// change in between would be lost, and with it the screen's right edge.
func followSize(program *tea.Program, left <-chan struct{}) {
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, syscall.SIGWINCH)
	defer signal.Stop(changed)
	for {
		program.Send(tea.WindowSizeMsg{}) // currentSize fills it in
		select {
		case <-changed:
		case <-left:
			return
		}
	}
}

// currentSize makes every message about the size tell the present one: they
// come from two sides, in no order.
func currentSize(_ tea.Model, msg tea.Msg) tea.Msg {
	size, ok := msg.(tea.WindowSizeMsg)
	if !ok {
		return msg
	}
	width, height, err := term.GetSize(os.Stdout.Fd())
	switch {
	case err == nil && width > 0 && height > 0:
		return tea.WindowSizeMsg{Width: width, Height: height}
	case size.Width > 0 && size.Height > 0:
		return size // a terminal that doesn't know its size: Bubble Tea's guess
	}
	return nil
}
