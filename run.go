package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/demo"
	"github.com/etcdscope/etcdscope/ui"
)

// fps is how often a changed screen is written at most. At the library's 60 a
// key press during an unpaced load took 35 ms at p99, at 120 it takes 28 (docs/
// figures.md); the price is an idle screen's ticker: some 500 context switches a
// second instead of 320.
const fps = 120

// run opens the explorer and returns when it was left. Whatever ends it, what
// it has begun is ended with it: the demo's server and directory, too.
func run(ctx context.Context, o options) (err error) {
	report, err := openReport()
	if err != nil {
		return err
	}
	defer func() { err = report.close(err) }()
	if o.Demo {
		d, err := demo.Open(ctx, report.panicked)
		if err != nil {
			return err
		}
		defer func() { _ = d.Close() }() // nothing of it outlives the program
		o.Config.Endpoints = []string{d.Endpoint()}
	}
	client, err := source.Dial(o.Config)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	o.Follow.Panicked = report.panicked
	session := source.Follow(client, o.Follow)
	defer session.Close()
	return explore(ctx, o, session, report)
}

// explore shows the screen until it is left or ctx ends.
func explore(ctx context.Context, o options, session *source.Session, report *report) error {
	screen := ui.New(ctx, ui.Options{
		Source:    session,
		Scope:     o.Follow.Prefix,
		Separator: o.Follow.Separator,
		Rev:       o.Follow.Rev,
		Endpoint:  o.Config.Endpoints[0],
		Keys:      keymap.Default(),
		ASCII:     o.ASCII,
	})
	leaving := newLeaving()
	program := tea.NewProgram(screen, programOptions(os.Getenv, leaving)...)
	report.quit(program.Kill)
	left := make(chan struct{})
	defer close(left)
	go followSize(program, left)

	modes, modesErr := term.GetState(os.Stdin.Fd())
	err := leaving.run(ctx, program, leaveTime)
	switch {
	case errors.Is(err, errStuck):
		if modesErr == nil {
			_ = term.Restore(os.Stdin.Fd(), modes) // needs no output
		}
		return err
	case ctx.Err() != nil:
		return exitError{code: exitInterrupted, error: errors.New("stopped by a signal")}
	case err != nil && !errors.Is(err, tea.ErrProgramPanic) && !errors.Is(err, tea.ErrProgramKilled):
		return fmt.Errorf("the terminal failed: %w: try another one, or --ascii", err)
	}
	return err
}

// programOptions are what Bubble Tea is told. Signals are ours: they end the
// context, SIGHUP too.
func programOptions(getenv func(string) string, leaving *leaving) []tea.ProgramOption {
	opts := []tea.ProgramOption{
		tea.WithoutSignalHandler(),
		tea.WithFilter(leaving.filter),
		tea.WithFPS(fps),
	}
	if getenv("NO_COLOR") != "" { // with any value, which the library takes for a boolean
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	return opts
}
