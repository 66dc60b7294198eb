//go:build linux

package faults

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/teatest"
)

// lookEvery is how often the terminal is looked at, and so how exact times are.
const lookEvery = 5 * time.Millisecond

// header notes what the first line of the screen says, and since when.
type header struct {
	term *teatest.Term

	mu   sync.Mutex
	said []saying
}

// saying is what was said from a time on.
type saying struct {
	at   time.Time
	text string
}

func watchHeader(t testing.TB, term *teatest.Term) *header {
	h := &header{term: term}
	stop := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		for tick := time.NewTicker(lookEvery); ; {
			select {
			case <-tick.C:
				h.note(says(term.Screen()))
			case <-stop:
				tick.Stop()
				return
			}
		}
	})
	t.Cleanup(func() { close(stop); done.Wait() })
	return h
}

func (h *header) note(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.said) == 0 || h.said[len(h.said)-1].text != text {
		h.said = append(h.said, saying{time.Now(), text})
	}
}

var (
	gap = regexp.MustCompile(`\s{2,}`)
	// place is what the line says at any time: the name, where, which version,
	// who leads, which revision.
	place = regexp.MustCompile(`^(etcdscope|\S*:\d+|etcd \S+|leader \S+|1/1 healthy|2/2 healthy|3/3 healthy|rev [\d,]+|read-only|)$`)
)

// says is the part of the first line that tells how the connection is.
func says(screen string) string {
	line, _, _ := strings.Cut(screen, "\n")
	var state []string
	for _, piece := range gap.Split(strings.TrimSpace(line), -1) {
		if !place.MatchString(piece) {
			state = append(state, piece)
		}
	}
	return strings.Join(state, "  ")
}

// since gives what was said from a time on, first what was said then.
func (h *header) since(at time.Time) []saying {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := len(h.said)
	for i > 0 && h.said[i-1].at.After(at) {
		i--
	}
	return append([]saying(nil), h.said[max(0, i-1):]...)
}

// until waits until ok says so of a screen and what its header says.
func (h *header) until(ctx context.Context, what string, ok func(screen, says string) bool) error {
	for tick := time.NewTicker(lookEvery); ; {
		screen := h.term.Screen()
		if ok(screen, says(screen)) {
			tick.Stop()
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting until %s: %w; the screen:\n%s", what, ctx.Err(), screen)
		}
	}
}
