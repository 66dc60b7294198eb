package source

import (
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

func TestDeniedSaysWhatMayBeRead(t *testing.T) {
	srv := startAuth(t)
	admin := srv.admin(t)
	ctx := t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(admin.UserAdd(ctx, "alice", "secret"))
	must(admin.RoleAdd(ctx, "team"))
	must(admin.UserGrantRole(ctx, "alice", "team"))
	must(admin.RoleGrantPermission(ctx, "team", "/team-a/", model.PrefixEnd("/team-a/"), clientv3.PermissionType(clientv3.PermReadWrite)))
	must(admin.Put(ctx, "/team-a/key", "v"))

	for prefix, want := range map[string]string{
		"":           "needs read on the whole keyspace; alice may read /team-a/",
		"/registry/": "needs read on /registry/; alice may read /team-a/",
	} {
		client := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: "alice", Password: "secret"})
		s := followWith(t, client, Options{Prefix: prefix})
		s.until("it is denied", func() bool { return s.status.Link == model.LinkDenied })
		if !strings.Contains(s.status.Cause, want) {
			t.Errorf("the cause is %q, want %q", s.status.Cause, want)
		}
	}
	client := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: "alice", Password: "secret"})
	s := followWith(t, client, Options{Prefix: "/team-a/"})
	s.until("what is allowed is loaded", func() bool { return s.loaded() && s.status.Link == model.LinkLive })
	must(admin.Put(ctx, "/team-a/later", "v"))
	s.until("it is followed", func() bool { _, ok := s.tree.ModRev("/team-a/later"); return ok })
}
