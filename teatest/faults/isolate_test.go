//go:build linux

package faults

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A member that is cut off has no leader and still answers its clients, while
// the others go on; afterwards it has what they wrote.
func TestIsolatedMember(t *testing.T) {
	c := startCluster(t, layout{size: 3, adjust: func(m *memberConfig) {
		m.Heartbeat, m.Election = 20*time.Millisecond, 200*time.Millisecond
	}})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	alone := c.leader(ctx)
	if alone < 0 {
		t.Fatal("there is no leader")
	}
	release, err := c.isolate(alone)
	if err != nil {
		t.Fatal(err)
	}
	lone := c.members[alone].config.Client
	leads := func(want bool) error {
		return persist(ctx, func(ctx context.Context) error {
			st, err := c.admin.Status(ctx, lone)
			if err == nil && (st.Leader != 0) != want {
				err = errors.New("not yet")
			}
			return err
		})
	}
	if err := leads(false); err != nil {
		t.Fatalf("the leader keeps the lead, cut off: %v", err)
	}
	others, err := dialDirect(c.members[(alone+1)%3].config.Client, c.members[(alone+2)%3].config.Client)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = others.Close() }()
	if err := persist(ctx, func(ctx context.Context) error { _, err := others.Put(ctx, "k", "v"); return err }); err != nil {
		t.Fatalf("the others don't go on: %v", err)
	}
	release()
	if err := leads(true); err != nil {
		t.Fatalf("it doesn't come back: %v", err)
	}
	back, err := dialDirect(lone)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = back.Close() }()
	if err := persist(ctx, func(ctx context.Context) error {
		resp, err := back.Get(ctx, "k")
		if err == nil && resp.Count != 1 {
			err = errors.New("the key isn't there")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
