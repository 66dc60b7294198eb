package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/etcdscope/etcdscope/source/demo"
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
)

func TestAuthLogsInOnce(t *testing.T) {
	srv := startAuth(t)
	c := srv.dial(t)
	srv.wantLogins(t, 1, func() {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for range 5 {
					mustGet(t, c)
					mustStream(t, c)
				}
				mustWatch(t, c, fmt.Sprint("watched", i))
			})
		}
		wg.Wait()
	})
}

func TestAuthRenewsATokenThatIsRefused(t *testing.T) {
	srv := startAuth(t)
	admin := srv.admin(t)
	c := srv.dial(t)
	mustGet(t, c)
	for name, call := range authCalls {
		t.Run(name, func(t *testing.T) {
			srv.invalidate(t, admin)
			srv.wantLogins(t, 1, func() { call(t, c) })
			mustGet(t, c) // shows that the new token works
		})
	}
}

// authCalls are the three kinds of calls there are.
var authCalls = map[string]func(*testing.T, *Client){
	"get":    mustGet,
	"stream": mustStream,
	"watch":  func(t *testing.T, c *Client) { mustWatch(t, c, "w") },
}

// With JWT the token carries the revision of the users and roles.
func TestAuthRenewsATokenOfAnOldRevision(t *testing.T) {
	key := filepath.Join(t.TempDir(), "hmac")
	if err := os.WriteFile(key, []byte("a secret of the server"), 0o600); err != nil {
		t.Fatal(err)
	}
	srv := startAuth(t, demo.WithConfig(func(cfg *embed.Config) {
		cfg.AuthToken = "jwt,sign-method=HS256,priv-key=" + key
	}))
	admin := srv.admin(t)
	c := srv.dial(t)
	mustGet(t, c)
	for name, call := range authCalls {
		t.Run(name, func(t *testing.T) {
			if _, err := admin.UserAdd(t.Context(), "user of "+name, "pw"); err != nil {
				t.Fatal(err)
			}
			srv.wantLogins(t, 1, func() { call(t, c) })
			mustGet(t, c)
		})
	}
}

// A second watch shares the first one's stream, and so its old token. Both go
// on over a new stream, and the old one ends.
func TestAuthRenewsTheTokenOfASharedWatchStream(t *testing.T) {
	ended := make(chan struct{}, 9)
	srv := startAuth(t, demo.WithGRPC(grpc.ChainStreamInterceptor(
		func(srv any, s grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
			if info.FullMethod == pb.Watch_Watch_FullMethodName {
				defer func() { ended <- struct{}{} }()
			}
			return handler(srv, s)
		})))
	admin := srv.admin(t)
	c := srv.dial(t)
	first := c.etcd.Watch(t.Context(), "first", clientv3.WithCreatedNotify())
	if resp := <-first; !resp.Created {
		t.Fatalf("first watch: %v", resp.Err())
	}
	srv.invalidate(t, admin)
	srv.wantLogins(t, 1, func() { mustWatch(t, c, "second") })
	<-ended

	if _, err := admin.Put(t.Context(), "first", "still watched"); err != nil {
		t.Fatal(err)
	}
	for resp := range first {
		if resp.Err() != nil {
			t.Fatalf("first watch: %v", resp.Err())
		}
		if len(resp.Events) == 1 && string(resp.Events[0].Kv.Key) == "first" {
			return
		}
	}
	t.Error("the first watch ended")
}

// A server that takes no token at all is not asked for ever.
func TestAuthGivesUpOnNewTokensThatAreRefused(t *testing.T) {
	srv := startAuth(t, demo.WithGRPC(
		grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			if info.FullMethod == pb.KV_Range_FullMethodName {
				return nil, rpctypes.ErrGRPCInvalidAuthToken
			}
			return handler(ctx, req)
		}),
		grpc.ChainStreamInterceptor(func(any, grpc.ServerStream, *grpc.StreamServerInfo, grpc.StreamHandler) error {
			return rpctypes.ErrGRPCInvalidAuthToken
		})))
	c := srv.dial(t)
	_, err := c.Revision(t.Context(), "a")
	if !errors.Is(err, rpctypes.ErrInvalidAuthToken) {
		t.Errorf("get: error %v, want ErrInvalidAuthToken", err)
	}
	ch, err := c.etcd.GetStream(t.Context(), "a")
	if err == nil {
		_, err = clientv3.GetStreamToGetResponse(ch)
	}
	if !errors.Is(err, rpctypes.ErrInvalidAuthToken) {
		t.Errorf("stream: error %v, want ErrInvalidAuthToken", err)
	}
	if got := srv.logins.Load(); got > 2*maxUnaryRetries {
		t.Errorf("%d logins", got)
	}
}

