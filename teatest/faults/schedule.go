//go:build linux

package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// schedule is what goes wrong, and when, all of it drawn from a seed.
type schedule struct {
	seed   uint64
	start  outset
	faults []fault
}

// outset is what the explorer begins with.
type outset struct {
	keys     int // before it begins
	prefix   string
	readRate int
	latency  int // of its links, in ms, until the end of the schedule
}

// fault is something that happens at a time and ends some time later.
type fault struct {
	at, lasts time.Duration
	what      string
	do        func(ctx context.Context, r *run) (undo func() error, err error)
}

func (f fault) String() string {
	return fmt.Sprintf("%dms+%dms %s", f.at.Milliseconds(), f.lasts.Milliseconds(), f.what)
}

func (s schedule) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d: %d keys, prefix %q, %d keys a second, latency %d ms", s.seed, s.start.keys, s.start.prefix, s.start.readRate, s.start.latency)
	for _, f := range s.faults {
		fmt.Fprintf(&b, "\n  %s", f)
	}
	return b.String()
}

const (
	faultsMost = 6
	span       = 900 * time.Millisecond // in which faults begin
	shortest   = 50 * time.Millisecond
	longest    = 500 * time.Millisecond
	// One fault of this many lasts up to as long as it takes to be told of.
	rare     = 6
	rareMost = 4 * time.Second
)

// draw makes the schedule of a seed for a cluster of so many members.
func draw(seed uint64, members int) schedule {
	r := rand.New(rand.NewPCG(seed, 0))
	s := schedule{seed: seed, start: outset{
		keys:     []int{r.IntN(100), r.IntN(4_000), 6_000 + r.IntN(6_000)}[r.IntN(3)],
		prefix:   []string{"", "", "", "/registry/", "/registry/pods/", "/registry/pods/team-1"}[r.IntN(6)],
		readRate: []int{0, 0, 2_000, 25_000}[r.IntN(4)],
		latency:  []int{0, 0, 3, 20}[r.IntN(4)], // what is read is old when it comes
	}}
	for range 1 + r.IntN(faultsMost) {
		what, do := kindsOf[r.IntN(len(kindsOf))](r, members)
		f := fault{at: between(r, 0, span), lasts: between(r, shortest, longest), what: what, do: do}
		if r.IntN(rare) == 0 {
			f.lasts = between(r, longest, rareMost)
		}
		s.faults = append(s.faults, f)
	}
	return s
}

func between(r *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(r.Int64N(int64(most-least)))
}

// run is one schedule on one cluster.
type run struct {
	*cluster
	explorer *explorer
	writers  []*writer
}

// happen lets all faults happen, each at its time, and waits for the last one.
func (r *run) happen(ctx context.Context, s schedule) error {
	var all sync.WaitGroup
	errs := make([]error, len(s.faults))
	for i, f := range s.faults {
		all.Go(func() { errs[i] = r.one(ctx, f) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func (r *run) one(ctx context.Context, f fault) error {
	pause(ctx, f.at)
	undo, err := f.do(ctx, r)
	if err != nil {
		return fmt.Errorf("%s: %w", f.what, err)
	}
	if undo == nil {
		return nil
	}
	pause(ctx, f.lasts)
	return undo()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
