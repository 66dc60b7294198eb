package cluster

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// Remove takes a member out of the cluster and ends it.
func (c *Cluster) Remove(gone *Member) {
	c.t.Helper()
	c.admin(gone, func(ctx context.Context, admin *clientv3.Client) error {
		list, err := admin.MemberList(ctx)
		if err != nil {
			return err
		}
		for _, m := range list.Members {
			if m.Name == gone.Name {
				_, err = admin.MemberRemove(ctx, m.ID)
			}
		}
		return err
	})
	gone.Kill()
	c.Members = slices.DeleteFunc(c.Members, func(m *Member) bool { return m == gone })
}

// Add adds a member and returns when it serves.
func (c *Cluster) Add(name string) *Member {
	c.t.Helper()
	m := c.member(name)
	m.with.New = false
	c.admin(nil, func(ctx context.Context, admin *clientv3.Client) error {
		_, err := admin.MemberAdd(ctx, []string{m.with.Peer})
		if errors.Is(err, rpctypes.ErrPeerURLExist) {
			return nil // a try before was heard, though not answered
		}
		return err
	})
	c.Members = append(c.Members, m)
	m.with.Initial = c.initial()
	m.Start()
	m.Ready()
	return m
}

// admin changes the membership, by whichever member but one. A cluster refuses
// that while it isn't sure of all its members, and may lose what it was asked with
// its leader: it is asked until it has done it.
func (c *Cluster) admin(but *Member, change func(context.Context, *clientv3.Client) error) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), startPatience)
	defer cancel()
	var endpoints []string
	for _, m := range c.Members {
		if m != but {
			endpoints = append(endpoints, m.Endpoint)
		}
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: endpoints, Logger: zap.NewNop()})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	for {
		try, end := context.WithTimeout(ctx, tryPatience)
		err := change(try, client)
		end()
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			c.t.Fatal(err)
		}
		time.Sleep(tickMs * time.Millisecond)
	}
}
