package source

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

const jwtKey = "a secret of the server"

// withJWT has the server give and take JWTs.
func withJWT(t *testing.T) demo.Option {
	t.Helper()
	key := filepath.Join(t.TempDir(), "hmac")
	mustNot(t, os.WriteFile(key, []byte(jwtKey), 0o600))
	return demo.WithConfig(func(cfg *embed.Config) { cfg.AuthToken = "jwt,sign-method=HS256,priv-key=" + key })
}

// jwt is a token for user as the server would make it at this moment.
func (st staff) jwt(user string, expires time.Time) Secret {
	st.t.Helper()
	login, err := st.Authenticate(st.t.Context(), testUser, testPassword)
	mustNot(st.t, err)
	var known struct{ Revision float64 }
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(login.Token, ".")[1])
	mustNot(st.t, err)
	mustNot(st.t, json.Unmarshal(body, &known))
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"username":%q,"revision":%v,"exp":%d}`, user, known.Revision, expires.Unix()))
	mac := hmac.New(sha256.New, []byte(jwtKey))
	_, _ = mac.Write([]byte(text))
	return Secret(text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// Who asks, and what a session and --explain make of it.
func TestWhoMayReadWhat(t *testing.T) {
	simple := startAuth(t)
	jwt := startAuth(t, withJWT(t))
	for _, srv := range []*authServer{simple, jwt} {
		st := srv.staff(t)
		st.hire(model.PrefixSpan("/a/"), keyOnly("/k"))
		put(t, st.Client, "/a/1", "/b/1", "/k")
	}
	old := jwt.staff(t).jwt("alice", time.Now().Add(time.Hour))
	jwt.staff(t).must(jwt.admin(t).UserAdd(t.Context(), "bob", "pw")) // the users' revision is another one now
	all, some := []string{"/a/1", "/b/1", "/k"}, []string{"/a/1", "/k"}
	for name, tt := range map[string]struct {
		srv      *authServer
		cfg      Config
		keys     []string // that are seen; nil: it is denied
		cause    string
		readable string
		user     string
	}{
		"root":            {simple, Config{User: testUser, Password: testPassword}, all, "", "everything", testUser},
		"a user":          {simple, Config{User: "alice", Password: testPassword}, some, "", "/a/ the key /k", "alice"},
		"nobody":          {simple, Config{}, nil, "the server asks for a user: give one with --user", "", ""},
		"wrong password":  {simple, Config{User: "alice", Password: "x"}, nil, "wrong user name or password: restart with the right --user", "", "alice"},
		"no such user":    {simple, Config{User: "eve", Password: "x"}, nil, "wrong user name or password: restart with the right --user", "", "eve"},
		"a token of ours": {simple, Config{Token: "abc.12"}, nil, "the token was refused (expired, or of another cluster): restart with a new one", "", ""},
		"JWT by login":    {jwt, Config{User: "alice", Password: testPassword}, some, "", "/a/ the key /k", "alice"},
		"JWT":             {jwt, Config{Token: jwt.staff(t).jwt("alice", time.Now().Add(time.Hour))}, some, "", "/a/ the key /k", "alice"},
		"JWT of root":     {jwt, Config{Token: jwt.staff(t).jwt(testUser, time.Now().Add(time.Hour))}, all, "", "everything", testUser},
		"JWT of nobody":   {jwt, Config{Token: jwt.staff(t).jwt("eve", time.Now().Add(time.Hour))}, nil, "needs read on the whole keyspace; the cluster has no user eve", "", "eve"},
		"expired JWT":     {jwt, Config{Token: jwt.staff(t).jwt("alice", time.Now().Add(-time.Hour))}, nil, "the token of alice has expired: restart with a new one", "", "alice"},
		"old JWT":         {jwt, Config{Token: old}, nil, "users or roles have changed since the token was made: restart with a new one", "", "alice"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.cfg.Endpoints = []string{tt.srv.Endpoint()}
			s := followWith(t, dialForTest(t, tt.cfg), Options{})
			if tt.keys != nil {
				s.holds(tt.keys...)
			} else if s.until("it is denied", func() bool { return s.status.Link == model.LinkDenied }); s.status.Cause != tt.cause {
				t.Errorf("the cause is %q, want %q", s.status.Cause, tt.cause)
			}
			c := probe(t, tt.cfg)
			if got := strings.Join(c.Readable, " "); got != tt.readable || c.User != tt.user || c.Auth != Yes || c.Stream != Yes {
				t.Errorf("--explain: %q, %+v", got, c)
			}
		})
	}
}

// By the name in the certificate.
func TestAccessByCertificate(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.issue("alice")
	srv := startEtcd(t, demo.WithConfig(func(cfg *embed.Config) {
		cfg.ClientTLSInfo.CertFile, cfg.ClientTLSInfo.KeyFile = cert, key
		cfg.ClientTLSInfo.TrustedCAFile, cfg.ClientTLSInfo.ClientCertAuth = ca.file, true
	}))
	files := TLS{CertFile: cert, KeyFile: key, CAFile: ca.file}
	admin := adminWithTLS(t, srv.Endpoint(), files)
	put(t, admin, "/team-a/1", "/team-b/1")
	grantTeam(t, admin, "alice")
	enableAuth(t, admin)
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: files}), Options{})
	s.holds("/team-a/1")
	if a, _ := s.tree.Access(); a.User != "alice" {
		t.Errorf("%+v", a)
	}
}

// Users are asked for from one moment on, and then not any more.
func TestAuthIsEnabledWhileItRuns(t *testing.T) {
	beside(t)
	srv := startAuth(t)
	st := srv.staff(t)
	st.must(st.AuthDisable(t.Context()))
	put(t, st.Client, "/a/1")
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}}), Options{})
	s.holds("/a/1")
	st.must(st.AuthEnable(t.Context()))
	s.until("it is said", func() bool { return s.status.Link == model.LinkDenied })
	if want := "the server asks for a user: give one with --user"; s.status.Cause != want {
		t.Errorf("%q, want %q", s.status.Cause, want)
	}
	if _, err := s.session.Read(s.ctx, "/a/1"); err == nil || err.Error() != s.status.Cause {
		t.Errorf("the read says %v", err)
	}
	st.must(st.AuthDisable(t.Context()))
	s.again(func() bool { return s.status.Link == model.LinkLive })
	put(t, adminFor(t, srv.Endpoint()), "/a/2")
	s.holds("/a/1", "/a/2")
	if s.gaps > 0 {
		t.Errorf("%d gaps", s.gaps)
	}
}

// Who may read a part sees all when nobody is asked for any more, and the part
// again afterwards.
func TestAuthIsDisabledWhileItRuns(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/1", "/b/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1")
	st.must(st.AuthDisable(t.Context()))
	s.again(func() bool { n, exact := s.tree.Keys(); return n == 2 && exact && s.status.Link == model.LinkLive })
	st.must(st.AuthEnable(t.Context()))
	_, _ = s.session.Read(s.ctx, "/b/1")
	s.holds("/a/1")
}

// Tokens that expire, or are forgotten with a restart, are nobody's trouble.
func TestTokensComeAndGo(t *testing.T) {
	beside(t)
	srv := startAuth(t, demo.WithConfig(func(cfg *embed.Config) { cfg.AuthTokenTTL = 1 }))
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1")
	for i := 0; srv.logins.Load() < 3; i++ { // by the pulse, which is the only one to ask
		if i%100 == 0 {
			put(t, st.Client, fmt.Sprint("/a/", i))
		}
		waitFor(t, 10*time.Millisecond)
	}
	mustNot(t, srv.Restart(s.ctx))
	st.must(srv.admin(t).Put(t.Context(), "/a/last", "v"))
	s.until("it follows", func() bool { _, ok := s.tree.ModRev("/a/last"); return ok && s.status.Link == model.LinkLive })
	if _, err := s.session.Read(s.ctx, "/a/1"); err != nil {
		t.Error(err)
	}
	if slices.Contains(s.links, model.LinkDenied) {
		t.Errorf("it was denied: %v", s.causes)
	}
}

func waitFor(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}

// The password is changed: the old one is said to be refused, and tried again
// now and then only; changed back, all goes on.
func TestThePasswordIsChanged(t *testing.T) {
	beside(t)
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.holds("/a/1")
	before := srv.logins.Load()
	st.must(st.UserChangePassword(t.Context(), "alice", "another"))
	s.until("it is said", func() bool { return s.status.Link == model.LinkDenied })
	if want := "password of alice was refused (changed, or the user deleted): restart with the new one"; s.status.Cause != want {
		t.Errorf("%q, want %q", s.status.Cause, want)
	}
	for range 50 {
		s.session.Refresh()
		s.session.Open("/a/")
		s.session.Locate("/a/nowhere")
		if _, err := s.session.Read(s.ctx, "/a/1"); err == nil || err.Error() != s.status.Cause {
			t.Fatalf("the read says %v", err)
		}
	}
	if n := srv.logins.Load() - before; n > 3 {
		t.Errorf("%d logins", n)
	}
	st.must(st.UserChangePassword(t.Context(), "alice", testPassword))
	s.again(func() bool { return s.status.Link == model.LinkLive })
	st.must(st.Put(t.Context(), "/a/2", "v"))
	s.holds("/a/1", "/a/2")

	st.must(st.UserDelete(t.Context(), "alice"))
	s.until("a user that is deleted is said", func() bool { return s.status.Link == model.LinkDenied })
}

// Where the password comes from is asked for the new one.
func TestThePasswordIsRenewed(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	asked := 0
	client := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: "alice", Password: testPassword,
		Renew: func(context.Context) (Secret, error) { asked++; return "another", nil }})
	s := followWith(t, client, Options{})
	s.holds("/a/1")
	st.must(st.UserChangePassword(t.Context(), "alice", "another"))
	if _, err := s.session.Read(s.ctx, "/a/1"); err != nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	if slices.Contains(s.links, model.LinkDenied) {
		t.Errorf("it was denied: %v", s.causes)
	}
}

// A token that the person gave comes to its end while it is used.
func TestAJWTExpiresWhileItRuns(t *testing.T) {
	beside(t)
	srv := startAuth(t, withJWT(t))
	st := srv.staff(t)
	put(t, st.Client, "/a/1")
	st.hire(model.PrefixSpan("/a/"))
	token := st.jwt("alice", time.Now().Add(4*time.Second))
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, Token: token}), Options{})
	s.holds("/a/1")
	before := srv.logins.Load()
	s.until("it is said", func() bool { return s.status.Link == model.LinkDenied })
	if want := "the token of alice has expired: restart with a new one"; s.status.Cause != want {
		t.Errorf("%q, want %q", s.status.Cause, want)
	}
	if srv.logins.Load() != before {
		t.Error("somebody logged in")
	}
}

func TestClaimsOfWhatIsNoJWT(t *testing.T) {
	for _, token := range []string{"", "a", "a.b.c", "..", "a.bnVsbA.c", "a.eyJ1c2VybmFtZSI6MX0.c", strings.Repeat("x.", 1000)} {
		if c := claimsOf(token); c != (claims{}) {
			t.Errorf("%q: %+v", token, c)
		}
	}
}
