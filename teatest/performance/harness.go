//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// row is what -rows can choose: a part of the table.
type row struct {
	name string
	run  func(*harness) error
}

// rows are in the order in which they are measured: those that need the same
// store follow each other. The table has an order of its own.
func rows() []row {
	return []row{
		{"start", measureStart},
		{"tree", measureTree},
		{"find", measureFind},
		{"growth", measureGrowth}, // goes through the stores once, for the next three as well
		{"first", measureFirst},
		{"load", measureLoad},
		{"memory", measureMemory},
		{"expand", measureExpand},
		{"idle", measureIdle},
		{"keypress", measureKeyPresses},
		{"type", measureTyping},
		{"flood", measureFlood},
		{"puts", measurePuts},
		{"value", measureValues},
		{"history", measureHistory},
		{"first-old", measureFirstOld},
	}
}

func rowNames() (names []string) {
	for _, r := range rows() {
		names = append(names, r.name)
	}
	return names
}

// harness is what lives while measuring: binaries, the one server that runs,
// and what has been measured so far.
type harness struct {
	settings
	ctx   context.Context
	root  string // of the module
	temp  string // removed at the end
	bin   binaries
	began time.Time
	load  string // of the machine at the beginning: who else is on it

	server   *server // the one that runs: two cores have no room for more
	firsts   map[store][]float64
	wholes   map[store]*wholeLoads
	measures []measure
	curves   []curve
	remarks  []string        // below the table
	versions map[string]bool // of the servers
}

func newHarness(ctx context.Context, s settings) (*harness, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return nil, fmt.Errorf("find the module %s: %w (run this in its directory)", module, err)
	}
	temp, err := os.MkdirTemp("", "etcdscope-performance-")
	if err != nil {
		return nil, err
	}
	h := &harness{
		settings: s, ctx: ctx, root: strings.TrimSpace(string(root)), temp: temp, began: time.Now(),
		firsts: make(map[store][]float64), wholes: make(map[store]*wholeLoads), versions: make(map[string]bool),
	}
	h.load = loadAverage()
	h.bin = binaries{ctx: ctx, root: h.root, temp: temp, cache: s.cache}
	return h, nil
}

func (h *harness) close() {
	h.stopServer()
	_ = os.RemoveAll(h.temp)
}

func (h *harness) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%6.1fs  %s\n", time.Since(h.began).Seconds(), fmt.Sprintf(format, args...))
}

// sleep waits, unless the command is interrupted.
func (h *harness) sleep(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-h.ctx.Done():
		return h.ctx.Err()
	}
}

// phase is how long something is looked at: long enough to mean something, or
// just long enough to have happened.
func (h *harness) phase(full time.Duration) time.Duration {
	if h.quick {
		return min(full, 2*time.Second)
	}
	return full
}

// times is the same for what is done several times in one run.
func (h *harness) times(full int) int {
	if h.quick {
		return min(full, 2)
	}
	return full
}

// runsFor is how often a store is loaded: the whole set for the unit of size,
// less for what takes ten times as long.
func (h *harness) runsFor(keys int) int {
	switch {
	case keys <= h.keys:
		return h.runs
	case keys <= 5*h.keys:
		return max(1, h.runs*3/5)
	}
	return max(1, h.runs*2/5)
}

// serve runs the server of a store, with the data that is kept. Who writes
// asks for scratch instead.
func (h *harness) serve(s store) (*server, error) {
	if h.server != nil && h.server.store == s && !h.server.scratch {
		return h.server, nil
	}
	h.stopServer()
	dir, err := h.filled(s)
	if err != nil {
		return nil, err
	}
	h.server, err = startServer(h, s, dir)
	return h.server, err
}

// scratch runs the server of a store on a copy of its data, to be written to.
func (h *harness) scratch(s store) (*server, error) {
	h.stopServer()
	dir, err := h.filled(s)
	if err != nil {
		return nil, err
	}
	own := filepath.Join(h.temp, "scratch")
	if err := os.CopyFS(filepath.Join(own, dataDir), os.DirFS(filepath.Join(dir, dataDir))); err != nil {
		return nil, err
	}
	h.server, err = startServer(h, s, own)
	if err != nil {
		return nil, err
	}
	h.server.scratch = true
	return h.server, nil
}

func (h *harness) stopServer() {
	if h.server != nil {
		h.server.stop()
		if h.server.scratch {
			_ = os.RemoveAll(h.server.dir)
		}
		h.server = nil
	}
}

// child runs a part of this program as a process of its own and reads what it
// found.
func (h *harness) child(found any, name string, args ...any) error {
	out, err := h.childCommand(name, args...).Output()
	if err != nil {
		return fmt.Errorf("%s: %w%s", name, err, saidBy(err))
	}
	return json.Unmarshal(out, found)
}

func (h *harness) childCommand(name string, args ...any) *exec.Cmd {
	words := []string{"child", name}
	for _, a := range args {
		words = append(words, fmt.Sprint(a))
	}
	cmd := exec.CommandContext(h.ctx, "/proc/self/exe", words...)
	cmd.SysProcAttr = endsWithUs()
	return cmd
}

// saidBy is what a command that failed has said.
func saidBy(err error) string {
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return "\n" + string(failed.Stderr)
	}
	return ""
}
