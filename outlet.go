package main

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/ui/paint"
)

// outlet is how a person takes something away from the screen.
type outlet struct {
	getenv     func(string) string
	interrupts *interrupts
	terminal   terminal // set before the screen runs
}

// terminal is what the screen is on: a *paint.Program.
type terminal interface {
	Copy(text []byte)
	Lend(use func() error, ended func(error) tea.Msg) tea.Cmd
}

var _ terminal = (*paint.Program)(nil)
