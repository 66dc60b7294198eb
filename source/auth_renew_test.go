package source

import (
	"context"
	"testing"
)

// renewing is a client whose password has just been changed to "another", which
// is what renew is asked for at the next call.
func renewing(t *testing.T, renew func(context.Context) (Secret, error)) *Client {
	t.Helper()
	srv := startAuth(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, User: testUser, Password: testPassword, Renew: renew})
	mustGet(t, c)
	_, err := srv.admin(t).UserChangePassword(t.Context(), testUser, "another")
	mustNot(t, err)
	return c
}

// A password may take longer than the call that was refused can wait: a person
// may have to unlock where it is kept.
func TestThePasswordTakesLongerThanACall(t *testing.T) {
	leaks(t)
	asked, given := make(chan context.Context, 9), make(chan struct{})
	c := renewing(t, func(ctx context.Context) (Secret, error) {
		asked <- ctx
		select {
		case <-given:
			return "another", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	})
	call, giveUp := context.WithCancel(t.Context())
	var ctx context.Context
	go func() {
		ctx = <-asked
		giveUp()
	}()
	if _, err := c.Revision(call, "a"); err == nil {
		t.Error("it was answered without a password")
	}
	if ctx.Err() != nil {
		t.Fatalf("the password is not waited for any more: %v", ctx.Err())
	}
	close(given)
	mustGet(t, c)
	mustStream(t, c)
	if len(asked) > 0 {
		t.Error("it was asked for twice")
	}
}

// Nobody waits for the password of a connection that was closed.
func TestAClosedConnectionNeedsNoPassword(t *testing.T) {
	leaks(t)
	asked, ended := make(chan struct{}), make(chan struct{})
	c := renewing(t, func(ctx context.Context) (Secret, error) {
		close(asked)
		<-ctx.Done()
		close(ended)
		return "", ctx.Err()
	})
	go func() { _, _ = c.Revision(context.WithoutCancel(t.Context()), "a") }()
	<-asked
	mustNot(t, c.Close())
	select {
	case <-ended:
	case <-testContext(t).Done():
		t.Error("it is still waited for")
	}
}
