package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/authpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// grantedMost is how many grants are named in one line.
const grantedMost = 3

// grantsLast is how long an answer about grants, or none, is good.
const grantsLast = 5 * time.Minute

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
// roles without any permission. It is asked for once in a while: each of these
// calls costs the cluster a raft entry.
func (s *Session) granted() []string {
	if s.client.user == "" {
		return nil
	}
	s.grants.Lock()
	defer s.grants.Unlock()
	if time.Since(s.grants.asked) < grantsLast {
		return s.grants.names
	}
	s.grants.asked = time.Now()
	ctx, cancel := context.WithTimeout(s.ctx, s.client.timeout)
	defer cancel()
	names, err := s.client.granted(ctx, s.client.user)
	if err != nil {
		return nil
	}
	s.grants.names = names
	return names
}

// granted are the ranges that a user may read, as its roles name them, in
// order.
func (c *Client) granted(ctx context.Context, name string) ([]string, error) {
	user, err := c.etcd.UserGet(ctx, name)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range user.Roles {
		if name == "root" { // which etcd knows without its ever having been made
			return []string{everything}, nil
		}
		role, err := c.etcd.RoleGet(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, p := range role.Perm {
			if p.PermType != authpb.Permission_WRITE {
				names = append(names, grantName(string(p.Key), string(p.RangeEnd)))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// everything names what root may read, and everybody where there are no users.
const everything = "everything"

func grantName(from, to string) string {
	switch to {
	case "":
		return "the key " + model.Safe(from)
	case model.PrefixEnd(from):
		return model.Safe(from)
	case "\x00":
		return "from " + model.Safe(from) + " on"
	}
	return "from " + model.Safe(from) + " to " + model.Safe(to)
}
