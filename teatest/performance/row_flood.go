//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	floodRate  = 20_000 // keys put a second
	floodBytes = 10_000 // of each value
	floodPhase = 2 * time.Minute
	memoryPace = 100 * time.Millisecond
)

// measureFlood measures what a flood of large values costs who looks at it: its
// memory, which must not grow, its frames, and how soon a key press shows.
func measureFlood(h *harness) error {
	srv, err := h.scratch(h.registry(v37, min(h.keys, 100_000)))
	if err != nil {
		return err
	}
	term, err := h.explore(srv.endpoint, srv.store.unpaced()...)
	if err != nil {
		return err
	}
	f := flood{}
	if err = term.await(loaded(srv.store.keys), "all keys"); err == nil {
		err = f.run(h, srv, term)
	}
	if err != nil {
		_ = term.close()
		return err
	}
	if err := term.quit(); err != nil {
		return err
	}
	r := term.recorded()
	latencies := effects(&r, f.presses)
	frames := framesEachSecond(&r, f.began, f.ended)
	what := fmt.Sprintf("watch flood, %s a second of %d kB asked for, %s: ", grouped(floodRate), floodBytes/1000, f.ended.Sub(f.began).Round(time.Second))
	h.found(13, "a", what+"events a second", "", target{}, f.rate)
	h.found(13, "b", what+"memory before", "MB", target{}, f.before)
	h.foundValue(13, "c", what+"memory, the most", "MB", target{}, slices.Max(f.memory), f.memory...)
	h.found(13, "d", what+"memory in the last quarter / in the second", "×", atMost(1.1), f.growth())
	h.found(13, "e", what+"CPU of etcdscope", "% of a core", target{}, f.cpu)
	h.found(13, "f", what+"frames a second", "", target{}, frames...)
	h.foundValue(13, "g", what+fmt.Sprintf("key press → its frame (%d presses): p50", len(latencies)), "ms", atMost(4), quantile(latencies, 0.5), latencies...)
	h.foundValue(13, "h", what+"key press → its frame: p99", "ms", atMost(16), quantile(latencies, 0.99), latencies...)
	return nil
}

// flood is what is noted in one.
type flood struct {
	began, ended time.Time
	before       float64   // MB
	memory       []float64 // MB, every memoryPace
	presses      []press
	rate         float64 // events a second, as they were put
	cpu          float64 // percent of one
}

// run presses keys while others write.
func (f *flood) run(h *harness, srv *server, term *terminal) (err error) {
	if err := term.await(at("/registry/"), "the registry"); err != nil {
		return err
	}
	if err := h.settle(srv.pid()); err != nil {
		return err
	}
	if f.before, err = memoryNow(term.pid()); err != nil {
		return err
	}
	writer, err := h.startWriter(srv, floodRate, floodBytes)
	if err != nil {
		return err
	}
	defer writer.stop()
	started, err := cpuTime(term.pid())
	if err != nil {
		return err
	}
	f.began = time.Now()
	for i, looked := 0, f.began; time.Since(f.began) < h.phase(floodPhase); i++ {
		shelf, key := shelfAt(i)
		pressed, err := term.press(key)
		if err != nil {
			return err
		}
		f.presses = append(f.presses, press{pressed, "/registry/" + shelves[shelf] + "/"})
		if err := h.sleep(pressLeast + rand.N(pressMost-pressLeast)); err != nil {
			return err
		}
		if time.Since(looked) >= memoryPace {
			looked = time.Now()
			mb, err := memoryNow(term.pid())
			if err != nil {
				return err
			}
			f.memory = append(f.memory, mb)
		}
	}
	f.ended = time.Now()
	used, err := cpuTime(term.pid())
	f.cpu = 100 * (used - started).Seconds() / f.ended.Sub(f.began).Seconds()
	f.rate = writer.rate(f.began, f.ended)
	return err
}

// growth is how the memory of the last quarter is to that of the second: in the
// first one it becomes what a flood needs.
func (f *flood) growth() float64 {
	quarter := len(f.memory) / 4
	return median(f.memory[3*quarter:]) / median(f.memory[quarter:2*quarter])
}

// framesEachSecond is how often something was written in each whole second.
func framesEachSecond(r *recording, from, to time.Time) []float64 {
	seconds := make([]float64, max(1, int(to.Sub(from)/time.Second)))
	for _, c := range r.chunks {
		if i := int(c.at.Sub(from) / time.Second); !c.at.Before(from) && i < len(seconds) {
			seconds[i]++
		}
	}
	return seconds
}
