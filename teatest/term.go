package teatest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// outputLimit bounds the raw output that a terminal remembers, in bytes.
const outputLimit = 16 << 20

// Options say how a program is started. The zero value starts etcdscope without
// arguments on a terminal of 80×24.
type Options struct {
	Program string   // path of the binary; etcdscope's, from [Build], when empty
	Args    []string // without the program's name
	Env     []string // KEY=VALUE, added to a clean environment
	Dir     string   // working directory; a temporary home when empty

	Cols, Rows int  // 80×24 when both are zero
	NoSize     bool // the terminal doesn't know its size (0×0), as on a serial line

	// Legacy makes the terminal one that knows none of: synchronized updates,
	// grapheme clusters, the Kitty keyboard protocol; like tmux or a console.
	Legacy bool
}

// Term is a terminal with a program on it. Its methods fail the test on errors
// and may be called from the test's goroutine only.
type Term struct {
	t      testing.TB
	pty    *os.File
	modes  *term.State // of the line discipline before the start
	shell  *exec.Cmd
	orders *os.File
	input  *input
	env    environ

	patience time.Duration // see the function of that name
	tap      sync.Mutex    // held while the terminal takes no output

	mu      sync.Mutex
	changed chan struct{} // closed and replaced when what is below has changed
	screen  *screen
	reports *reports
	output  []byte
	pid     int // of the program; 0 until it is started
	stopped bool

	reaped     chan struct{} // closed when the job shell has ended
	drained    chan struct{} // closed when all output was read
	goroutines sync.WaitGroup
	closing    sync.Once
}

// Start starts a program on a terminal of its own. Everything ends with the test.
func Start(t testing.TB, o Options) *Term {
	t.Helper()
	term, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return term
}

// start is Start for callers who have something to add to the error.
func start(t testing.TB, o Options) (*Term, error) {
	if o.Program == "" {
		program, err := binaries.build(programPackage, raceFlags()...)
		if err != nil {
			return nil, err
		}
		o.Program = program
	}
	if o.Cols == 0 && o.Rows == 0 && !o.NoSize {
		o.Cols, o.Rows = 80, 24
	}
	shell, err := binaries.build(shellPackage)
	if err != nil {
		return nil, err
	}
	term := &Term{
		t:        t,
		patience: patience(),
		input:    newInput(),
		changed:  make(chan struct{}),
		screen:   newScreen(o.Cols, o.Rows, o.Legacy),
		reports:  newReports(),
		reaped:   make(chan struct{}),
		drained:  make(chan struct{}),
	}
	if term.env, err = newEnviron(t); err != nil {
		return nil, err
	}
	if err := term.launch(shell, o); err != nil {
		return nil, fmt.Errorf("start %s: %w", o.Program, err)
	}
	t.Cleanup(term.close)
	term.follow()
	return term, term.await(term.started, o.Program+" to start")
}

func (t *Term) started() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pid != 0
}

// follow starts the goroutines that keep up with the program.
func (t *Term) follow() {
	t.goroutines.Go(t.read)
	t.goroutines.Go(func() { t.input.copyTo(t.pty) })
	t.goroutines.Go(func() { t.screen.copyReplies(t.input.send) })
	t.goroutines.Go(func() {
		defer close(t.reaped)
		_ = t.shell.Wait() // its status is the program's, for Wait to judge
	})
}

// read shows the program's output until nobody holds the terminal any more,
// which reads as an error.
func (t *Term) read() {
	defer close(t.drained)
	buf := make([]byte, 32<<10)
	for {
		t.tap.Lock()   // see Hold
		t.tap.Unlock() //nolint:staticcheck // only to wait
		n, err := t.pty.Read(buf)
		t.change(func() {
			t.reports.cut(buf[:n], t.show, t.hear)
			if err != nil {
				t.show(t.reports.end())
				t.screen.flush()
			}
		})
		if err != nil {
			return
		}
	}
}

// Hold makes the terminal take no more output, after what it is taking now:
// a slow line, a screen that was stopped by ctrl+s. [Term.Release] ends it,
// and must be called before the test ends.
func (t *Term) Hold() { t.tap.Lock() }

// Release lets the terminal take output again.
func (t *Term) Release() { t.tap.Unlock() }

// change does something to what the test looks at, and has it looked at again.
func (t *Term) change(do func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	do()
	close(t.changed)
	t.changed = make(chan struct{})
}

// nextChange is closed by the next [Term.change].
func (t *Term) nextChange() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

func (t *Term) show(output []byte) {
	t.output = append(t.output, output...)
	t.output = t.output[max(0, len(t.output)-outputLimit):]
	t.screen.write(output)
}

// hear notes what the job shell reports.
func (t *Term) hear(word, argument string) {
	switch word {
	case "started":
		t.pid, _ = strconv.Atoi(argument)
	case "stopped":
		t.stopped = true
		t.screen.flush()
	}
}

// Screen is the text on the screen, lines separated by newlines, without
// trailing blanks and blank lines. It is always a complete frame, unless the
// terminal is a legacy one.
func (t *Term) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.text()
}

// TempDir is the program's TMPDIR, for what it should leave empty.
func (t *Term) TempDir() string {
	return t.env.temp
}

// Cell is the character at column x of row y, both from 0, with its style.
func (t *Term) Cell(x, y int) uv.Cell {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.cell(x, y)
}

// Output is what the program wrote so far, the last 16 MiB of it.
func (t *Term) Output() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]byte(nil), t.output...)
}

// Resize gives the terminal another size, down to 0×0, and tells the program.
func (t *Term) Resize(cols, rows int) {
	t.t.Helper()
	t.must(t.resize(cols, rows))
}

func (t *Term) resize(cols, rows int) error {
	t.change(func() { t.screen.resize(cols, rows) })
	return t.setSize(cols, rows)
}

func (t *Term) setSize(cols, rows int) error {
	size := unix.Winsize{Col: uint16(cols), Row: uint16(rows)}
	return t.control(func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &size) })
}

// control calls do with the terminal's descriptor, which stays pollable.
func (t *Term) control(do func(fd int) error) error {
	conn, err := t.pty.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	return errors.Join(conn.Control(func(fd uintptr) { failed = do(int(fd)) }), failed)
}

func (t *Term) must(err error) {
	t.t.Helper()
	if err != nil {
		t.t.Fatal(err)
	}
}

// close ends the program, if it still runs, and everything around it.
func (t *Term) close() {
	t.closing.Do(t.end)
}

func (t *Term) end() {
	_ = t.orders.Close() // the job shell kills the program and ends
	if t.within(t.reaped) != nil {
		_ = t.shell.Process.Kill()
	}
	t.killLeftBehind()
	_ = t.pty.Close()
	t.input.close()
	_ = t.screen.close()
	t.goroutines.Wait()
	t.env.failOnRaces(t.t)
}
