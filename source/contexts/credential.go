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

// commandTime is how long a command may take: it may ask a person.
const commandTime = 30 * time.Second

// saidMost is how much of a command's complaint is repeated.
const saidMost = 200

// What a credential can be.
const (
	password = "password"
	token    = "token"
)

// A Credential says where a password or a token comes from; the zero value is
// nowhere.
type Credential struct {
	what    string // password or token
	command []string
	file    string
	inline  source.Secret
	line    int // of inline
}

// IsSet says whether the credential comes from anywhere.
func (c Credential) IsSet() bool { return len(c.command) > 0 || c.file != "" || c.inline != "" }

// Format implements fmt.Formatter: nothing of a credential is ever printed,
// nor what a command is given.
func (Credential) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "…") }

// Read gets the credential: it runs the command or reads the file. What these
// give is never part of the error. A command may ask a person on the terminal,
// unless that has a screen on it.
func (c Credential) Read(ctx context.Context, screen bool) (source.Secret, error) {
	switch {
	case len(c.command) > 0:
		return c.run(ctx, commandTime, screen)
	case c.file != "":
		return c.readFile()
	}
	return c.inline, nil
}

// Renew gets the credential anew while a screen is on the terminal; nil where it
// couldn't be another one.
func (c Credential) Renew() func(context.Context) (source.Secret, error) {
	if len(c.command) == 0 && c.file == "" {
		return nil
	}
	return func(ctx context.Context) (source.Secret, error) { return c.Read(ctx, true) }
}

func (c Credential) readFile() (source.Secret, error) {
	data, mode, err := readFile(c.file, secretMost)
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot read the %s-file: %w: see that it is a file you may read", c.what, err)
	case exposed(mode):
		return "", fmt.Errorf("others may read the %s-file %s (mode %#o): chmod 600 %s", c.what, c.file, mode.Perm(), c.file)
	}
	secret := firstLine(data)
	if secret == "" {
		return "", fmt.Errorf("the %s-file %s has an empty first line: write the %[1]s there", c.what, c.file)
	}
	return secret, nil
}

// run runs the command, without a shell. Only the program's name is said in
// errors, since what it is given may be secret.
func (c Credential) run(ctx context.Context, most time.Duration, screen bool) (source.Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	stdout, stderr := &head{most: secretMost}, &head{most: 4 << 10}
	cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if screen { // without a terminal, and so that its children end with it
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	}
	cmd.WaitDelay = time.Second // for its children, which may have our pipes open
	err := cmd.Run()
	name := c.what + "-command " + model.Safe(c.command[0])
	failed := func(why string) error { return fmt.Errorf("%s %s: run it by hand to see what is wrong", name, why) }
	secret := firstLine(stdout.kept)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", failed(fmt.Sprintf("gave no %s within %v", c.what, most))
	case ctx.Err() != nil:
		return "", fmt.Errorf("%s was stopped: %w", name, ctx.Err())
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // that is a child it left behind
		return "", failed("failed: " + complaint(err, string(stderr.kept)))
	case secret == "":
		return "", failed("printed no " + c.what)
	}
	return secret, nil
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

// firstLine is the secret: tools that keep passwords print other things about
// them in the lines after it.
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
