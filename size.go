package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// followSize tells the program of each change of the terminal's size, until
// stop is called. It must be called before the size is read for the first time:
// a change in between would be lost, and with it the screen's right edge.
func followSize(program interface{ Send(tea.Msg) }) (stop func()) {
	changed, left := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		for {
			select {
			case <-changed:
				program.Send(tea.WindowSizeMsg{}) // currentSize fills it in
			case <-left:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		close(left)
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
		return size // a terminal that doesn't know its size: the guess
	}
	return nil
}

// guessSize is the size of a terminal that doesn't know it, as programs of old
// guess it.
func guessSize(getenv func(string) string) (width, height int) {
	guess := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(getenv(name)); err == nil && n > 0 {
			return n
		}
		return otherwise
	}
	return guess("COLUMNS", 80), guess("LINES", 24)
}
