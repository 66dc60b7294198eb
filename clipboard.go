package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/ui/paint"
)

// clipboardTime is how long a clipboard's program may take: xclip waits for as
// long as the X server does.
const clipboardTime = 2 * time.Second

// Copy implements ui.Outlet. It goes every way that there is: which of the
// clipboards is before the person's eyes can't be known, when tmux was begun at
// this host's own screen and is looked at from elsewhere now.
func (o *outlet) Copy(ctx context.Context, text []byte) (string, error) {
	var by []string
	var failed error
	for _, command := range clipboards(o.getenv) {
		err := clip(ctx, command, text)
		if err == nil {
			by = append(by, command[0])
			break
		}
		failed = fmt.Errorf("%s: %w", command[0], err)
	}
	switch {
	case len(text) > paint.ClipboardMost && len(by) > 0:
	case len(text) > paint.ClipboardMost && failed != nil:
		return "", fmt.Errorf("%w; it is too much for the terminal: ctrl+s saves it to a file", failed)
	case len(text) > paint.ClipboardMost:
		return "", fmt.Errorf("%s is more than the %s that terminals take: ctrl+s saves it to a file",
			model.Bytes(len(text)), model.Bytes(paint.ClipboardMost))
	case o.getenv("TMUX") != "" && clip(ctx, tmuxClipboard, text) == nil:
		by = append(by, "tmux")
	default:
		o.terminal.Copy(text)
		by = append(by, "the terminal (OSC 52)")
	}
	return strings.Join(by, " and "), nil
}

// tmuxClipboard gives tmux a text for itself and for the terminal that it is
// on, whatever its options say about escape sequences. Before 3.2 it fails.
var tmuxClipboard = []string{"tmux", "load-buffer", "-w", "-"}

// clipboards are the programs that may reach the clipboard of the screen that
// the person sits at, none over SSH.
func clipboards(getenv func(string) string) (all [][]string) {
	if getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "" {
		return nil
	}
	if getenv("WAYLAND_DISPLAY") != "" {
		all = append(all, []string{"wl-copy"})
	}
	if getenv("DISPLAY") != "" {
		all = append(all, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
	}
	if getenv("WSL_DISTRO_NAME") != "" {
		all = append(all, []string{"clip.exe"})
	}
	return append(installed(all), systemClipboards()...)
}

// installed are those of the programs that are there.
func installed(all [][]string) (found [][]string) {
	for _, command := range all {
		if _, err := exec.LookPath(command[0]); err == nil {
			found = append(found, command)
		}
	}
	return found
}

// clip has a program take a text for the clipboard. What it starts to keep it
// there for others may run on; in a session of its own, as ctrl+z stops all
// that is in ours, and who then pastes elsewhere would wait.
func clip(ctx context.Context, command []string, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, clipboardTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin = bytes.NewReader(text)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.WaitDelay = clipboardTime
	err := cmd.Run()
	if ctx.Err() != nil {
		return errors.New("it didn't answer")
	}
	return err
}
