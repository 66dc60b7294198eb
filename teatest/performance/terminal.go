//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"

	"github.com/etcdscope/etcdscope/teatest"
)

// The size of every terminal here: a large one, which is the expensive case.
const (
	cols  = 200
	lines = 50
)

const (
	// lookAgain is how often the screen is looked at while something is waited
	// for. It bounds nothing that is measured: times are those of the reads.
	lookAgain = 20 * time.Millisecond
	patience  = 3 * time.Minute
)

// terminal is a pseudo-terminal with a program on it. Unlike teatest's it is a
// measuring instrument: no shell is started before the program, and the output
// is only read and its time noted. An emulator looks at the recording, now and
// then to know when to go on, and exactly when all is over.
type terminal struct {
	ctx     context.Context
	pty     *os.File
	cmd     *exec.Cmd
	started time.Time
	view    *teatest.Replay
	fed     int // chunks that the view has been shown

	mu     sync.Mutex
	record recording
	ended  chan struct{} // closed when all output was read
}

// startTerminal runs a program on a terminal of its own.
func startTerminal(ctx context.Context, home, program string, args ...string) (*terminal, error) {
	ptmx, tty, err := pty.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = tty.Close() }()
	if err := pty.Setsize(ptmx, &pty.Winsize{Rows: lines, Cols: cols}); err != nil {
		return nil, errors.Join(err, ptmx.Close())
	}
	t := &terminal{ctx: ctx, pty: ptmx, ended: make(chan struct{}), record: recording{out: make([]byte, 0, 1<<20)}}
	t.view = teatest.NewReplay(cols, lines, func(reply []byte) { _, _ = ptmx.Write(reply) })
	t.cmd = exec.Command(program, args...)
	t.cmd.Stdin, t.cmd.Stdout, t.cmd.Stderr = tty, tty, tty
	t.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
	t.cmd.Dir, t.cmd.Env = home, environment(home)
	t.started = time.Now()
	if err := t.cmd.Start(); err != nil {
		t.view.Close()
		return nil, errors.Join(err, ptmx.Close())
	}
	go t.read()
	return t, nil
}

// environment is the same on every machine.
func environment(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home,
		"XDG_CONFIG_HOME=" + filepath.Join(home, ".config"), "XDG_STATE_HOME=" + filepath.Join(home, ".local", "state"),
		"TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC",
	}
}

// read notes what comes and when, until nobody holds the terminal any more,
// which reads as an error.
func (t *terminal) read() {
	defer close(t.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.pty.Read(buf)
		at := time.Now()
		if err != nil {
			return
		}
		t.mu.Lock()
		t.record.add(at, buf[:n])
		t.mu.Unlock()
	}
}

// recorded is what came so far.
func (t *terminal) recorded() recording {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.record
}

// press writes keys as a keyboard sends them and returns the time just before.
func (t *terminal) press(keys string) (time.Time, error) {
	at := time.Now()
	_, err := t.pty.Write([]byte(keys))
	return at, err
}

// await waits until cond holds for the screen. When that was is for the
// recording to say.
func (t *terminal) await(cond func(screen string) bool, what string) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(lookAgain) {
		ended := t.hasEnded()
		if cond(t.screen()) {
			return nil
		}
		switch {
		case t.ctx.Err() != nil:
			return t.ctx.Err()
		case ended:
			return fmt.Errorf("the program ended while waiting for %s; the screen:\n%s", what, t.screen())
		case time.Now().After(deadline):
			return fmt.Errorf("waited %s in vain for %s; the screen:\n%s", patience, what, t.screen())
		}
	}
}

func (t *terminal) hasEnded() bool {
	select {
	case <-t.ended:
		return true
	default:
		return false
	}
}

// screen is what the terminal shows now.
func (t *terminal) screen() string {
	r := t.recorded()
	for ; t.fed < len(r.chunks); t.fed++ {
		t.view.Write(r.chunk(t.fed))
	}
	return t.view.Screen()
}

func (t *terminal) pid() int { return t.cmd.Process.Pid }

// quit presses q and waits for the program's end.
func (t *terminal) quit() error {
	_, err := t.press("q")
	select {
	case <-t.ended:
	case <-time.After(30 * time.Second):
		err = errors.Join(err, errors.New("the program doesn't quit"))
	}
	return errors.Join(err, t.close())
}

// close ends the program, if it still runs.
func (t *terminal) close() error {
	_ = t.cmd.Process.Kill()
	err := t.cmd.Wait()
	var failed *exec.ExitError
	if errors.As(err, &failed) && failed.ExitCode() == -1 {
		err = nil // killed: by us
	}
	<-t.ended
	t.view.Close()
	return errors.Join(err, t.pty.Close())
}
