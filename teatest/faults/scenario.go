//go:build linux

package faults

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// scenario is one fault by itself, as the table shows it.
type scenario struct {
	name    string
	size    int // members
	user    string
	adjust  func(*memberConfig)
	prepare func(ctx context.Context, st *stage) error
	harm    func(ctx context.Context, st *stage) error
	lasts   time.Duration
	mend    func(ctx context.Context, st *stage) error // nil: it ends by itself
}

// outcome is one line of the table.
type outcome struct {
	name  string
	lasts time.Duration
	first string        // what the header says of it; "" if nothing
	after time.Duration // until it does
	last  string        // what it says at the end of the fault
	right time.Duration // after the end until all is right again
	gaps  int           // times that everything was listed again
	reset bool          // the tree began anew
	wrong error         // what is not right even then
}

// play shows one scenario.
func play(t testing.TB, s scenario) (o outcome, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	st, err := newStage(ctx, t, s)
	if err != nil {
		return o, fmt.Errorf("before the fault: %w", err)
	}
	st.write(ctx)
	defer func() { st.silence() }()
	before := says(st.term.Screen())
	begins := time.Now()
	if err := s.harm(ctx, st); err != nil {
		return o, fmt.Errorf("the fault: %w", err)
	}
	pause(ctx, s.lasts-time.Since(begins))
	o = outcome{name: s.name, lasts: time.Since(begins)}
	o.last = says(st.term.Screen())
	st.silence()
	ends := time.Now()
	if s.mend != nil {
		if err := s.mend(ctx, st); err != nil {
			return o, fmt.Errorf("the end of the fault: %w", err)
		}
	}
	healing, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o.wrong = st.awaitRight(healing)
	o.right = time.Since(ends)
	for _, said := range st.header.since(begins)[1:] {
		if said.text != before {
			o.first, o.after = said.text, said.at.Sub(begins)
			break
		}
	}
	st.explorer.mu.Lock()
	defer st.explorer.mu.Unlock()
	o.gaps, o.reset = st.explorer.gaps, st.explorer.resets > 0
	return o, nil
}
