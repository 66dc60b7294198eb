//go:build linux

package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// explore starts etcdscope on a server, with more arguments.
func (h *harness) explore(endpoint string, args ...string) (*terminal, error) {
	program, err := h.bin.etcdscope()
	if err != nil {
		return nil, err
	}
	return startTerminal(h.ctx, h.temp, program, append([]string{"--endpoints", endpoint}, args...)...)
}

// unpaced are the arguments for loading as fast as it goes, all of it.
func (s store) unpaced() []string {
	return []string{"--read-rate", "0", "--max-keys", fmt.Sprint(2*s.keys + 1)}
}

// firstChildren says that the children of the registry have begun to come: the
// first one of them, two prefixes down.
func firstChildren(screen string) bool { return strings.Contains(screen, "▸ configmaps/") }

// loaded says that so many keys, and so all, are in the tree: the whole load is
// told when it is done.
func loaded(keys int) func(string) bool {
	text := model.Count(int64(keys)) + " listed in "
	return func(screen string) bool { return strings.Contains(screen, text) }
}

// line is one line of a screen.
func line(screen string, n int) string {
	all := strings.SplitN(screen, "\n", n+2)
	return all[min(n, len(all)-1)]
}

// at says that the cursor is on a path: the second line tells it.
func at(path string) func(string) bool {
	return func(screen string) bool { return strings.TrimSpace(line(screen, 1)) == path }
}

// rowOf is the row of a prefix that is open.
func rowOf(screen, name string) string {
	return regexp.MustCompile(`▾ ` + regexp.QuoteMeta(name) + `.*`).FindString(screen)
}

// milliseconds is a time as the samples have it.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
