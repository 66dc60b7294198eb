//go:build linux

package main

import (
	"strings"
	"time"
)

const (
	moves     = 20
	pages     = 10                     // forwards, and as many back
	pressRest = 500 * time.Millisecond // until all that a key press leads to is written
	ctrlB     = "\x02"
	ctrlF     = "\x06"
	aShelf    = "/registry/pods/ns-000/" // the largest there is
)

// measureIdle counts the bytes that a terminal (or a line of SSH) has to take,
// and what a program costs that nobody touches, on a store where nothing
// happens.
func measureIdle(h *harness) error {
	s := h.registry(v37, h.keys)
	srv, err := h.serve(s)
	if err != nil {
		return err
	}
	term, err := h.explore(srv.endpoint, s.unpaced()...)
	if err != nil {
		return err
	}
	err = h.bytesAndIdle(term, s)
	if err != nil {
		_ = term.close()
		return err
	}
	return term.quit()
}

func (h *harness) bytesAndIdle(term *terminal, s store) error {
	if err := term.await(loaded(s.keys), "all keys"); err != nil {
		return err
	}
	among, err := h.bytesOf(term, moves/2, "j")
	if err != nil {
		return err
	}
	h.found(9, "a", "bytes of one cursor move, among prefixes", "B", atMost(250), among...)
	if err := term.goTo(aShelf); err != nil {
		return err
	}
	if among, err = h.bytesOf(term, moves, "j"); err != nil {
		return err
	}
	h.found(9, "b", "bytes of one cursor move, among keys, with the value that it shows", "B", atMost(250), among...)
	if among, err = h.bytesOf(term, pages, ctrlF, ctrlB); err != nil {
		return err
	}
	h.found(9, "c", "bytes of one page (ctrl+f and ctrl+b in turn)", "B", atMost(6000), among...)
	return h.idle(term)
}

// bytesOf presses keys in turn, several times, and counts what each press had
// written.
func (h *harness) bytesOf(term *terminal, times int, keys ...string) (bytes []float64, err error) {
	if err := h.sleep(pressRest); err != nil { // what the key before has led to
		return nil, err
	}
	for i := range h.times(times) * len(keys) {
		pressed, err := term.press(keys[i%len(keys)])
		if err != nil {
			return nil, err
		}
		if err := h.sleep(pressRest); err != nil {
			return nil, err
		}
		r := term.recorded()
		bytes = append(bytes, float64(r.bytesSince(pressed)))
	}
	return bytes, nil
}

// goTo goes to a prefix by its path and opens it.
func (t *terminal) goTo(path string) error {
	if _, err := t.press(":"); err != nil {
		return err
	}
	if err := t.await(func(screen string) bool { return strings.Contains(screen, "go to") && !at("")(screen) }, "the prompt"); err != nil {
		return err
	}
	if _, err := t.press(path + "\r"); err != nil {
		return err
	}
	if err := t.await(at(path), path); err != nil {
		return err
	}
	_, err := t.press("l")
	return err
}

// idle touches nothing for a minute.
func (h *harness) idle(term *terminal) error {
	if err := h.sleep(h.phase(5 * time.Second)); err != nil { // until the load's garbage is collected
		return err
	}
	started, minute := time.Now(), h.phase(time.Minute)
	before, err := cpuTime(term.pid())
	if err != nil {
		return err
	}
	if err := h.sleep(minute); err != nil {
		return err
	}
	after, err := cpuTime(term.pid())
	if err != nil {
		return err
	}
	r := term.recorded()
	part := time.Since(started).Minutes() // of a minute, when the phase is a short one
	h.found(9, "d", "bytes of an idle minute", "B", atMost(2000), float64(r.bytesSince(started))/part)
	h.found(10, "", "CPU of that minute, of one core", "%", atMost(0.5), 100*(after-before).Seconds()/time.Since(started).Seconds())
	return nil
}
