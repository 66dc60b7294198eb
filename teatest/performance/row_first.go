//go:build linux

package main

import (
	"slices"

	"github.com/etcdscope/etcdscope/model"
)

// measureFirst measures the time from the start of the process to the first
// children on the screen: the same for every size of store.
func measureFirst(h *harness) error {
	var medians []float64
	for _, n := range h.sizes(1, 5, 10) {
		samples, err := h.first(h.registry(v37, n))
		if err != nil {
			return err
		}
		medians = append(medians, median(samples))
		h.found(1, "3.7", "first children on screen, etcd 3.7, "+keys(n), "ms", atMost(80), samples...)
	}
	if len(medians) > 1 {
		h.found(1, "ratio", "the slowest of these sizes / the fastest", "×", atMost(1.3), slices.Max(medians)/slices.Min(medians))
	}
	return nil
}

// measureFirstOld is the same for servers that list by pages.
func measureFirstOld(h *harness) error {
	targets := map[int]target{h.keys: atMost(250), 5 * h.keys: atMost(1000)}
	for _, version := range []string{v36, v35} {
		for _, n := range h.sizes(1, 5) {
			samples, err := h.first(h.registry(version, n))
			if err != nil {
				return err
			}
			h.found(2, version, "first children on screen, etcd "+version+", "+keys(n), "ms", targets[n], samples...)
		}
	}
	return nil
}

// first gives the times to the first children, in milliseconds. They are
// measured once for each store.
func (h *harness) first(s store) ([]float64, error) {
	if h.firsts[s] != nil {
		return h.firsts[s], nil
	}
	srv, err := h.serve(s)
	if err != nil {
		return nil, err
	}
	for run := range h.runs + 1 {
		ms, err := h.firstOnce(srv)
		if err != nil {
			return nil, err
		}
		if run > 0 { // the first one reads the program from the disk
			h.firsts[s] = append(h.firsts[s], ms)
		}
	}
	return h.firsts[s], nil
}

func (h *harness) firstOnce(srv *server) (float64, error) {
	if err := h.settle(srv.pid()); err != nil {
		return 0, err
	}
	return h.opened(srv.endpoint, firstChildren, "the first children")
}

// opened starts etcdscope, leaves it when something is on its screen, and gives
// how long after its start that was there, in milliseconds.
func (h *harness) opened(endpoint string, shown func(screen string) bool, what string) (float64, error) {
	term, err := h.explore(endpoint)
	if err != nil {
		return 0, err
	}
	if err := term.await(shown, what); err != nil {
		_ = term.close()
		return 0, err
	}
	if err := term.quit(); err != nil {
		return 0, err
	}
	return term.seen(term.started, shown)
}

// keys is a number of keys in words.
func keys(n int) string { return model.Count(int64(n)) + " keys" }
