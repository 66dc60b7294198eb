package teatest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// staff does something with users and roles.
func (s *Server) staff(work func(c *clientv3.Client, try func(any, error))) {
	s.t.Helper()
	s.must(s.do(func(_ context.Context, c *clientv3.Client) error {
		var all []error
		work(c, func(_ any, err error) { all = append(all, err) })
		return errors.Join(all...)
	}))
}

// hire makes root, and alice, who may read the ranges: prefixes if they end
// with a slash, else keys.
func (s *Server) hire(ranges ...string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.staff(func(c *clientv3.Client, try func(any, error)) {
		try(c.UserAdd(ctx, "root", "secret"))
		try(c.UserGrantRole(ctx, "root", "root"))
		try(c.UserAdd(ctx, "alice", "secret"))
		try(c.RoleAdd(ctx, "team"))
		for _, r := range ranges {
			try(c.RoleGrantPermission(ctx, "team", r, rangeEnd(r), clientv3.PermissionType(clientv3.PermRead)))
		}
		try(c.UserGrantRole(ctx, "alice", "team"))
	})
}

func rangeEnd(name string) string {
	if name[len(name)-1] == '/' {
		return model.PrefixEnd(name)
	}
	return ""
}

// enableAuth has the server ask for users. Its hand is root from now on.
func (s *Server) enableAuth() {
	s.t.Helper()
	s.staff(func(c *clientv3.Client, try func(any, error)) { try(c.AuthEnable(s.t.Context())) })
	s.user, s.password = "root", "secret"
}

// Who may read two prefixes and one key sees these, and nothing else stops
// working.
func TestAUserWhoMayReadSomeRanges(t *testing.T) {
	server := StartServer(t)
	server.Fill("/registry/pods/", 3_000)
	for _, key := range []string{"/team-a/web/1", "/team-a/web/2", "/team-b/db", "/config/app", "/config/secret"} {
		server.Put(key, "value of "+key)
	}
	server.hire("/team-a/", "/team-b/", "/config/app")
	server.enableAuth()
	term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--endpoints", server.Endpoint(), "--user", "alice:secret"}})
	term.AwaitText("alice may read 3 ranges")
	term.AwaitText("● live")
	term.AwaitMatch(`▾ config/ +≥ 1`)
	term.AwaitMatch(`▸ team-a/ +2`)
	term.AwaitMatch(`▸ team-b/ +1`)
	term.AwaitGone("registry")
	term.AwaitGone("secret")

	term.Type(":/team-a/")
	term.Press("enter")
	term.AwaitMatch(`▾ (team-a/)?web/ +2`)
	server.Put("/team-a/web/3", "v")
	term.AwaitMatch(`3 +● `)
	server.Put("/config/app", "changed")
	server.Put("/config/secret", "changed")
	term.Type(":/config/app")
	term.Press("enter")
	term.AwaitText("changed")

	term.Type(":/registry/pods/")
	term.Press("enter")
	term.AwaitText("✕ denied: needs read on /registry/pods/; alice may read the key /config/app, /team-a/, /team-b/")
	term.AwaitText("● live")
	server.Put("/team-b/new", "v")
	term.AwaitMatch(`▸ team-b/ +● +\ds +2`)
	quit(t, term)
}

// A PREFIX may be exactly a key that may be read; where nothing may, it is said.
func TestAUserWhoMayReadAKey(t *testing.T) {
	server := StartServer(t)
	server.Put("/team-a/key", "a value of the team")
	server.hire("/team-a/key")
	server.enableAuth()
	as := func(user string, args ...string) *Term {
		return Start(t, Options{Cols: 100, Rows: 20, Args: append([]string{"--endpoints", server.Endpoint(), "--user", user}, args...)})
	}
	term := as("alice:secret", "/team-a/key")
	term.AwaitText("a value of the team")
	term.AwaitText("live")
	quit(t, term)

	term = as("alice:secret", "/registry/")
	term.AwaitText("✕ denied")
	term.AwaitText("alice may read the key")
	term.AwaitText("start etcdscope with that")
	term.Press("q")
	term.Wait()

	term = as("alice:wrong")
	term.AwaitText("wrong user name or password")
	term.Press("q")
	term.Wait()
}

