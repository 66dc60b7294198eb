package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/etcdscope/etcdscope/source"
	"golang.org/x/sys/unix"
)

// askPassword asks on out and reads a line from tty that doesn't show. When
// ctx ends it gives the terminal back as it was.
func askPassword(ctx context.Context, tty *os.File, out io.Writer) (source.Secret, error) {
	fd := tty.Fd()
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("cannot ask for the password: %w: give it with --password", err)
	}
	if err := hideEcho(int(fd)); err != nil { // before anybody is asked
		return "", fmt.Errorf("cannot hide the password: %w: give it with --password", err)
	}
	if _, err := fmt.Fprint(out, "Password: "); err != nil {
		return "", fmt.Errorf("cannot ask for the password: %w: give it with --password", errors.Join(err, term.Restore(fd, before)))
	}
	type answer struct {
		password []byte
		err      error
	}
	answers := make(chan answer, 1)
	go func() {
		password, err := readLine(tty)
		answers <- answer{password, err}
	}()
	select {
	case a := <-answers:
		_, _ = fmt.Fprintln(out)
		switch err := errors.Join(a.err, term.Restore(fd, before)); {
		case err != nil:
			return "", fmt.Errorf("cannot read the password: %w: give it with --password", err)
		case len(a.password) == 0:
			return "", badArgsf("the password is empty: type it, or leave --user out to connect without one")
		}
		return source.Secret(a.password), nil
	case <-ctx.Done():
		_, _ = fmt.Fprintln(out)
		return "", errors.Join(exitError{exitInterrupted, errors.New("interrupted")}, term.Restore(fd, before))
	}
}

// hideEcho makes a terminal give line by line what is typed, and not show it.
func hideEcho(fd int) error {
	settings, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	settings.Lflag &^= unix.ECHO
	settings.Lflag |= unix.ICANON | unix.ISIG
	settings.Iflag |= unix.ICRNL
	return unix.IoctlSetTermios(fd, setTermios, settings)
}

// readLine reads no more than a line: a terminal gives no more at once.
func readLine(tty io.Reader) ([]byte, error) {
	line, err := bufio.NewReader(tty).ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	return bytes.TrimRight(line, "\r\n"), err
}
