//go:build linux

package faults

import (
	"context"
	"errors"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// serverScenarios are what etcd itself suffers from.
func serverScenarios() []scenario {
	return []scenario{
		{name: "NOSPACE alarm", size: 3, lasts: 6 * time.Second, harm: raise(pb.AlarmType_NOSPACE), mend: disarm},
		{name: "CORRUPT alarm", size: 3, lasts: 6 * time.Second, harm: raise(pb.AlarmType_CORRUPT), mend: disarm},
		{name: "with a password: the server is restarted and forgets all tokens", size: 1, user: "root", lasts: 5 * time.Second,
			prepare: enableAuth,
			harm: func(ctx context.Context, st *stage) error {
				st.down(0)
				return st.up(ctx, 0)
			}},
		{name: "with a password: tokens expire after a second", size: 1, user: "root", lasts: 8 * time.Second,
			prepare: enableAuth, adjust: func(m *memberConfig) { m.TokenTTL = time.Second },
			harm: func(context.Context, *stage) error { return nil }},
	}
}

func raise(alarm pb.AlarmType) func(context.Context, *stage) error {
	return func(ctx context.Context, st *stage) error {
		_, err := pb.NewMaintenanceClient(st.admin.ActiveConnection()).Alarm(ctx,
			&pb.AlarmRequest{Action: pb.AlarmRequest_ACTIVATE, MemberID: st.ids[st.read], Alarm: alarm})
		return err
	}
}

func disarm(ctx context.Context, st *stage) error {
	_, err := st.admin.AlarmDisarm(ctx, &clientv3.AlarmMember{})
	return err
}

// enableAuth gives the cluster a root, whose password is its name.
func enableAuth(ctx context.Context, st *stage) error {
	const root = "root"
	_, role := st.admin.RoleAdd(ctx, root)
	_, user := st.admin.UserAdd(ctx, root, root)
	_, grant := st.admin.UserGrantRole(ctx, root, root)
	_, enable := st.admin.AuthEnable(ctx)
	if err := errors.Join(role, user, grant, enable); err != nil {
		return err
	}
	if err := st.admin.Close(); err != nil {
		return err
	}
	var err error
	st.admin, err = dialAs(root, root, st.members[0].config.Client)
	return err
}
