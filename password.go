package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/etcdscope/etcdscope/source"
)

// askPassword asks on out and reads a line from tty that doesn't show. When
// ctx ends it gives the terminal back as it was.
func askPassword(ctx context.Context, tty *os.File, out io.Writer) (source.Secret, error) {
	fd := tty.Fd()
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("cannot ask for the password: %w: give it with --password", err)
	}
	if _, err := fmt.Fprint(out, "Password: "); err != nil {
		return "", fmt.Errorf("cannot ask for the password: %w: give it with --password", err)
	}
	type answer struct {
		password []byte
		err      error
	}
	answers := make(chan answer, 1)
	go func() {
		password, err := term.ReadPassword(fd)
		answers <- answer{password, err}
	}()
	select {
	case a := <-answers:
		_, _ = fmt.Fprintln(out)
		switch {
		case a.err != nil:
			return "", fmt.Errorf("cannot read the password: %w: give it with --password", a.err)
		case len(a.password) == 0:
			return "", badArgsf("the password is empty: type it, or leave --user out to connect without one")
		}
		return source.Secret(a.password), nil
	case <-ctx.Done():
		_, _ = fmt.Fprintln(out)
		return "", errors.Join(exitError{exitInterrupted, errors.New("interrupted")}, term.Restore(fd, before))
	}
}
