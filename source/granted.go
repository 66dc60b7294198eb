package source

import (
	"context"
	"errors"
	"strings"

	"go.etcd.io/etcd/api/v3/authpb"

	"github.com/etcdscope/etcdscope/model"
)

// grantedMost is how many grants are named in one line.
const grantedMost = 3

// errNobody says that nobody knows who the server takes us for.
var errNobody = errors.New("the user is not known")

// granted are the ranges that the user may read, as its roles have them. A user
// may ask for its own roles without any permission. Each of these calls costs
// the cluster a raft entry.
func (c *Client) granted(ctx context.Context) (spans model.Spans, err error) {
	if c.user == "" {
		return spans, errNobody
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	user, err := c.etcd.UserGet(ctx, c.user)
	if err != nil {
		return spans, err
	}
	for _, name := range user.Roles {
		if name == "root" { // which etcd knows without its ever having been made
			return model.SpansOf([]model.Span{{}}), nil
		}
		role, err := c.etcd.RoleGet(ctx, name)
		if err != nil {
			return spans, err
		}
		for _, p := range role.Perm {
			if p.PermType != authpb.Permission_WRITE {
				spans.Add(grantSpan(string(p.Key), string(p.RangeEnd)))
			}
		}
	}
	return spans, nil
}

// unknown says that the server has no such user as a token or a certificate
// names.
func (c *Client) unknown() string { return "the cluster has no user " + model.Safe(c.user) }

// authOff says whether the cluster has come to ask for no users.
func (c *Client) authOff(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	resp, err := c.etcd.AuthStatus(ctx)
	return err == nil && !resp.Enabled
}

// grantSpan is the span of a permission. No key is empty, so what begins at the
// least one begins where the keyspace does.
func grantSpan(key, end string) model.Span {
	s := model.Span{From: key, To: end}
	switch end {
	case "":
		s.To = model.After(key)
	case "\x00":
		s.To = ""
	}
	if key == "\x00" && end != "" {
		s.From = ""
	}
	return s
}

// everything names what root may read, and everybody where there are no users.
const everything = "everything"

// nothing names what a user without roles may read.
const nothing = "nothing"

// grantNames names ranges for a person.
func grantNames(spans model.Spans) (names []string) {
	for _, s := range spans.In(model.Span{}) {
		names = append(names, grantName(s))
	}
	if names == nil {
		return []string{nothing}
	}
	return names
}

func grantName(s model.Span) string {
	switch {
	case s == model.Span{}:
		return everything
	case s.To == model.After(s.From):
		return "the key " + model.Safe(s.From)
	case s == model.PrefixSpan(s.From):
		return model.Safe(s.From)
	case s.To == "":
		return "from " + model.Safe(s.From) + " on"
	}
	return "from " + model.Safe(s.From) + " to " + model.Safe(s.To)
}

// mayRead says what the user may read, in short.
func (s *Session) mayRead() string {
	s.mu.Lock()
	asked, nobody, names := s.access.asked, s.access.nobody, grantNames(s.access.granted)
	s.mu.Unlock()
	user := model.Safe(s.client.user)
	switch n := len(names); {
	case !asked:
		return ""
	case nobody:
		return s.client.unknown()
	case names[0] == nothing:
		return user + " may read nothing: etcdctl user grant-role gives it a role"
	case n > grantedMost:
		names = append(names[:grantedMost:grantedMost], model.Ellipsis)
	}
	return user + " may read " + strings.Join(names, ", ")
}

// instead is what to do when nothing of the scope may be read, but something
// else may.
func (s *Session) instead(err error) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !isForbidden(err) || len(s.access.granted.In(model.Span{})) == 0 {
		return ""
	}
	return ": start etcdscope with that"
}
