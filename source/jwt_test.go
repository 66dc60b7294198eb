package source

import (
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

// jwt logs in as etcdctl's person would, for the token.
func jwt(t *testing.T, srv *authServer) Secret {
	t.Helper()
	resp, err := pb.NewAuthClient(srv.admin(t).ActiveConnection()).Authenticate(t.Context(), &pb.AuthenticateRequest{Name: testUser, Password: testPassword})
	if err != nil {
		t.Fatal(err)
	}
	return Secret(resp.Token)
}

// A token is a login of its own: nothing logs in, and every kind of call has it.
func TestJWT(t *testing.T) {
	srv := startAuth(t, withJWT(t))
	token := jwt(t, srv)
	srv.wantLogins(t, 0, func() {
		c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, Token: token})
		for _, call := range authCalls {
			call(t, c)
		}
		if _, err := c.etcd.Status(t.Context(), srv.Endpoint()); err != nil {
			t.Errorf("the member alone: %v", err)
		}
	})
}

// Nobody but a person has another token, so that is what is asked for.
func TestJWTThatIsNotTaken(t *testing.T) {
	srv, other := startAuth(t, withJWT(t)), startAuth(t, withJWT(t))
	stale := jwt(t, srv)
	if _, err := srv.admin(t).UserAdd(t.Context(), "later", "pw"); err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]Secret{"nonsense": "x.y.z", "of another cluster": jwt(t, other), "before the users changed": stale} {
		t.Run(name, func(t *testing.T) {
			c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, Token: token})
			_, err := c.Revision(t.Context(), "a")
			if got := Explain(err); got != "the login has expired: give a new token, or log in again" {
				t.Errorf("%v explained as %q", err, got)
			}
		})
	}
}
