package main

import (
	"context"
	"errors"
	"os"

	"github.com/charmbracelet/x/term"
)

// start settles what has to be settled before there is a screen, and runs.
func start(ctx context.Context, o options) error {
	if err := needTerminal(os.Stdin, os.Stdout); err != nil {
		return err
	}
	if o.asksPassword() {
		password, err := askPassword(ctx, os.Stdin, os.Stderr)
		if err != nil {
			return err
		}
		o.Config.Password = password
	}
	if o.Discovery.Domain != "" {
		bounded, cancel := context.WithTimeout(ctx, o.Config.CommandTimeout)
		defer cancel()
		endpoints, err := o.Discovery.Endpoints(bounded)
		if err != nil {
			return err
		}
		o.Config.Endpoints = endpoints
	}
	return run(ctx, o)
}

func needTerminal(in, out *os.File) error {
	const next = ": run etcdscope in a terminal, or use etcdctl in scripts"
	switch {
	case !term.IsTerminal(out.Fd()):
		return errors.New("standard output is not a terminal" + next)
	case !term.IsTerminal(in.Fd()):
		return errors.New("standard input is not a terminal" + next)
	}
	return nil
}
