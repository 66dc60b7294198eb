//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// wholeLoads are the loads of one whole store, each as fast as it goes, and
// what was run beside each of them.
type wholeLoads struct {
	seconds []float64 // from the process's start to the end of the load on the screen
	peak    []float64 // MB
	bare    []float64 // seconds of a bare drain, as a process
	ctl     []float64 // seconds of etcdctl get --keys-only
	stream  []float64 // the same with --stream
}

// measureLoad compares the load with the barest one there can be, and with
// etcdctl's.
func measureLoad(h *harness) error {
	s := h.registry(v37, h.keys)
	w, err := h.whole(s)
	if err != nil {
		return err
	}
	rate := func(seconds []float64) []float64 {
		return each(seconds, func(_ int, x float64) float64 { return float64(s.keys) / x })
	}
	over := func(other []float64) []float64 { // ours, of the same run
		return each(other, func(i int, x float64) float64 { return x / w.seconds[i] })
	}
	what := ", " + keys(s.keys)
	h.found(4, "a", "whole tree, `--read-rate 0`"+what, "keys/s", target{}, rate(w.seconds)...)
	h.found(4, "b", "bare `GetStream` drain", "keys/s", target{}, rate(w.bare)...)
	h.found(4, "c", "etcdscope's keys/s / the bare drain's", "×", atLeast(0.85), over(w.bare)...)
	h.found(4, "d", "`etcdctl get --keys-only`", "keys/s", target{}, rate(w.ctl)...)
	h.found(4, "e", "etcdscope's keys/s / `etcdctl get --keys-only`'s", "×", target{}, over(w.ctl)...)
	h.found(4, "f", "`etcdctl get --keys-only --stream`", "keys/s", target{}, rate(w.stream)...)
	h.found(4, "g", "etcdscope's keys/s / `etcdctl get --keys-only --stream`'s", "×", target{}, over(w.stream)...)
	return nil
}

// measureMemory is the most memory that the process ever had, after a load of
// everything.
func measureMemory(h *harness) error {
	targets := map[int]target{h.keys: atMost(110), 10 * h.keys: atMost(900)}
	for _, n := range h.sizes(1, 10) {
		w, err := h.whole(h.registry(v37, n))
		if err != nil {
			return err
		}
		h.found(5, "b", "peak RSS of the process after the whole load, "+keys(n), "MB", targets[n], w.peak...)
	}
	return nil
}

// whole loads a store several times, once for all rows that ask.
func (h *harness) whole(s store) (*wholeLoads, error) {
	if h.wholes[s] != nil {
		return h.wholes[s], nil
	}
	srv, err := h.serve(s)
	if err != nil {
		return nil, err
	}
	w := &wholeLoads{}
	for range h.runsFor(s.keys) {
		if err := h.wholeOnce(srv, w); err != nil {
			return nil, err
		}
	}
	h.wholes[s] = w
	return w, nil
}

func (h *harness) wholeOnce(srv *server, w *wholeLoads) error {
	seconds, err := h.drain(srv)
	if err != nil {
		return err
	}
	w.bare = append(w.bare, seconds)
	seconds, peak, err := h.loadAll(srv)
	if err != nil {
		return err
	}
	w.seconds, w.peak = append(w.seconds, seconds), append(w.peak, peak)
	if srv.store.keys != h.keys {
		return nil // etcdctl is one row's
	}
	if seconds, err = h.etcdctl(srv); err != nil {
		return err
	}
	w.ctl = append(w.ctl, seconds)
	seconds, err = h.etcdctl(srv, "--stream")
	w.stream = append(w.stream, seconds)
	return err
}

// loadAll is one load by etcdscope: how long it took, and the memory.
func (h *harness) loadAll(srv *server) (seconds, peak float64, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return 0, 0, err
	}
	term, err := h.explore(srv.endpoint, srv.store.unpaced()...)
	if err != nil {
		return 0, 0, err
	}
	all := loaded(srv.store.keys)
	if err := term.await(all, "all keys"); err != nil {
		_ = term.close()
		return 0, 0, err
	}
	if peak, err = peakMemory(term.pid()); err != nil {
		_ = term.close()
		return 0, 0, err
	}
	if err := term.quit(); err != nil {
		return 0, 0, err
	}
	ms, err := term.seen(term.started, all)
	return ms / 1000, peak, err
}

// drain is one bare drain, from the process's start to its end.
func (h *harness) drain(srv *server) (seconds float64, err error) {
	bare, err := h.bin.bare()
	if err != nil {
		return 0, err
	}
	if err := h.settle(srv.pid()); err != nil {
		return 0, err
	}
	started := time.Now()
	out, err := exec.CommandContext(h.ctx, bare, srv.endpoint).Output()
	took := time.Since(started)
	if err != nil {
		return 0, fmt.Errorf("bare drain: %w%s", err, saidBy(err))
	}
	if n, _ := strconv.Atoi(strings.TrimSpace(string(out))); n != srv.store.keys {
		return 0, fmt.Errorf("the bare drain gave %d keys of %d", n, srv.store.keys)
	}
	return took.Seconds(), nil
}

func (h *harness) etcdctl(srv *server, more ...string) (seconds float64, err error) {
	ctl, err := h.bin.etcdctl()
	if err != nil {
		return 0, err
	}
	if err := h.settle(srv.pid()); err != nil {
		return 0, err
	}
	args := append([]string{"--endpoints", srv.endpoint, "--command-timeout", "10m", "get", "", "--prefix", "--keys-only"}, more...)
	cmd := exec.CommandContext(h.ctx, ctl, args...) // its output goes to /dev/null
	var said bytes.Buffer
	cmd.Stderr = &said
	started := time.Now()
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said.Bytes())
	}
	return time.Since(started).Seconds(), nil
}

// each makes something of every sample.
func each(samples []float64, f func(i int, x float64) float64) []float64 {
	out := make([]float64, len(samples))
	for i, x := range samples {
		out[i] = f(i, x)
	}
	return out
}
