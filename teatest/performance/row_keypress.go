//go:build linux

package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

const (
	eventRate = 10_000 // keys put a second
	// pressLeast and pressMost are between two key presses: random, so that
	// they don't keep step with the program's frames.
	pressLeast = 20 * time.Millisecond
	pressMost  = 45 * time.Millisecond
	// pressRuns times the usual runs: a load without pace is over in a second.
	pressRuns = 4
)

// shelves are the registry's children in their order: what the cursor goes over.
var shelves = []string{
	"configmaps", "deployments", "endpointslices", "events", "jobs", "leases", "pods",
	"replicasets", "rolebindings", "secrets", "serviceaccounts", "services",
}

// measureKeyPresses measures how soon a key press has its effect while the tree
// is loaded and keys change.
func measureKeyPresses(h *harness) error {
	srv, err := h.scratch(h.registry(v37, h.keys))
	if err != nil {
		return err
	}
	if err := h.keyPresses(srv, "a", "during a load without pace", h.runs*h.times(pressRuns), srv.store.unpaced()...); err != nil {
		return err
	}
	return h.keyPresses(srv, "b", "during a load at the default pace", max(1, h.runs/2))
}

func (h *harness) keyPresses(srv *server, order, while string, runs int, args ...string) error {
	var all, p50, p99, rates []float64
	for range runs {
		latencies, rate, err := h.pressOnce(srv, args)
		if err != nil {
			return err
		}
		all = append(all, latencies...)
		p50, p99 = append(p50, quantile(latencies, 0.5)), append(p99, quantile(latencies, 0.99))
		rates = append(rates, rate)
	}
	what := fmt.Sprintf("key press → its frame, %s (%d presses): ", while, len(all))
	h.foundValue(8, order+"1", what+"p50", "ms", atMost(4), quantile(all, 0.5), p50...)
	h.foundValue(8, order+"2", what+"p99", "ms", atMost(16), quantile(all, 0.99), p99...)
	h.found(8, order+"3", "events a second meanwhile, of 10,000 asked for", "", target{}, rates...)
	return nil
}

// pressOnce presses keys during one load. It gives the time of each, in
// milliseconds, and the rate of the writes meanwhile.
func (h *harness) pressOnce(srv *server, args []string) (latencies []float64, rate float64, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return nil, 0, err
	}
	writer, err := h.startWriter(srv, eventRate, 0)
	if err != nil {
		return nil, 0, err
	}
	defer writer.stop()
	term, err := h.explore(srv.endpoint, args...)
	if err != nil {
		return nil, 0, err
	}
	presses, err := h.pressDuring(term, srv.store)
	if err != nil {
		_ = term.close()
		return nil, 0, err
	}
	rate = writer.rate(presses[0].pressed, time.Now())
	if err := term.quit(); err != nil {
		return nil, 0, err
	}
	r := term.recorded()
	return effects(&r, presses), rate, nil
}

// press is a key that was pressed, and where the cursor goes by it.
type press struct {
	pressed time.Time
	to      string
}

// pressDuring moves the cursor over the shelves, down and up again, as long as
// the load lasts.
func (h *harness) pressDuring(term *terminal, s store) (presses []press, err error) {
	started := func(screen string) bool {
		return firstChildren(screen) && strings.Contains(screen, "▸ "+shelves[len(shelves)-1]+"/") && at("/registry/")(screen)
	}
	if err := term.await(started, "the shelves"); err != nil {
		return nil, err
	}
	over, ended := time.Now(), loaded(s.keys)
	for i := 0; ; i++ {
		shelf, key := shelfAt(i)
		at, err := term.press(key)
		if err != nil {
			return nil, err
		}
		presses = append(presses, press{at, "/registry/" + shelves[shelf] + "/"})
		if err := h.sleep(pressLeast + rand.N(pressMost-pressLeast)); err != nil {
			return nil, err
		}
		// The emulator looks now and then only: it must not take the CPU from
		// what is measured.
		if time.Since(over) > 200*time.Millisecond {
			if over = time.Now(); ended(term.screen()) {
				return presses, nil
			}
		}
	}
}

// shelfAt is where the i-th key press leads, there and back: 0, 1 … last,
// last-1 … 0.
func shelfAt(i int) (shelf int, key string) {
	shelf, key = i%(2*len(shelves)-2), "j"
	if shelf >= len(shelves) || i > 0 && shelf == 0 {
		key = "k"
	}
	if shelf >= len(shelves) {
		shelf = 2*len(shelves) - 2 - shelf
	}
	return shelf, key
}

// effects are the times from each press to the first frame that has its effect,
// in milliseconds. A frame that has the effects of several has those of all
// before the last of them.
func effects(r *recording, presses []press) (latencies []float64) {
	return effectsAt(r, presses, func(screen string) string { return strings.TrimSpace(line(screen, 1)) })
}

// effectsAt is the same for what is told elsewhere on the screen than where the
// cursor is.
func effectsAt(r *recording, presses []press, told func(screen string) string) (latencies []float64) {
	done := 0
	r.replay(func(now time.Time, screen func() string) bool {
		if now.Before(presses[0].pressed) {
			return true
		}
		here := told(screen())
		for i := done; i < len(presses) && !presses[i].pressed.After(now); i++ {
			if presses[i].to != here {
				continue
			}
			for ; done <= i; done++ {
				latencies = append(latencies, milliseconds(now.Sub(presses[done].pressed)))
			}
			break
		}
		return done < len(presses)
	})
	return latencies
}

// writer is the process that puts keys.
type writer struct {
	cmd  *exec.Cmd
	told chan struct{} // closed when it has said all
	at   []time.Time
	puts []int // by then
}

// startWriter returns when keys are being put: so many a second, with values of
// so many bytes, 0 for small ones.
func (h *harness) startWriter(srv *server, rate, bytes int) (*writer, error) {
	w := &writer{cmd: h.childCommand("events", srv.endpoint, srv.store.keys, rate, bytes), told: make(chan struct{})}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	said := bufio.NewScanner(out)
	if !said.Scan() {
		return nil, fmt.Errorf("the writer said nothing: %w", w.cmd.Wait())
	}
	go func() {
		defer close(w.told)
		for said.Scan() {
			var nanos int64
			var puts int
			if _, err := fmt.Sscan(said.Text(), &nanos, &puts); err == nil {
				w.at, w.puts = append(w.at, time.Unix(0, nanos)), append(w.puts, puts)
			}
		}
	}()
	return w, nil
}

func (w *writer) stop() {
	_ = w.cmd.Process.Signal(syscall.SIGTERM)
	<-w.told
	_ = w.cmd.Wait()
}

// rate is how many keys were put each second between two times. It ends the
// writer.
func (w *writer) rate(from, to time.Time) float64 {
	w.stop()
	first, last := -1, -1
	for i, at := range w.at {
		if at.After(from) && at.Before(to) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first == last {
		return 0
	}
	return float64(w.puts[last]-w.puts[first]) / w.at[last].Sub(w.at[first]).Seconds()
}
