package contexts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
)

// commandTime is how long a password command may take: it may ask a person.
const commandTime = 30 * time.Second

// saidMost is how much of a command's complaint is repeated.
const saidMost = 200

// A Password says where a password comes from; the zero value is nowhere.
type Password struct {
	command []string
	file    string
	inline  source.Secret
	line    int // of inline
}

// IsSet says whether the password comes from anywhere.
func (p Password) IsSet() bool { return len(p.command) > 0 || p.file != "" || p.inline != "" }

// Format implements fmt.Formatter: nothing of a password is ever printed, nor
// what a command is given.
func (Password) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "…") }

// Read gets the password: it runs the command or reads the file. What these
// give is never part of the error. A command may ask a person on the terminal,
// unless that has a screen on it.
func (p Password) Read(ctx context.Context, screen bool) (source.Secret, error) {
	switch {
	case len(p.command) > 0:
		return run(ctx, p.command, commandTime, screen)
	case p.file != "":
		return readPassword(p.file)
	}
	return p.inline, nil
}

// Renew gets the password anew while a screen is on the terminal; nil where it
// couldn't be another one.
func (p Password) Renew() func(context.Context) (source.Secret, error) {
	if len(p.command) == 0 && p.file == "" {
		return nil
	}
	return func(ctx context.Context) (source.Secret, error) { return p.Read(ctx, true) }
}

func readPassword(name string) (source.Secret, error) {
	data, mode, err := readFile(name, passwordMost)
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot read the password-file: %w: see that it is a file you may read", err)
	case exposed(mode):
		return "", fmt.Errorf("others may read the password-file %s (mode %#o): chmod 600 %s", name, mode.Perm(), name)
	}
	password := firstLine(data)
	if password == "" {
		return "", fmt.Errorf("the password-file %s has an empty first line: write the password there", name)
	}
	return password, nil
}

// run runs a command, without a shell. Only the program's name is said in
// errors, since what it is given may be secret.
func run(ctx context.Context, command []string, most time.Duration, screen bool) (source.Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	stdout, stderr := &head{most: passwordMost}, &head{most: 4 << 10}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if screen { // without a terminal, and so that its children end with it
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	}
	cmd.WaitDelay = time.Second // for its children, which may have our pipes open
	err := cmd.Run()
	failed := func(why string) error {
		return fmt.Errorf("password-command %s %s: run it by hand to see what is wrong", model.Safe(command[0]), why)
	}
	password := firstLine(stdout.kept)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", failed(fmt.Sprintf("gave no password within %v", most))
	case ctx.Err() != nil:
		return "", fmt.Errorf("password-command %s was stopped: %w", model.Safe(command[0]), ctx.Err())
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // that is a child it left behind
		return "", failed("failed: " + complaint(err, string(stderr.kept)))
	case password == "":
		return "", failed("printed no password")
	}
	return password, nil
}

// complaint is why a command failed, in one line that is safe to show.
func complaint(err error, said string) string {
	why := err.Error()
	if notRun, ok := errors.AsType[*exec.Error](err); ok {
		why = notRun.Err.Error() // its name has been said
	}
	said = strings.Join(strings.Fields(said), " ")
	if len(said) > saidMost {
		said = said[:saidMost] + model.Ellipsis
	}
	if said != "" {
		why += ": " + said
	}
	return model.Safe(why)
}

// firstLine is the password: tools that keep passwords print other things
// about it in the lines after it.
func firstLine(data []byte) source.Secret {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return source.Secret(bytes.TrimSuffix(line, []byte("\r")))
}

// head keeps the first bytes of what is written to it.
type head struct {
	kept []byte
	most int
}

func (h *head) Write(b []byte) (int, error) {
	h.kept = append(h.kept, b[:min(len(b), h.most-len(h.kept))]...)
	return len(b), nil
}
