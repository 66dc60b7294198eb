package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"syscall"

	tea "charm.land/bubbletea/v2"
)

// report is a file that takes what would be written to standard error while
// the screen is up: the trace of a panic, or what a library says. It is kept
// only after a panic, or if somebody asked for it with SIGQUIT.
type report struct {
	file   *os.File
	name   string   // "" if no file could be made
	stderr *os.File // the real one

	mu    sync.Mutex
	stop  func()
	bad   bool
	asked bool // by SIGQUIT
}

// openReport takes standard error. Where no file can be made - a read-only
// system is no reason not to look at etcd - what is written there is lost.
func openReport() (*report, error) {
	r := &report{stderr: os.Stderr}
	f, err := os.CreateTemp("", "etcdscope-*.log")
	if err == nil {
		r.name = f.Name()
		_ = debug.SetCrashOutput(f, debug.CrashOptions{}) // for what nobody can catch
	} else if f, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
		return nil, fmt.Errorf("cannot open %s: %w: is /dev mounted?", os.DevNull, err)
	}
	r.file, os.Stderr = f, f
	_, _ = fmt.Fprintf(f, "etcdscope %s, %s, %s/%s\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return r, nil
}

// watch has SIGQUIT do what it does to any Go program, without leaving the
// terminal in disorder: it writes down what each goroutine does and ends the
// program. What is returned stops that.
func (r *report) watch() (stop func()) {
	quit, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(quit, syscall.SIGQUIT)
	go func() {
		select {
		case <-quit:
			r.ask()
		case <-done:
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(quit)
		close(done)
	})
}

// ask writes down what each goroutine does and takes the screen down.
func (r *report) ask() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = pprof.Lookup("goroutine").WriteTo(r.file, 2) // 2: as after a panic
	r.asked = true
	r.end()
}

// quit says how to take the screen down after a panic.
func (r *report) quit(stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop = stop; r.bad || r.asked {
		go stop()
	}
}

// end takes the screen down, if it is up.
func (r *report) end() {
	if r.stop != nil {
		go r.stop()
	}
}

// panicked writes down a panic of one of our goroutines, of which Bubble Tea
// knows nothing, and takes the screen down.
func (r *report) panicked(value any, stack []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = fmt.Fprintf(r.file, "panic: %v\n\n%s\n", value, stack)
	r.bad = true
	r.end()
}

// close gives standard error back. err is what the screen ended with; after a
// panic it says where the trace is instead.
func (r *report) close(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	os.Stderr = r.stderr
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	_ = r.file.Close()
	switch panicked := r.bad || errors.Is(err, tea.ErrProgramPanic); {
	case panicked && r.name == "":
		return errors.New("an internal error ended etcdscope: its trace is lost, set TMPDIR to a directory that can be written to keep the next")
	case panicked:
		return fmt.Errorf("an internal error ended etcdscope: the trace is in %s: please report it", r.name)
	case r.asked && r.name != "":
		return exitError{code: exitInterrupted, error: fmt.Errorf("stopped by SIGQUIT: what it was doing is in %s", r.name)}
	}
	_ = os.Remove(r.name)
	return err
}
