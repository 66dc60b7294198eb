package source

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

func probe(t *testing.T, cfg Config) Capabilities {
	t.Helper()
	c, err := Probe(testContext(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestProbe(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	c := probe(t, Config{Endpoints: []string{srv.Endpoint()}})
	if c.Problem != "" || c.Stream != Yes || c.Auth != No || !reflect.DeepEqual(c.Readable, []string{"everything"}) {
		t.Errorf("%+v", c)
	}
	e := c.Endpoints[0]
	if e.Problem != "" || !strings.HasPrefix(e.Version, "3.7.") || e.Member != "demo" || e.Leader != "demo" || !e.IsLeader || e.Size == 0 {
		t.Errorf("%+v", e)
	}
}

func TestProbeOfAnOlderServer(t *testing.T) {
	srv := startEtcd(t, (&gate{refuse: noRangeStream}).option())
	if c := probe(t, Config{Endpoints: []string{srv.Endpoint()}}); c.Stream != No || c.Problem != "" {
		t.Errorf("%+v", c)
	}
}

func TestProbeTellsOfAlarms(t *testing.T) {
	srv := startEtcd(t, demo.WithConfig(func(cfg *embed.Config) { cfg.QuotaBackendBytes = 1 << 20 }))
	w, value := adminFor(t, srv.Endpoint()), strings.Repeat("v", 1<<18)
	for full := false; !full; {
		_, err := w.Put(testContext(t), "k", value)
		full = errors.Is(err, rpctypes.ErrNoSpace)
		if err != nil && !full {
			t.Fatal(err)
		}
	}
	c := probe(t, Config{Endpoints: []string{srv.Endpoint()}})
	if c.Problem != "" || !strings.Contains(strings.Join(c.Endpoints[0].Alarms, " "), "NOSPACE") {
		t.Errorf("%+v", c)
	}
}

func TestProbeWhereOneEndpointIsDead(t *testing.T) {
	srv := startEtcd(t)
	c := probe(t, Config{Endpoints: []string{srv.Endpoint(), "http://127.0.0.1:1"}})
	if c.Problem != "" || c.Endpoints[0].Problem != "" || c.Endpoints[1].Problem != "connection refused" {
		t.Errorf("%+v", c)
	}
}

func TestProbeOfNothing(t *testing.T) {
	for _, guessed := range []bool{false, true} {
		c := probe(t, Config{Endpoints: []string{"127.0.0.1:1"}, Guessed: guessed})
		if !strings.HasPrefix(c.Problem, "connection refused") || strings.Contains(c.Problem, "--explain") != guessed {
			t.Errorf("guessed %v: %+v", guessed, c)
		}
		if c.Stream != "" || c.Auth != "" {
			t.Errorf("answers of nobody: %+v", c)
		}
	}
}

func TestProbeWithUsers(t *testing.T) {
	leaks(t)
	srv := startAuth(t)
	grantTeam(t, srv.admin(t), "alice")
	for user, want := range map[string]Capabilities{
		"":         {Auth: Yes, Stream: Yes, Problem: "the server asks for a user: give one with --user"},
		"alice":    {Auth: Yes, Stream: Yes, User: "alice", Readable: []string{"/team-a/"}},
		testUser:   {Auth: Yes, Stream: Yes, User: testUser, Readable: []string{"everything"}},
		"stranger": {Auth: Yes, Stream: Yes, User: "stranger", Problem: "wrong user name or password: restart with the right --user"},
	} {
		cfg := Config{Endpoints: []string{srv.Endpoint()}, User: user}
		if user != "" {
			cfg.Password = testPassword
		}
		got := probe(t, cfg)
		got.Endpoints = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got  %+v\nwant %+v", user, got, want)
		}
	}
}

// A user by the name in the certificate.
func TestProbeWithACertificate(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.issue("alice")
	srv := startEtcd(t, demo.WithConfig(func(cfg *embed.Config) {
		cfg.ClientTLSInfo.CertFile, cfg.ClientTLSInfo.KeyFile = cert, key
		cfg.ClientTLSInfo.TrustedCAFile, cfg.ClientTLSInfo.ClientCertAuth = ca.file, true
	}))
	files := TLS{CertFile: cert, KeyFile: key, CAFile: ca.file}
	cfg := Config{Endpoints: []string{srv.Endpoint()}, TLS: files}
	if got := probe(t, cfg); got.Auth != No || got.User != "" {
		t.Errorf("without users: %+v", got)
	}
	admin := adminWithTLS(t, srv.Endpoint(), files)
	grantTeam(t, admin, "alice")
	enableAuth(t, admin)
	if got := probe(t, cfg); got.Auth != Yes || got.User != "alice" || !reflect.DeepEqual(got.Readable, []string{"/team-a/"}) || got.Problem != "" {
		t.Errorf("%+v", got)
	}
}

// grantTeam makes a user who may read what begins with /team-a/.
func grantTeam(t *testing.T, admin *clientv3.Client, user string) {
	t.Helper()
	ctx := t.Context()
	_, err := admin.UserAdd(ctx, user, testPassword)
	mustNot(t, err)
	_, err = admin.RoleAdd(ctx, "team")
	mustNot(t, err)
	_, err = admin.UserGrantRole(ctx, user, "team")
	mustNot(t, err)
	_, err = admin.RoleGrantPermission(ctx, "team", "/team-a/", model.PrefixEnd("/team-a/"), clientv3.PermissionType(clientv3.PermRead))
	mustNot(t, err)
}

func enableAuth(t *testing.T, admin *clientv3.Client) {
	t.Helper()
	ctx := t.Context()
	_, err := admin.UserAdd(ctx, testUser, testPassword)
	mustNot(t, err)
	_, err = admin.UserGrantRole(ctx, testUser, "root")
	mustNot(t, err)
	_, err = admin.AuthEnable(ctx)
	mustNot(t, err)
}

func mustNot(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
