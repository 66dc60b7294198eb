//go:build unix

// Command jobshell is the shell that journeys start the program from.
//
// Ctrl+Z only stops a program which has a job-control shell above it: a process
// group whose parent is not in its session is orphaned, and the kernel discards
// the terminal's stop signals for it. So this command leads the session, runs
// the program as the job in the foreground, takes the terminal back when the job
// stops, and continues it when told to. Unlike a shell that people use it leaves
// the terminal's modes alone, so that a test sees how the program left them.
//
//	jobshell MARK PROGRAM [ARG…]
//
// What happens to the job is reported on the terminal itself, as MARK, a word
// and BEL: there it comes after everything the program wrote before.
//
//	MARK started PID BEL
//	MARK stopped BEL
//
// Orders come line by line on descriptor 3. The one order is "fg", continue the
// job in the foreground; end of file means that nobody is interested any more,
// and kills the job. The exit status is the job's, 128+n after signal n.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	terminal = 0 // the descriptor of the terminal
	extra    = 3 // the first descriptor after the standard ones

	// gateArg, in place of MARK, makes the command wait at the gate and then
	// become the program.
	gateArg = "-gate"

	notFound = 127 // as every shell exits when it can't run a command
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: jobshell MARK PROGRAM [ARG…]")
		os.Exit(2)
	}
	run := shell
	if os.Args[1] == gateArg {
		run = gate
	}
	status, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "jobshell:", err)
	}
	os.Exit(status)
}

// gate waits until the shell has made its process group the foreground one, and
// becomes the program. Without it the program could touch the terminal too
// early, and be stopped for it.
func gate(_ string, argv []string) (int, error) {
	opened := os.NewFile(extra, "gate")
	if _, err := opened.Read(make([]byte, 1)); err != nil {
		return notFound, fmt.Errorf("the shell is gone: %w", err)
	}
	if err := opened.Close(); err != nil {
		return notFound, err
	}
	program, err := exec.LookPath(argv[0])
	if err != nil {
		return notFound, err
	}
	return notFound, fmt.Errorf("%s: %w", program, syscall.Exec(program, argv, os.Environ()))
}

// shell runs argv as its job and returns the job's exit status.
func shell(mark string, argv []string) (int, error) {
	// A terminal that hangs up tells only the session's leader: pass it on.
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)

	pid, open, err := start(argv)
	if err != nil {
		return notFound, err
	}
	// From the background, taking the terminal back would stop the shell.
	signal.Ignore(syscall.SIGTTOU)
	go func() {
		for range hangup {
			_ = syscall.Kill(-pid, syscall.SIGHUP)
		}
	}()
	go obey(os.NewFile(extra, "orders"), pid)

	report(mark, fmt.Sprintf("started %d", pid))
	if _, err := open.Write([]byte{1}); err != nil {
		return notFound, err
	}
	if err := open.Close(); err != nil {
		return notFound, err
	}
	return wait(mark, pid)
}

// start starts the job, which waits at the gate until a byte is written to open.
func start(argv []string) (pid int, open *os.File, err error) {
	gate, open, err := os.Pipe()
	if err != nil {
		return 0, nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, nil, err
	}
	job, err := os.StartProcess(self, append([]string{self, gateArg}, argv...), &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, gate},
		Sys:   &syscall.SysProcAttr{Setpgid: true},
	})
	if err != nil {
		return 0, nil, err
	}
	pid = job.Pid
	return pid, open, errors.Join(job.Release(), gate.Close(), foreground(pid))
}

// wait follows the job until it ends.
func wait(mark string, pid int) (int, error) {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return notFound, fmt.Errorf("wait for the job: %w", err)
		case status.Stopped():
			if err := foreground(syscall.Getpgrp()); err != nil {
				return notFound, err
			}
			report(mark, "stopped")
		case status.Signaled():
			return 128 + int(status.Signal()), nil
		case status.Exited():
			return status.ExitStatus(), nil
		}
	}
}

// obey carries out orders until there is nobody left to give any.
func obey(orders *os.File, pid int) {
	lines := bufio.NewScanner(orders)
	for lines.Scan() {
		if lines.Text() == "fg" {
			_ = foreground(pid)
			_ = syscall.Kill(-pid, syscall.SIGCONT)
		}
	}
	_ = syscall.Kill(-pid, syscall.SIGKILL)
}

// foreground gives the terminal to the process group pgid.
func foreground(pgid int) error {
	if err := unix.IoctlSetPointerInt(terminal, unix.TIOCSPGRP, pgid); err != nil {
		return fmt.Errorf("give the terminal to process group %d: %w", pgid, err)
	}
	return nil
}

// report can't fail in a way that matters: a terminal that is gone has no
// reader either.
func report(mark, what string) {
	_, _ = fmt.Fprintf(os.Stdout, "%s%s\a", mark, what)
}
