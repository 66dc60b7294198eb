//go:build linux

package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// act is what a fault does. undo may be nil: it ends by itself.
type act func(ctx context.Context, r *run) (undo func() error, err error)

// kindsOf are the kinds of faults, each as often as it stands here.
var kindsOf = []func(r *rand.Rand, members int) (string, act){
	kill, kill, hang, killMost, killAll,
	cutClient, cutClient, cutAll, stallClient,
	spoil, spoil, spoil, spoil,
	isolate, oneWay,
	transfer, compact, compact, defragment, takeNothing,
	look, look,
}

func kill(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("kill m%d", i+1), func(_ context.Context, r *run) (func() error, error) {
		r.members[i].kill()
		return r.members[i].start, nil
	}
}

func hang(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("hang m%d", i+1), func(_ context.Context, r *run) (func() error, error) {
		return r.members[i].wake, r.members[i].hang()
	}
}

// killMost leaves one member, which has no quorum.
func killMost(r *rand.Rand, members int) (string, act) {
	left := r.IntN(members)
	return fmt.Sprintf("kill all but m%d", left+1), killWhere(func(i int) bool { return i != left })
}

func killAll(*rand.Rand, int) (string, act) {
	return "kill all", killWhere(func(int) bool { return true })
}

func killWhere(chosen func(i int) bool) act {
	return func(_ context.Context, r *run) (func() error, error) {
		for i, m := range r.members {
			if chosen(i) {
				m.kill()
			}
		}
		return func() error {
			for i, m := range r.members {
				if chosen(i) {
					if err := m.start(); err != nil {
						return err
					}
				}
			}
			return nil
		}, nil
	}
}

func cutClient(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("cut the client's link to m%d", i+1), func(_ context.Context, r *run) (func() error, error) {
		r.clients[i].cut()
		return r.clients[i].mend, nil
	}
}

func cutAll(*rand.Rand, int) (string, act) {
	return "cut all client links", func(_ context.Context, r *run) (func() error, error) {
		for _, l := range r.clients {
			l.cut()
		}
		return func() error {
			for _, l := range r.clients {
				if err := l.mend(); err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
}

func stallClient(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("stall the client's link to m%d", i+1), func(_ context.Context, r *run) (func() error, error) {
		return r.clients[i].stall()
	}
}

// spoil makes all client links slow, thin, lossy or sliced.
func spoil(r *rand.Rand, _ int) (string, act) {
	t := []toxic{
		{Type: "latency", Attributes: map[string]any{"latency": 10 + r.IntN(200), "jitter": r.IntN(50)}},
		{Type: "bandwidth", Attributes: map[string]any{"rate": 5 + r.IntN(100)}}, // kB/s
		{Type: "slicer", Attributes: map[string]any{"average_size": 10 + r.IntN(100), "size_variation": 5, "delay": r.IntN(500)}},
		{Type: "reset_peer", Attributes: map[string]any{"timeout": r.IntN(100)}},
		{Type: "limit_data", Attributes: map[string]any{"bytes": 100 + r.IntN(50_000)}},
		{Type: "timeout", Attributes: map[string]any{"timeout": 10 + r.IntN(300)}},
	}[r.IntN(6)]
	t.Stream = []string{"downstream", "upstream"}[r.IntN(2)]
	t.Toxicity = []float64{0.2, 0.5, 1}[r.IntN(3)]
	return t.String(), func(_ context.Context, r *run) (func() error, error) {
		var undo []func() error
		for _, l := range r.clients {
			remove, err := l.spoil(t)
			if err != nil {
				return nil, err
			}
			undo = append(undo, remove)
		}
		return func() error {
			var failed error
			for _, f := range undo {
				failed = errors.Join(failed, f())
			}
			return failed
		}, nil
	}
}

// isolate cuts a member off from the others, though the explorer reaches it.
func isolate(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("isolate m%d", i+1), func(_ context.Context, r *run) (func() error, error) {
		release, err := r.isolate(i)
		if err != nil {
			return nil, err
		}
		return func() error { release(); return nil }, nil
	}
}

// oneWay stalls what one member says to one other by connections of its own.
func oneWay(r *rand.Rand, members int) (string, act) {
	from := r.IntN(members)
	to := (from + 1 + r.IntN(members-1)) % members
	return fmt.Sprintf("stall m%d to m%d", from+1, to+1), func(_ context.Context, r *run) (func() error, error) {
		l, err := r.peers.between(r.ids[from], to)
		if err != nil {
			return nil, err
		}
		return l.stall()
	}
}

// What follows may fail, as it does for whoever runs a sick cluster.

func transfer(r *rand.Rand, members int) (string, act) {
	to := r.IntN(members)
	return fmt.Sprintf("make m%d the leader", to+1), func(ctx context.Context, r *run) (func() error, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if from := r.leader(ctx); from >= 0 && from != to {
			_ = r.move(ctx, from, to)
		}
		return nil, nil
	}
}

func compact(*rand.Rand, int) (string, act) {
	return "compact to the newest revision", func(ctx context.Context, r *run) (func() error, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if resp, err := r.admin.Get(ctx, "now"); err == nil {
			_, _ = r.admin.Compact(ctx, resp.Header.Revision)
		}
		return nil, nil
	}
}

func defragment(r *rand.Rand, members int) (string, act) {
	i := r.IntN(members)
	return fmt.Sprintf("defragment m%d", i+1), func(ctx context.Context, r *run) (func() error, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, _ = r.admin.Defragment(ctx, r.members[i].config.Client)
		return nil, nil
	}
}

// takeNothing is a screen that stands still: a suspended program, a slow line.
func takeNothing(*rand.Rand, int) (string, act) {
	return "take no batches", func(_ context.Context, r *run) (func() error, error) {
		r.explorer.hold.Lock()
		return func() error { r.explorer.hold.Unlock(); return nil }, nil
	}
}

// look opens a prefix and closes it later, one that exists or not.
func look(r *rand.Rand, _ int) (string, act) {
	prefix := fmt.Sprintf("/registry/%s/team-%d/", kinds[r.IntN(len(kinds))], r.IntN(teams))
	back := r.IntN(2) == 0
	return fmt.Sprintf("open %s (and close it: %v)", prefix, back), func(_ context.Context, r *run) (func() error, error) {
		r.explorer.expand("/registry/")
		r.explorer.expand(prefix[:strings.LastIndex(strings.TrimSuffix(prefix, "/"), "/")+1])
		r.explorer.expand(prefix)
		return func() error {
			if back {
				r.explorer.collapse(prefix)
			}
			return nil
		}, nil
	}
}
