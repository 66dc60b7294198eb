package source

import (
	"fmt"
	"slices"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

const (
	userGet = pb.Auth_UserGet_FullMethodName
	roleGet = pb.Auth_RoleGet_FullMethodName
)

// keyOnly is the span of exactly that key.
func keyOnly(key string) model.Span { return model.Span{From: key, To: model.After(key)} }

// A staff hires users and grants and takes their rights, as root.
type staff struct {
	t *testing.T
	*clientv3.Client
}

func (s *authServer) staff(t *testing.T) staff { return staff{t, s.admin(t)} }

func (st staff) must(_ any, err error) {
	st.t.Helper()
	mustNot(st.t, err)
}

// hire makes alice, with a role of the same name that may read the spans.
func (st staff) hire(spans ...model.Span) {
	const user = "alice"
	st.t.Helper()
	st.must(st.UserAdd(st.t.Context(), user, testPassword))
	st.must(st.RoleAdd(st.t.Context(), user))
	st.must(st.UserGrantRole(st.t.Context(), user, user))
	st.grant(spans...)
}

func (st staff) grant(spans ...model.Span) {
	st.t.Helper()
	for _, s := range spans {
		key, end := grantOf(s)
		st.must(st.RoleGrantPermission(st.t.Context(), "alice", key, end, clientv3.PermissionType(clientv3.PermRead)))
	}
}

func (st staff) revoke(spans ...model.Span) {
	st.t.Helper()
	for _, s := range spans {
		key, end := grantOf(s)
		st.must(st.RoleRevokePermission(st.t.Context(), "alice", key, end))
	}
}

// grantOf is the span as etcd writes it down.
func grantOf(s model.Span) (key, end string) {
	switch s.To {
	case model.After(s.From):
		return s.From, ""
	case "":
		return rangeKey(s.From), "\x00"
	}
	return s.From, s.To
}

func (s *authServer) as(t *testing.T, user string) *Client {
	t.Helper()
	return dialForTest(t, Config{Endpoints: []string{s.Endpoint()}, User: user, Password: testPassword})
}

// holds waits until the tree has exactly these keys, and knows it.
func (s *screen) holds(keys ...string) {
	s.t.Helper()
	s.until(fmt.Sprint("it has ", keys), func() bool {
		n, exact := s.tree.Keys()
		if n != len(keys) || !exact || s.status.Link != model.LinkLive || s.status.Load.State != model.LoadDone {
			return false
		}
		return !slices.ContainsFunc(keys, func(key string) bool { _, ok := s.tree.ModRev(key); return !ok })
	})
}

// row is the row that shows path.
func (s *screen) row(path string) model.Row {
	s.t.Helper()
	i, ok := s.tree.IndexOf(path)
	if !ok {
		s.t.Fatalf("no row for %s", path)
	}
	return s.tree.At(i)
}

func (s *screen) modRev(w *clientv3.Client, key string) int64 {
	s.t.Helper()
	resp, err := w.Get(s.ctx, key)
	mustNot(s.t, err)
	return resp.Kvs[0].ModRevision
}

// again presses r until ok: one answer of the server may be from before.
func (s *screen) again(ok func() bool) {
	s.t.Helper()
	s.session.Refresh()
	tick := time.NewTicker(refreshLeast)
	defer tick.Stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-tick.C:
				s.session.Refresh()
			case <-done:
				return
			}
		}
	}()
	s.until("it is tried again", ok)
}
