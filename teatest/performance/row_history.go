//go:build linux

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	historyKey      = "/registry/history/key"
	historyVersions = 1000
	historySize     = 4 << 10 // of a version: an object of Kubernetes
)

// measureHistory walks back through the versions of a key, again and again,
// and measures what that costs those who write: puts beside it and without it.
func measureHistory(h *harness) error {
	srv, err := h.scratch(h.registry(v37, h.keys))
	if err != nil {
		return err
	}
	if err := h.writeVersions(srv); err != nil {
		return err
	}
	var walks, quiet, beside, quietMost, besideMost []float64
	for range h.runs {
		walked, without, with, err := h.historyOnce(srv)
		if err != nil {
			return err
		}
		walks = append(walks, walked...)
		quiet, quietMost = append(quiet, quantile(without, 0.5)), append(quietMost, quantile(without, 1))
		beside, besideMost = append(beside, quantile(with, 0.5)), append(besideMost, quantile(with, 1))
	}
	what := fmt.Sprintf("history of %d versions of 4 KiB: ", historyVersions)
	h.found(15, "a", what+"key press → all are listed", "ms", atMost(1000), walks...)
	h.found(15, "b", what+"puts, nobody beside: p50", "ms", target{}, quiet...)
	h.found(15, "c", what+"puts, nobody beside: slowest", "ms", target{}, quietMost...)
	h.found(15, "d", what+"puts beside such walks: p50", "ms", target{}, beside...)
	h.found(15, "e", what+"puts beside such walks: slowest", "ms", atMost(10), besideMost...)
	return nil
}

func (h *harness) writeVersions(srv *server) error {
	client, err := connect(srv.endpoint)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	for i := range historyVersions {
		if _, err := client.Put(h.ctx, historyKey, fmt.Sprintf("%04d %s", i, strings.Repeat("v", historySize-5))); err != nil {
			return err
		}
	}
	return nil
}

// historyOnce gives the times, in milliseconds, of walks one after the other,
// and of puts: with nobody beside, and beside those walks.
func (h *harness) historyOnce(srv *server) (walks, without, with []float64, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return nil, nil, nil, err
	}
	puts := func(found *[]float64) error {
		return h.child(found, "puts", srv.endpoint, putRate, h.phase(putPhase/4).Milliseconds())
	}
	if err := puts(&without); err != nil {
		return nil, nil, nil, err
	}
	term, err := h.explore(srv.endpoint, historyKey)
	if err != nil {
		return nil, nil, nil, err
	}
	var pressed []time.Time
	if err = term.await(onKey, "the key's value"); err == nil {
		pressed, err = walksBeside(term, func() error { return puts(&with) })
	}
	if err != nil {
		_ = term.close()
		return nil, nil, nil, err
	}
	if err := term.quit(); err != nil {
		return nil, nil, nil, err
	}
	for _, at := range pressed {
		took, err := term.seen(at, walked)
		if err != nil {
			return nil, nil, nil, err
		}
		walks = append(walks, took)
	}
	return walks, without, with, nil
}

// walksBeside opens and closes the history as long as others work, and says
// when it was opened.
func walksBeside(term *terminal, work func() error) (pressed []time.Time, err error) {
	var others errgroup.Group
	done := make(chan struct{})
	others.Go(func() error { defer close(done); return work() })
	for working := true; working && err == nil; {
		var at time.Time
		at, err = walkOnce(term)
		pressed = append(pressed, at)
		select {
		case <-done:
			working = false
		default:
		}
	}
	return pressed, errors.Join(err, others.Wait())
}

func walkOnce(term *terminal) (pressed time.Time, err error) {
	if pressed, err = term.press("H"); err != nil {
		return pressed, err
	}
	if err := term.await(walked, "the end of the history"); err != nil {
		return pressed, err
	}
	if _, err := term.press("\x1b"); err != nil {
		return pressed, err
	}
	return pressed, term.await(func(screen string) bool { return !strings.Contains(screen, "╭ history") }, "the history to be closed")
}

func onKey(screen string) bool {
	return strings.Contains(screen, fmt.Sprintf("version %d", historyVersions))
}

// walked says that the walk has come to the key's creation.
func walked(screen string) bool {
	return strings.Contains(screen, "╭ history") && strings.Contains(screen, "created at revision")
}
