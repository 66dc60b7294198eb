package main

import (
	"errors"
	"fmt"
	"os"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// report is a file that takes what would be written to standard error while
// the screen is up: the trace of a panic, or what a library says. It is
// removed again if nothing was.
type report struct {
	file   *os.File
	stderr *os.File // the real one

	mu   sync.Mutex
	stop func()
	bad  bool
}

func openReport() (*report, error) {
	f, err := os.CreateTemp("", "etcdscope-*.log")
	if err != nil {
		return nil, fmt.Errorf("cannot make a file for error reports: %w: check $TMPDIR", err)
	}
	r := &report{file: f, stderr: os.Stderr}
	os.Stderr = f
	return r, nil
}

// quit says how to take the screen down after a panic.
func (r *report) quit(stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop = stop; r.bad {
		go stop()
	}
}

// panicked writes down a panic of one of our goroutines, of which Bubble Tea
// knows nothing, and takes the screen down.
func (r *report) panicked(value any, stack []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = fmt.Fprintf(r.file, "panic: %v\n\n%s\n", value, stack)
	if r.bad = true; r.stop != nil {
		go r.stop()
	}
}

// close gives standard error back. err is what the screen ended with; after a
// panic it says where the trace is instead.
func (r *report) close(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	os.Stderr = r.stderr
	name := r.file.Name()
	_ = r.file.Close()
	if r.bad || errors.Is(err, tea.ErrProgramPanic) {
		return fmt.Errorf("an internal error ended etcdscope: the trace is in %s: please report it", name)
	}
	_ = os.Remove(name)
	return err
}
