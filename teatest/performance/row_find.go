//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/source/demo"
)

// asked is a query that fzf understands, too, and how much of its time it may
// take; or one that it doesn't.
type asked struct {
	order, kind, text string
	target            target
}

// askedOf are the queries: of the keys that demo.Registry makes, narrow ones
// match one in a hundred at most, wide ones all.
func askedOf() []asked {
	narrow, wide, other := atMost(0.5), atMost(0.3), target{}
	return []asked{
		{"a1", "narrow", "ns042app07", narrow},
		{"a2", "narrow", "'ns-042/app-07", narrow},
		{"a3", "narrow", "pods ns-042 app-07", narrow},
		{"b1", "wide", "registry", wide},
		{"b2", "wide", "rgs", wide},
		{"b3", "wide", "reg ns app", wide},
		{"e1", "a letter more", narrowed + "ns042app07", other},
		{"f1", "expression", "re:ns-042/app-0[5-9]-.*z", other},
		{"f2", "glob", "glob:/registry/pods/ns-04*/app-0*", other},
	}
}

// againstFzf says that there is something to hold it against.
func (a asked) againstFzf() bool { return a.target != target{} }

// findAsks is how often a query is asked in one run: it takes next to no time.
const findAsks = 5

// findTook is what was measured of one query in all runs.
type findTook struct {
	whole, first, bytes, fzf, over []float64
	found                          int
}

// measureFind measures the search among the keys of a tree, in a process of its
// own, and fzf with the same query, on the same keys from a file in memory, after it.
func measureFind(h *harness) error {
	fzf, missing := h.bin.fzf()
	if missing != "" {
		h.remarks = append(h.remarks, "Row 16 (find) was left out: "+missing+".")
		return nil
	}
	version, err := exec.CommandContext(h.ctx, fzf, "--version").Output()
	if err != nil {
		return err
	}
	h.remarks = append(h.remarks, "Row 16 has fzf "+strings.TrimSpace(string(version))+" beside it.")
	file, err := h.keysFile()
	if err != nil {
		return err
	}
	asks := askedOf()
	took := make([]findTook, len(asks))
	for range h.runs {
		if err := h.findOnce(fzf, file, asks, took); err != nil {
			return err
		}
	}
	size := ", " + keys(h.keys)
	var first, bytes []float64
	for i, a := range asks {
		t := took[i]
		what := fmt.Sprintf("find `%s` (%s, %.2f %% match)", a.text, a.kind, 100*float64(t.found)/float64(h.keys)) + size
		h.found(16, a.order+"a", what, "ms", target{}, t.whole...)
		if a.againstFzf() {
			h.found(16, a.order+"b", "`fzf --filter`, the same", "ms", target{}, t.fzf...)
			h.found(16, a.order+"c", "find / `fzf --filter`, the same", "×", a.target, t.over...)
		}
		first, bytes = append(first, t.first...), append(bytes, t.bytes...)
	}
	h.foundValue(16, "c", "any of these: until the first answer, slowest", "ms", atMost(50), slices.Max(first), first...)
	h.foundValue(16, "d", "any of these: allocated for a query, most", "MB", atMost(32), slices.Max(bytes), bytes...)
	return nil
}

// findOnce is one run: all queries, first here, then by fzf.
func (h *harness) findOnce(fzf, file string, asks []asked, took []findTook) error {
	args := []any{h.keys, h.times(findAsks)}
	for _, a := range asks {
		args = append(args, a.text)
	}
	var found []findFound
	if err := h.child(&found, "find", args...); err != nil {
		return err
	}
	for i, a := range asks {
		t, f := &took[i], found[i]
		t.whole, t.found = append(t.whole, f.Whole...), f.Found
		t.first, t.bytes = append(t.first, f.First...), append(t.bytes, f.Bytes...)
		if !a.againstFzf() {
			continue
		}
		if len(t.fzf) == 0 {
			if err := h.agrees(fzf, file, a.text, f.Found); err != nil {
				return err
			}
		}
		ms, err := h.filter(fzf, file, a.text, nil)
		if err != nil {
			return err
		}
		t.fzf, t.over = append(t.fzf, ms), append(t.over, median(f.Whole)/ms)
	}
	return nil
}

// keysFile is the registry's keys, a line each, in order: what `etcdctl get
// --keys-only` would give.
func (h *harness) keysFile() (string, error) {
	all := make([]string, 0, h.keys)
	for item := range demo.Registry(h.keys) {
		all = append(all, item.Key)
	}
	slices.Sort(all)
	path := filepath.Join(h.temp, "keys")
	return path, os.WriteFile(path, []byte(strings.Join(all, "\n")+"\n"), 0o600)
}

// agrees lets fzf find the same number of keys: else it did something else. It
// brings the file into memory, too.
func (h *harness) agrees(fzf, file, query string, want int) error {
	var out bytes.Buffer
	if _, err := h.filter(fzf, file, query, &out); err != nil {
		return err
	}
	if n := bytes.Count(out.Bytes(), []byte("\n")); n != want {
		return fmt.Errorf("%q: fzf finds %d keys, etcdscope %d", query, n, want)
	}
	return nil
}

// filter is one run of fzf, from the process's start to its end, in
// milliseconds. Without out, what it finds goes to /dev/null.
func (h *harness) filter(fzf, file, query string, out io.Writer) (float64, error) {
	keys, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = keys.Close() }()
	cmd := exec.CommandContext(h.ctx, fzf, "--filter", query)
	cmd.Stdin, cmd.Stdout = keys, out
	cmd.Env = append(os.Environ(), "FZF_DEFAULT_OPTS=") // whatever a person likes
	started := time.Now()
	err = cmd.Run()
	took := time.Since(started)
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) && failed.ExitCode() == nothingFound {
		err = nil
	}
	if err != nil {
		return 0, fmt.Errorf("fzf --filter %q: %w", query, err)
	}
	return milliseconds(took), nil
}

// nothingFound is what fzf exits with if no key matches: in a small store.
const nothingFound = 1
