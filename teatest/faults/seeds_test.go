//go:build linux

package faults

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/pprof"
	"sync"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
)

var (
	seeds    = flag.Int("seeds", 40, "random schedules to go through")
	first    = flag.Uint64("first", 1, "the first seed")
	only     = flag.Uint64("seed", 0, "go through this schedule only")
	clusters = flag.Int("clusters", 4, "clusters side by side: schedules mostly wait")
)

// servers are what clusters differ in; a seed always has the same.
var servers = []struct {
	name  string
	paged []bool
}{
	{"streams", nil},
	{"pages", []bool{true, true, true}},
	{"mixed", []bool{true, false, false}},
	{"streams again", nil},
}

// Whatever happens, and in whatever order: at the end the tree is the store.
func TestRandomFaults(t *testing.T) {
	total := tally{links: map[model.Link]int{}}
	lots := make([][]uint64, max(len(servers), *clusters))
	for i := range *seeds {
		seed := *first + uint64(i)
		// Side by side are clusters, and the kind of a seed's is its rest.
		lot := int(seed) % len(lots)
		lots[lot] = append(lots[lot], seed)
	}
	if *only > 0 {
		clear(lots)
		lots[int(*only)%len(lots)] = []uint64{*only}
	}
	t.Run("clusters", func(t *testing.T) {
		for i, lot := range lots {
			if len(lot) == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%d %s", i, servers[i%len(servers)].name), func(t *testing.T) {
				t.Parallel()
				throughAll(t, lot, servers[i%len(servers)].paged, &total)
			})
		}
	})
	t.Log(&total)
}

// writers write side by side.
const writers = 3

// throughAll goes through the seeds one after the other, on one cluster.
func throughAll(t *testing.T, lot []uint64, paged []bool, total *tally) {
	c := startCluster(t, layout{size: 3, paged: paged, adjust: func(m *memberConfig) {
		m.Heartbeat, m.Election = 20*time.Millisecond, 200*time.Millisecond
		m.SnapshotCount, m.CatchUp = 500, 200 // who was away long gets a snapshot
	}})
	client, err := dialDirect(c.admin.Endpoints()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	for _, seed := range lot {
		s := draw(seed, len(c.members))
		began := time.Now()
		r := run{cluster: c}
		for i := range writers {
			r.writers = append(r.writers, &writer{client: client, rand: rand.New(rand.NewPCG(seed, 1+uint64(i))), pause: 3 * time.Millisecond, keys: 500 + s.start.keys})
		}
		if err := r.through(s, total); err != nil {
			t.Errorf("%v\n%v\nto see it again: go test -run TestRandomFaults -seed %d", err, s, seed)
			if c.healthy() != nil {
				c.logs(t)
				t.Fatal("the cluster is lost")
			}
		}
		total.add(time.Since(began))
	}
}

func (c *cluster) healthy() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(c.heal(), c.serves(ctx))
}

// through goes through one schedule, from an empty store to the comparison.
func (r *run) through(s schedule, total *tally) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	if err := r.empty(ctx); err != nil {
		return fmt.Errorf("emptying the store: %w", err)
	}
	if err := r.slow(s.start.latency); err != nil {
		return err
	}
	if err := r.writers[0].fill(ctx, s.start.keys); err != nil {
		return fmt.Errorf("filling the store: %w", err)
	}
	writing, stop := context.WithCancel(ctx)
	defer stop()
	var written sync.WaitGroup
	for _, w := range r.writers {
		written.Go(func() { w.run(writing) })
	}
	silence := func() { stop(); written.Wait() }
	label := fmt.Sprintf("seed %d", s.seed)
	var err error
	pprof.Do(ctx, pprof.Labels("of", label), func(context.Context) { // so are all goroutines that it starts
		r.explorer, err = explore(source.Config{Endpoints: r.endpoints(), KeepAliveTime: 2 * time.Second, KeepAliveTimeout: 6 * time.Second},
			source.Options{Prefix: s.start.prefix, Separator: "/", ReadRate: s.start.readRate, MaxKeys: 10_000_000})
	})
	if err != nil {
		return err
	}
	return errors.Join(r.explored(ctx, s, silence, total), r.explorer.close(), leftBehind(label))
}

func (r *run) empty(ctx context.Context) error {
	if err := quiet(ctx, r.admin); err != nil {
		return err
	}
	return persist(ctx, func(ctx context.Context) error { return deleteAll(ctx, r.admin) })
}

// explored has the explorer look while it all happens.
func (r *run) explored(ctx context.Context, s schedule, silence func(), total *tally) error {
	failed := r.happen(ctx, s)
	silence()
	healed := time.Now()
	if failed = errors.Join(failed, r.heal(), r.serves(ctx), quiet(ctx, r.admin)); failed != nil {
		return failed
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := r.explorer.agrees(ctx, r.admin, s.start.prefix); err != nil {
		return err
	}
	total.ended(r.explorer, r.writes(), time.Since(healed))
	return r.explorer.consistent()
}

// slow makes all links of the explorer slow, until they are healed.
func (r *run) slow(ms int) (failed error) {
	for _, l := range r.clients {
		if ms > 0 {
			_, err := l.spoil(toxic{Type: "latency", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"latency": ms, "jitter": ms / 2}})
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func (r *run) writes() (n int) {
	for _, w := range r.writers {
		n += w.writes()
	}
	return n
}

// consistent says what must never have happened.
func (e *explorer) consistent() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.resets > 0:
		return fmt.Errorf("the store was taken for another one, %d times", e.resets)
	case e.back > 0:
		return fmt.Errorf("the revision on the screen went back from %d", e.back)
	}
	return nil
}

// leftBehind finds goroutines that were started by what is over now.
func leftBehind(label string) error {
	for deadline := time.Now().Add(patience / 6); ; {
		var all bytes.Buffer
		if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
			return err
		}
		var left []byte
		for stack := range bytes.SplitSeq(all.Bytes(), []byte("\n\n")) {
			if bytes.Contains(stack, []byte(fmt.Sprintf("%q", label))) {
				left = append(append(left, stack...), '\n')
			}
		}
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("left behind:\n%s", left)
		}
		time.Sleep(20 * time.Millisecond) // connections close by themselves, and tell nobody
	}
}

// tally sums up what was gone through.
type tally struct {
	sync.Mutex
	seeds, gaps, writes int
	links               map[model.Link]int // schedules in which it was shown
	took                time.Duration
	healed              []time.Duration
}

func (t *tally) add(took time.Duration) {
	t.Lock()
	defer t.Unlock()
	t.seeds++
	t.took += took
}

func (t *tally) ended(e *explorer, writes int, healed time.Duration) {
	e.mu.Lock()
	gaps, links := e.gaps, map[model.Link]bool{}
	for _, h := range e.history {
		links[h.link] = true
	}
	e.mu.Unlock()
	t.Lock()
	defer t.Unlock()
	t.gaps += gaps
	for l := range links {
		t.links[l]++
	}
	t.writes += writes
	t.healed = append(t.healed, healed)
}

func (t *tally) String() string {
	t.Lock()
	defer t.Unlock()
	return fmt.Sprintf("%d schedules, %.1f s each; %d writes, %d gaps; reconnecting in %d, without a leader in %d, lagging in %d; equal again after the last fault: %s",
		t.seeds, t.took.Seconds()/float64(max(1, t.seeds)), t.writes, t.gaps,
		t.links[model.LinkReconnecting], t.links[model.LinkNoLeader], t.links[model.LinkLagging], spread(t.healed))
}
