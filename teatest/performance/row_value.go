//go:build linux

package main

import (
	"strings"
	"time"
)

// measureValues measures what big values cost: decoding them and their first
// screen alone, and on the terminal, with etcd and the network in it.
func measureValues(h *harness) error {
	srv, err := h.scratch(h.registry(v37, min(h.keys, 10_000)))
	if err != nil {
		return err
	}
	var found []valueFound
	if err := h.child(&found, "values", srv.endpoint, h.runs*h.times(4)); err != nil {
		return err
	}
	for i, v := range found {
		order, what := string(rune('a'+i)), v.Name+": "
		h.found(14, order+"1", what+"bytes → first screen", "ms", atMost(50), v.First...)
		h.found(14, order+"2", what+"a screen of it anywhere / a screen of a small one", "×", target{}, v.Screen...)
		shown, err := h.openOnce(srv, v)
		if err != nil {
			return err
		}
		h.found(14, order+"3", what+"key press → its first screen", "ms", target{}, shown...)
	}
	return nil
}

// openOnce goes to a value again and again, and gives the times from the key
// press to the frame that shows it, in milliseconds.
func (h *harness) openOnce(srv *server, v valueFound) (shown []float64, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return nil, err
	}
	term, err := h.explore(srv.endpoint, valuesPrefix)
	if err != nil {
		return nil, err
	}
	presses, err := h.openValue(term, v)
	if err != nil {
		_ = term.close()
		return nil, err
	}
	if err := term.quit(); err != nil {
		return nil, err
	}
	for _, at := range presses {
		took, err := term.seen(at, v.shown)
		if err != nil {
			return nil, err
		}
		shown = append(shown, took)
	}
	return shown, nil
}

// openValue goes to a small value and to the big one in turn.
func (h *harness) openValue(term *terminal, v valueFound) (presses []time.Time, err error) {
	if err := term.await(loaded(v.Keys), "the values' keys"); err != nil {
		return nil, err
	}
	for range h.runs * h.times(2) {
		for _, stop := range []struct {
			key   string
			shown func(string) bool
		}{{smallValue, small}, {v.Key, v.shown}} {
			if _, err := term.press(":" + stop.key); err != nil {
				return nil, err
			}
			if err := term.await(func(screen string) bool { return strings.Contains(line(screen, 2), stop.key) }, "the prompt"); err != nil {
				return nil, err
			}
			at, err := term.press("\r")
			if err != nil {
				return nil, err
			}
			if err := term.await(stop.shown, stop.key); err != nil {
				return nil, err
			}
			if stop.key == v.Key {
				presses = append(presses, at)
			}
		}
	}
	return presses, nil
}

// shown says that the value is in view: the line above it names it.
func (v valueFound) shown(screen string) bool { return strings.Contains(screen, v.About+" · ") }

func small(screen string) bool { return strings.Contains(screen, "a small value") }
