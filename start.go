package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"
	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/local"
)

// start runs the explorer, if there is a terminal for it.
func start(ctx context.Context, o options) error {
	if o.Explain {
		return o.LogFile.during(func(log *zap.Logger) error {
			o.Config.Log = source.LogTo(log)
			return explain(ctx, o, local.This(), os.Stdout)
		})
	}
	if err := needTerminal(os.Stdin, os.Stdout); err != nil {
		return err
	}
	return o.LogFile.during(func(log *zap.Logger) error {
		o.Config.Log = source.LogTo(log)
		return o.Profiles.during(log, func() error { return settle(ctx, o) })
	})
}

// settle settles what has to be settled before there is a screen, and runs.
func settle(ctx context.Context, o options) error {
	if err := o.askPassword(ctx); err != nil {
		return err
	}
	if !o.Demo {
		all, err := candidates(ctx, o, local.This())
		if err != nil {
			return err
		}
		at := local.Choose(all)
		if at < 0 {
			return fmt.Errorf("%w; etcdscope --explain says what else was found", noWay(all))
		}
		o.Config = through(all[at], o.Config)
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
