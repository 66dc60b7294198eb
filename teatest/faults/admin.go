//go:build linux

package faults

import (
	"context"
	"errors"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// move gives the lead to another member. Only the leader can be asked.
func (c *cluster) move(ctx context.Context, from, to int) error {
	client, err := dialDirect(c.members[from].config.Client)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	_, err = client.MoveLeader(ctx, c.ids[to])
	return err
}

func deleteAll(ctx context.Context, client *clientv3.Client) error {
	_, err := client.Delete(ctx, "\x00", clientv3.WithFromKey())
	return err
}

// isGone says that a lease was there no more.
func isGone(err error) bool { return errors.Is(err, rpctypes.ErrLeaseNotFound) }