// A role is revoked while it runs, and given back.
func TestARoleIsRevokedWhileItRuns(t *testing.T) {
	server := StartServer(t)
	for _, key := range []string{"/team-a/1", "/team-b/1", "/team-b/2"} {
		server.Put(key, "value of "+key)
	}
	server.hire("/team-a/", "/team-b/")
	server.enableAuth()
	term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--endpoints", server.Endpoint(), "--user", "alice:secret"}})
	term.AwaitText("alice may read 2 ranges")
	term.Type(":/team-b/1")
	term.Press("enter")
	term.AwaitText("value of /team-b/1")
	server.revokeTeamB()
	term.Press("r")
	term.AwaitMatch(`team-b/ +✕ denied: needs read on /team-b/`)
	term.AwaitText("alice may read 1 range")
	server.Put("/team-b/3", "not seen")
	server.Put("/team-a/2", "v")
	term.AwaitMatch(`▸ team-a/ +● +\ds +2`)
	term.AwaitText("● live")

	server.staff(func(c *clientv3.Client, try func(any, error)) {
		try(c.RoleGrantPermission(t.Context(), "team", "/team-b/", rangeEnd("/team-b/"), clientv3.PermissionType(clientv3.PermRead)))
	})
	term.Press("r")
	term.AwaitMatch(`team-b/ .* 3`)
	term.AwaitText("alice may read 2 ranges")
	quit(t, term)
}

// Users are asked for while it runs as nobody, and then not any more.
func TestAuthIsEnabledWhileItRuns(t *testing.T) {
	server := StartServer(t)
	server.Put("/a/1", "before")
	server.hire()
	term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("● live")
	term.AwaitMatch(`▾ /a/ +1`)
	server.enableAuth()
	term.AwaitText("✕ denied")
	term.AwaitText("the server asks for a user: give one with --user")
	server.Put("/a/2", "the watch that stands goes on")
	term.AwaitMatch(`2 +● `)
	server.staff(func(c *clientv3.Client, try func(any, error)) { try(c.AuthDisable(t.Context())) })
	term.Press("r")
	term.AwaitText("● live")
	quit(t, term)
}

// A context's password is asked for anew when the one before is refused.
func TestAPasswordIsRotated(t *testing.T) {
	server := StartServer(t)
	server.Put("/a/1", "the value")
	server.hire("/a/")
	server.enableAuth()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("password", "secret\n")
	write("config.yaml", "contexts:\n- name: prod\n  endpoints: ["+server.Endpoint()+"]\n  user: alice\n  password-file: "+dir+"/password\n")
	term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--config", dir + "/config.yaml", "--context", "prod"}})
	term.AwaitText("alice may read 1 range")
	write("password", "rotated\n")
	server.staff(func(c *clientv3.Client, try func(any, error)) {
		try(c.UserChangePassword(t.Context(), "alice", "rotated"))
	})
	term.Type(":/a/1")
	term.Press("enter")
	term.AwaitText("the value")
	term.AwaitText("● live")
	quit(t, term)
}

// The same on real servers of older versions.
func TestServersBefore37AndAUserWhoMayReadSomeRanges(t *testing.T) {
	dir := os.Getenv("ETCDSCOPE_SERVERS_DIR")
	if dir == "" {
		t.Skip("needs servers in ETCDSCOPE_SERVERS_DIR (make old)")
	}
	binaries, err := filepath.Glob(filepath.Join(dir, "etcd-v*"))
	if err != nil || len(binaries) == 0 {
		t.Fatalf("no servers in %s: %v", dir, err)
	}
	for _, binary := range binaries {
		t.Run(filepath.Base(binary), func(t *testing.T) {
			server := &Server{t: t, endpoint: startCluster(t, binary).endpoint(0)}
			server.Fill("/registry/pods/", 300)
			for _, key := range []string{"/team-a/1", "/team-b/1", "/config/app", "/config/secret"} {
				server.Put(key, "value of "+key)
			}
			server.hire("/team-a/", "/team-b/", "/config/app")
			server.enableAuth()
			term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--endpoints", server.Endpoint(), "--user", "alice:secret"}})
			term.AwaitText("alice may read 3 ranges")
			term.AwaitMatch(`▾ config/ +≥ 1`)
			term.AwaitMatch(`▸ team-b/ +1`)
			server.Put("/team-b/2", "v")
			term.AwaitMatch(`▸ team-b/ +● +\ds +2`)
			server.revokeTeamB()
			term.Type(":/team-b/1")
			term.Press("enter")
			term.AwaitMatch(`team-b/ +✕ denied: needs read on /team-b/`)
			server.Put("/team-a/2", "v")
			term.AwaitMatch(`▸ team-a/ +● +\ds +2`)
			quit(t, term)
		})
	}
}

func (s *Server) revokeTeamB() {
	s.t.Helper()
	s.staff(func(c *clientv3.Client, try func(any, error)) {
		try(c.RoleRevokePermission(s.t.Context(), "team", "/team-b/", rangeEnd("/team-b/")))
	})
}
