package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// pagerTime is how long a pager may take to end after it was told to.
const pagerTime = time.Second

// Page implements ui.Outlet. The text goes through a pipe: nothing of it is on
// a disk, unless the pager puts it there.
func (o *outlet) Page(ctx context.Context, text []byte, ended func(error) tea.Msg) tea.Cmd {
	command, err := pager(o.getenv, exec.LookPath)
	if err != nil {
		return func() tea.Msg { return ended(err) }
	}
	return o.terminal.Lend(func() error {
		defer o.interrupts.hold()()
		return page(ctx, command, text)
	}, ended)
}

// pager is the command that shows a text. cat is what people set who want no
// pager where others open one by themselves: here it was asked for.
func pager(getenv func(string) string, look func(string) (string, error)) (string, error) {
	if set := strings.TrimSpace(getenv("PAGER")); set != "" && set != "cat" {
		return set, nil
	}
	if _, err := look("less"); err == nil {
		return "less", nil
	}
	if _, err := look("more"); err == nil { // which ends with the text, and with it what it showed
		return "more; printf '(enter goes back to etcdscope) '; read -r _ </dev/tty", nil
	}
	return "", errors.New("there is no less and no more here: set PAGER, or save the value with ctrl+s")
}

// page runs a pager until the person leaves it. As git does, it asks a shell
// only if it must: a signal then comes to the pager itself. In a group of its
// own all of a command would end, but ctrl+z would pause it alone, and nobody
// would be there to resume it.
func page(ctx context.Context, command string, text []byte) error {
	cmd := exec.CommandContext(ctx, command)
	if strings.ContainsAny(command, "|&;<>()$`\\\"' \t\n*?[#~=%") {
		cmd = exec.CommandContext(ctx, "sh", "-c", command)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), os.Stdout, os.Stdout
	cmd.Env = append(os.Environ(), "LESS="+lessOptions(os.Getenv("LESS")))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = pagerTime
	err := cmd.Run()
	status := cmd.ProcessState.ExitCode() // -1: it was not begun, or ended by a signal
	switch {
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) || status == notFound:
		return fmt.Errorf("cannot open the pager: there is no %s: set PAGER to one that there is", model.Safe(command))
	case status > 0 || cmd.ProcessState == nil:
		return fmt.Errorf("the pager %s failed: %w", model.Safe(command), err)
	}
	return nil // a signal is ctrl+c, or ours
}

// notFound is a shell's exit status where there is no such command.
const notFound = 127

// lessOptions are a person's options for less, but for the one by which a
// short text is gone before it is seen.
func lessOptions(set string) string { return strings.TrimSpace(set + " -+F") }
