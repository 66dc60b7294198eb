package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/etcd/api/v3/authpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// grantedMost is how many grants are named in one line.
const grantedMost = 3

// denied says why reading the prefix was denied and what the user may read
// instead, as far as the server tells: in one line of safe text.
func (s *Session) denied(err error, prefix string) string {
	if !errors.Is(etcdError(err), rpctypes.ErrPermissionDenied) {
		return Explain(err)
	}
	what := "needs read on " + model.Safe(prefix)
	if prefix == "" {
		what = "needs read on the whole keyspace"
	}
	granted := s.granted()
	switch n := len(granted); {
	case n == 0:
		return what
	case n > grantedMost:
		granted = append(granted[:grantedMost:grantedMost], "…")
	}
	return fmt.Sprintf("%s; %s may read %s: start etcdscope with that", what, model.Safe(s.client.user), strings.Join(granted, ", "))
}

// granted are the ranges that the user may read. A user may ask for its own
// roles without any permission. It is asked for once: each of these calls
// costs the cluster a raft entry.
func (s *Session) granted() []string {
	if s.client.user == "" {
		return nil
	}
	s.grants.Lock()
	defer s.grants.Unlock()
	if s.grants.known {
		return s.grants.names
	}
	ctx, cancel := context.WithTimeout(s.ctx, callTimeout)
	defer cancel()
	user, err := s.client.etcd.UserGet(ctx, s.client.user)
	if err != nil {
		return nil
	}
	var names []string
	for _, name := range user.Roles {
		role, err := s.client.etcd.RoleGet(ctx, name)
		if err != nil {
			return nil
		}
		for _, p := range role.Perm {
			if p.PermType != authpb.Permission_WRITE {
				names = append(names, grantName(string(p.Key), string(p.RangeEnd)))
			}
		}
	}
	slices.Sort(names)
	s.grants.names, s.grants.known = slices.Compact(names), true
	return s.grants.names
}

func grantName(from, to string) string {
	switch to {
	case "", model.PrefixEnd(from):
		return model.Safe(from)
	case "\x00":
		return "from " + model.Safe(from) + " on"
	}
	return "from " + model.Safe(from) + " to " + model.Safe(to)
}
