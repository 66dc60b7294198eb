//go:build linux

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	historyKey      = "/registry/history/key"
	historyVersions = 1000
	historySize     = 4 << 10 // of a version: an object of Kubernetes
	historyPhase    = 10 * time.Second
	historyPause    = time.Second // from one walk to the next
)

// measureHistory walks back through the versions of a key, and measures what that
// costs those who write: puts while a walk is under way, and as many and as long
// ones right before and after, which tell the walks from the noise of the machine.
func measureHistory(h *harness) error {
	srv, err := h.scratch(h.registry(v37, h.keys))
	if err != nil {
		return err
	}
	if err := h.writeVersions(srv); err != nil {
		return err
	}
	var walks []float64
	var puts [3][][]float64 // before, beside and after the walks of each run
	for range h.runs {
		under, written, err := h.historyOnce(srv)
		if err != nil {
			return err
		}
		for _, w := range under {
			walks = append(walks, milliseconds(w.to.Sub(w.from)))
		}
		apart := h.phase(historyPhase) + historyPause
		for i, by := range []time.Duration{-apart, 0, apart} {
			puts[i] = append(puts[i], tooks(during(written, under, by)))
		}
	}
	what := fmt.Sprintf("history of %d versions of 4 KiB: ", historyVersions)
	h.found(15, "a", what+"key press → all are listed", "ms", atMost(1000), walks...)
	for i, when := range []string{"right before the walks", "during the walks, one a second", "right after them"} {
		for j, q := range []struct {
			name string
			part float64
		}{{"p50", 0.5}, {"p99", 0.99}, {"slowest", 1}} {
			wanted := target{}
			if i == 1 && q.part == 1 {
				wanted = atMost(10)
			}
			var runs []float64
			for _, run := range puts[i] {
				runs = append(runs, quantile(run, q.part))
			}
			h.foundValue(15, fmt.Sprintf("b%d%d", i, j), what+"puts "+when+": "+q.name, "ms", wanted, quantile(slices.Concat(puts[i]...), q.part), runs...)
		}
	}
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

// stretch is the time of a walk.
type stretch struct{ from, to time.Time }

// during are those puts that were under way in one of the stretches, were it
// earlier or later by so much.
func during(puts []aPut, stretches []stretch, by time.Duration) (those []aPut) {
	for _, p := range puts {
		end := p.At.Add(time.Duration(p.Took * float64(time.Millisecond)))
		if slices.ContainsFunc(stretches, func(s stretch) bool {
			return p.At.Before(s.to.Add(by)) && end.After(s.from.Add(by))
		}) {
			those = append(those, p)
		}
	}
	return those
}

// historyOnce puts small keys for three phases, in the second of which there is a
// walk each second; etcdscope is there in all of them.
func (h *harness) historyOnce(srv *server) (walks []stretch, puts []aPut, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return nil, nil, err
	}
	term, err := h.explore(srv.endpoint, historyKey)
	if err != nil {
		return nil, nil, err
	}
	var pressed []time.Time
	if err = term.await(onKey, "the key's value"); err == nil {
		pressed, err = h.walksBeside(term, func(phases time.Duration) error {
			return h.child(&puts, "puts", srv.endpoint, putRate, phases.Milliseconds())
		})
	}
	if err != nil {
		_ = term.close()
		return nil, nil, err
	}
	if err := term.quit(); err != nil {
		return nil, nil, err
	}
	for _, at := range pressed {
		took, err := term.seen(at, walked)
		if err != nil {
			return nil, nil, err
		}
		walks = append(walks, stretch{at, at.Add(time.Duration(took * float64(time.Millisecond)))})
	}
	return walks, puts, nil
}

// walksBeside opens and closes the history in the middle of what others do, and
// says when it was opened.
func (h *harness) walksBeside(term *terminal, work func(phases time.Duration) error) (pressed []time.Time, err error) {
	phase := h.phase(historyPhase)
	var others errgroup.Group
	others.Go(func() error { return work(3*phase + 4*historyPause) })
	err = h.sleep(phase + 2*historyPause) // its process has begun by then
	for began := time.Now(); err == nil && time.Since(began) < phase; {
		var at time.Time
		at, err = walkOnce(term)
		pressed = append(pressed, at)
		err = errors.Join(err, h.sleep(time.Until(at.Add(historyPause))))
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