func TestAuthSurvivesARestart(t *testing.T) {
	srv := startAuth(t)
	c := srv.dial(t)
	mustGet(t, c)
	if err := srv.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitAnswer(t, c)
	mustStream(t, c)
}

func TestAuthEnabledWhileConnected(t *testing.T) {
	srv := startAuth(t)
	admin := srv.admin(t)
	if _, err := admin.AuthDisable(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := srv.dial(t)
	mustGet(t, c)
	if _, err := admin.AuthEnable(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustGet(t, c)
	mustStream(t, c)
}

func TestAuthRefusedPassword(t *testing.T) {
	srv := startAuth(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: testUser, Password: "swordfish"})
	srv.wantLogins(t, 1, func() {
		for range 5 {
			_, err := c.Revision(t.Context(), "a")
			if !errors.Is(err, rpctypes.ErrAuthFailed) {
				t.Fatalf("error %v, want ErrAuthFailed", err)
			}
			if got, want := Explain(err), "wrong user name or password: restart with the right --user"; got != want {
				t.Errorf("explained as %q, want %q", got, want)
			}
			if strings.Contains(err.Error(), "swordfish") {
				t.Errorf("the password is in the error: %v", err)
			}
		}
	})
}

func TestAuthWithoutUser(t *testing.T) {
	srv := startAuth(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	_, err := c.Revision(t.Context(), "a")
	if got, want := Explain(err), "the server asks for a user: give one with --user"; got != want {
		t.Errorf("%v explained as %q, want %q", err, got, want)
	}
}

func TestAuthPermissionDenied(t *testing.T) {
	srv := startAuth(t)
	admin := srv.admin(t)
	if _, err := admin.UserAdd(t.Context(), "alice", "pw"); err != nil {
		t.Fatal(err)
	}
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: "alice", Password: "pw"})
	srv.wantLogins(t, 1, func() {
		_, err := c.Revision(t.Context(), "a")
		if !errors.Is(err, rpctypes.ErrPermissionDenied) || Explain(err) != "permission denied" {
			t.Errorf("get: %v explained as %q", err, Explain(err))
		}
		resp := <-c.etcd.Watch(t.Context(), "a")
		if err := resp.Err(); !errors.Is(etcdError(err), rpctypes.ErrPermissionDenied) || Explain(err) != "permission denied" {
			t.Errorf("watch: %v explained as %q", err, Explain(err))
		}
	})
}

// A token that the person gave is sent as it is and never replaced.
func TestAuthGivenToken(t *testing.T) {
	srv := startAuth(t)
	admin := srv.admin(t)
	login, err := admin.Authenticate(t.Context(), testUser, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	c := dialForTest(t, Config{
		Endpoints: []string{srv.Endpoint()}, Token: Secret(login.Token), User: "ignored", Password: "ignored",
	})
	srv.wantLogins(t, 0, func() {
		mustGet(t, c)
		mustStream(t, c)
		mustWatch(t, c, "w")
	})
	srv.invalidate(t, admin)
	srv.wantLogins(t, 0, func() {
		if _, err := c.Revision(t.Context(), "a"); !errors.Is(err, rpctypes.ErrInvalidAuthToken) {
			t.Errorf("error %v, want ErrInvalidAuthToken", err)
		}
	})
}

func TestSecretDoesNotShow(t *testing.T) {
	proxies := ProxiesFrom(func(string) string { return "http://alice:hunter2@proxy" })
	cfg := Config{User: "alice", Password: "hunter2", Token: "hunter2", Proxies: proxies}
	marshaled, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(marshaled)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, cfg), fmt.Sprintf(verb, &cfg), fmt.Sprintf(verb, cfg.Password), fmt.Sprintf(verb, proxies), fmt.Sprintf(verb, &proxies))
	}
	for _, text := range texts {
		if strings.Contains(text, "hunter2") || strings.Contains(text, "68756e74657232") {
			t.Errorf("the password shows: %s", text)
		}
	}
}
