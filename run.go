package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/ui"
	"github.com/etcdscope/etcdscope/ui/paint"
)

// run opens the explorer and returns when it was left. Whatever ends it, what
// it has begun is ended with it: the demo's server and directory, too.
func run(ctx context.Context, o options) (err error) {
	report, err := openReport()
	if err != nil {
		return err
	}
	defer func() { err = report.close(err) }()
	defer report.watch()()
	if o.Demo {
		endpoint, stop, err := openDemo(ctx, report.panicked)
		if err != nil {
			return err
		}
		defer func() { _ = stop() }() // nothing of it outlives the program
		o.Config.Endpoints = []string{endpoint}
	}
	o.Follow.Panicked = report.panicked
	clusters := &switcher{began: o}
	defer clusters.all.close()
	defer clusters.notes.close(memoriesPatience)
	shown, err := clusters.screen()
	if err != nil {
		return err
	}
	return explore(ctx, o, shown, report)
}

// explore shows the screen until it is left or ctx ends.
func explore(ctx context.Context, o options, shown ui.Options, report *report) error {
	outlet := &outlet{getenv: os.Getenv, interrupts: o.Interrupts}
	shown.Outlet = outlet
	screen := ui.New(ctx, shown)
	leaving := newLeaving()
	program := paint.NewProgram(screen, paintOptions(ctx, leaving, report))
	outlet.terminal = program
	report.quit(program.Kill)
	defer o.Profiles.memory(screen) // while the tree is there
	defer followSize(program)()

	err := leaving.run(ctx, program, leaveTime)
	switch {
	case errors.Is(err, errStuck):
		program.Restore()
		return err
	case ctx.Err() != nil:
		return exitError{code: exitInterrupted, error: errors.New("stopped by a signal")}
	case err != nil && !errors.Is(err, tea.ErrProgramPanic) && !errors.Is(err, tea.ErrProgramKilled):
		return fmt.Errorf("the terminal failed: %w: try another one, or --ascii", err)
	}
	return err
}

// paintOptions describe the terminal that we have been started on.
func paintOptions(ctx context.Context, leaving *leaving, report *report) paint.Options {
	o := paint.Options{
		Input: os.Stdin, Output: os.Stdout, Environ: os.Environ(),
		Done:     ctx.Done(),
		Panicked: report.panicked,
		Ended:    leaving.begin,
		Filter:   leaving.filter,
	}
	o.Width, o.Height = guessSize(os.Getenv)
	o.Profile = colors(os.Getenv)
	return o
}
