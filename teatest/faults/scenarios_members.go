//go:build linux

package faults

import (
	"context"
	"os"
	"time"
)

// memberScenarios are what happens to the members themselves.
func memberScenarios() []scenario {
	return []scenario{
		{name: "the only server is killed, and started again", size: 1, lasts: 6 * time.Second,
			harm: func(_ context.Context, st *stage) error { st.down(0); return nil }, mend: startAll},
		{name: "of three members the one that is read is killed", size: 3, lasts: 8 * time.Second,
			harm: func(_ context.Context, st *stage) error { st.down(st.read); return nil }, mend: startAll},
		{name: "the leader is killed, another one is read", size: 3, lasts: 8 * time.Second,
			harm: killLeader, mend: startAll},
		{name: "the other two of three are killed: no quorum", size: 3, lasts: 10 * time.Second,
			harm: func(_ context.Context, st *stage) error {
				st.killBut(st.read)
				return nil
			}, mend: startAll},
		{name: "two of three are killed, also the one that is read", size: 3, lasts: 10 * time.Second,
			harm: func(_ context.Context, st *stage) error {
				st.killBut((st.read + 1) % 3)
				return nil
			}, mend: startAll},
		{name: "the member that is read hangs (SIGSTOP)", size: 3, lasts: 25 * time.Second,
			harm: func(_ context.Context, st *stage) error { return st.members[st.read].hang() },
			mend: func(_ context.Context, st *stage) error { return st.members[st.read].wake() }},
		{name: "the member that is read is cut off from the others", size: 3, lasts: 12 * time.Second,
			harm: func(_ context.Context, st *stage) error {
				_, err := st.isolate(st.read)
				return err
			},
			mend: func(_ context.Context, st *stage) error { return st.heal() }},
		{name: "the member that is read is restarted", size: 3, lasts: 5 * time.Second,
			harm: func(ctx context.Context, st *stage) error {
				st.down(st.read)
				return st.up(ctx, st.read)
			}},
		{name: "the member that is read is removed, and a new one takes its place", size: 3, lasts: 8 * time.Second, harm: replace,
			adjust: func(m *memberConfig) { m.ReplacedEarly = true }},
		{name: "the store is rolled back to an older copy", size: 1, lasts: 5 * time.Second, prepare: keepCopy, harm: rollBack},
	}
}

func startAll(ctx context.Context, st *stage) error {
	for i := range st.members {
		if err := st.up(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) killBut(left int) {
	for i := range c.members {
		if i != left {
			c.down(i)
		}
	}
}

func killLeader(ctx context.Context, st *stage) error {
	leader := st.leader(ctx)
	if leader == st.read {
		next := (leader + 1) % len(st.members)
		if err := st.move(ctx, leader, next); err != nil {
			return err
		}
		leader = next
	}
	st.down(leader)
	return nil
}

// replace does what is done for a broken machine.
func replace(ctx context.Context, st *stage) error {
	old := st.members[st.read]
	if _, err := st.admin.MemberRemove(ctx, st.ids[st.read]); err != nil {
		return err
	}
	st.down(st.read)
	if err := persist(ctx, func(ctx context.Context) error {
		_, err := st.admin.MemberAdd(ctx, []string{"http://" + old.config.AdvertisedPeer})
		return err
	}); err != nil {
		return err
	}
	old.config.Dir += "-new"
	old.config.Join = true
	return st.up(ctx, st.read)
}

// keepCopy copies a store that has changed and is not yet filled.
func keepCopy(ctx context.Context, st *stage) error {
	if _, err := st.admin.Put(ctx, "/registry/before", "v"); err != nil {
		return err
	}
	m := st.members[0]
	m.kill()
	if err := os.CopyFS(m.config.Dir+"-copy", os.DirFS(m.config.Dir)); err != nil {
		return err
	}
	if err := m.start(); err != nil {
		return err
	}
	return st.serves(ctx)
}

func rollBack(ctx context.Context, st *stage) error {
	st.silence() // as it should be done
	st.silence = func() {}
	st.down(0)
	st.members[0].config.Dir += "-copy"
	if err := st.up(ctx, 0); err != nil {
		return err
	}
	return st.serves(ctx)
}
