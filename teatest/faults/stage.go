//go:build linux

package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/teatest"
)

// stage is where one fault is shown: a cluster, the real program on a terminal,
// an explorer beside it whose tree can be compared, and somebody who writes.
type stage struct {
	*cluster
	term     *teatest.Term
	explorer *explorer
	writer   *writer
	header   *header
	read     int // the member that the program watches
	silence  func()
}

// Of the terminal: wide enough that a cause is told whole.
const cols, lines = 160, 24

// storeKeys are there before the fault.
const storeKeys = 2_000

func newStage(ctx context.Context, t testing.TB, s scenario) (*stage, error) {
	st := &stage{cluster: startCluster(t, layout{size: s.size, adjust: s.adjust})}
	if s.prepare != nil {
		if err := s.prepare(ctx, st); err != nil {
			return nil, err
		}
	}
	st.writer = &writer{client: st.admin, rand: rand.New(rand.NewPCG(1, 1)), pause: 100 * time.Millisecond, keys: 2 * storeKeys, keepsHistory: true}
	if err := st.writer.fill(ctx, storeKeys); err != nil {
		return nil, err
	}
	args := []string{"--endpoints", strings.Join(st.endpoints(), ",")}
	cfg := source.Config{Endpoints: st.endpoints(), KeepAliveTime: 2 * time.Second, KeepAliveTimeout: 6 * time.Second}
	if s.user != "" {
		args = append(args, "--user", s.user+":"+s.user)
		cfg.User, cfg.Password = s.user, source.Secret(s.user)
	}
	st.term = teatest.Start(t, teatest.Options{Cols: cols, Rows: lines, Args: args})
	st.header = watchHeader(t, st.term)
	now, err := ask(ctx, st.admin, "", 0)
	if err != nil {
		return nil, err
	}
	if err := st.header.until(ctx, "it is live", st.right(len(now.keys))); err != nil {
		return nil, err
	}
	if st.read = st.watchedMember(); st.read < 0 {
		return nil, errors.New("no member is watched")
	}
	if st.explorer, err = explore(cfg, source.Options{Separator: "/", MaxKeys: 10_000_000, ReadRate: 25_000}); err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = st.explorer.close() })
	return st, st.explorer.agrees(ctx, st.admin, "")
}

func (st *stage) watchedMember() int {
	for i, m := range st.members {
		if m.watched.Load() > 0 {
			return i
		}
	}
	return -1
}

// write has somebody write until silence is called.
func (st *stage) write(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { st.writer.run(ctx) })
	st.silence = func() { cancel(); done.Wait() }
}

// right says that the screen is live and has n keys, which is all.
func (st *stage) right(n int) func(screen, says string) bool {
	count := regexp.MustCompile(`(?m)^ .*[^≥] ` + model.Count(int64(n)) + ` keys\b`)
	return func(screen, says string) bool {
		return strings.Contains(says, "live") && count.MatchString(screen)
	}
}

// awaitRight waits until the screen and the tree are what the store is.
func (st *stage) awaitRight(ctx context.Context) error {
	if err := quiet(ctx, st.admin); err != nil {
		return err
	}
	if err := persist(ctx, func(ctx context.Context) error {
		_, err := st.admin.Put(ctx, "/registry/after", "v")
		return err
	}); err != nil {
		return err
	}
	now, err := ask(ctx, st.admin, "", 0)
	if err != nil {
		return err
	}
	if err := st.header.until(ctx, fmt.Sprintf("it is live with %d keys", len(now.keys)), st.right(len(now.keys))); err != nil {
		return err
	}
	return st.explorer.agrees(ctx, st.admin, "")
}
