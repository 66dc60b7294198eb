//go:build linux

package faults

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
)

// member is one etcd, running or not. Its methods may be called at any time:
// what makes no sense at the moment does nothing.
type member struct {
	config  memberConfig
	watched atomic.Int64 // streams of watches that it serves

	mu      sync.Mutex
	process *exec.Cmd     // nil when it doesn't run
	reaped  chan struct{} // closed when the process is gone
	stopped bool          // by a signal
}

// start starts the process, which needs others before it serves.
func (m *member) start() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process != nil {
		return nil
	}
	text, err := json.Marshal(m.config)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), memberEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	// It must not outlive the test, even one that is killed or panics, and not
	// even while it is stopped.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	reaped := make(chan struct{})
	m.process, m.reaped = cmd, reaped
	go func() {
		defer close(reaped)
		m.listen(out)
		_ = cmd.Wait() // it was killed, or has said why not
		m.watched.Store(0)
	}()
	return nil
}

func (m *member) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			m.watched.Store(n)
		}
	}
}

// kill ends the process as a power cut would.
func (m *member) kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process == nil {
		return
	}
	_ = m.process.Process.Kill() // fails only if it is gone already
	<-m.reaped
	m.process, m.stopped = nil, false
}

// hang stops the process where it stands; its connections stay open.
func (m *member) hang() error { return m.signal(syscall.SIGSTOP, true) }

// wake lets it go on.
func (m *member) wake() error { return m.signal(syscall.SIGCONT, false) }

func (m *member) signal(sig syscall.Signal, stopped bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process == nil || m.stopped == stopped {
		return nil
	}
	m.stopped = stopped
	if err := m.process.Process.Signal(sig); !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
