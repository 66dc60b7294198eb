package teatest

import (
	"errors"
	"os"
	"os/exec"
	"syscall"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// launch starts the job shell, with the program, on a new pseudo-terminal.
func (t *Term) launch(shell string, o Options) error {
	ptmx, tty, err := pty.Open()
	if err != nil {
		return err
	}
	defer func() { _ = tty.Close() }()
	if t.pty, err = pollable(ptmx); err != nil {
		return err
	}
	if err := t.setSize(o.Cols, o.Rows); err != nil {
		return errors.Join(err, t.pty.Close())
	}
	if t.modes, err = term.GetState(tty.Fd()); err != nil {
		return errors.Join(err, t.pty.Close())
	}
	orders, giveOrders, err := os.Pipe()
	if err != nil {
		return errors.Join(err, t.pty.Close())
	}
	defer func() { _ = orders.Close() }()
	t.orders = giveOrders

	t.shell = exec.Command(shell, append([]string{t.reports.mark, o.Program}, o.Args...)...)
	t.shell.Stdin, t.shell.Stdout, t.shell.Stderr = tty, tty, tty
	t.shell.ExtraFiles = []*os.File{orders}
	t.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	t.shell.Env = append(t.env.variables(), o.Env...)
	t.shell.Dir = o.Dir
	if o.Dir == "" {
		t.shell.Dir = t.env.home
	}
	if err := t.shell.Start(); err != nil {
		return errors.Join(err, t.pty.Close(), t.orders.Close())
	}
	return nil
}

// pollable returns the same open file under another descriptor, which the
// runtime waits for by polling: only then closing it ends a read in progress.
func pollable(f *os.File) (*os.File, error) {
	defer func() { _ = f.Close() }()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}
