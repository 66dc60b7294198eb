package source

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/source/demo"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// startEtcd runs a real etcd for the length of the test.
func startEtcd(t *testing.T, opts ...demo.Option) *demo.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	srv, err := demo.Start(ctx, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
	})
	return srv
}

// dialForTest is Dial, closed at the end of the test.
func dialForTest(t *testing.T, cfg Config) *Client {
	t.Helper()
	c, err := Dial(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// adminFor is a client that can write, which ours can't.
func adminFor(t *testing.T, endpoint string) *clientv3.Client {
	t.Helper()
	return adminWithTLS(t, endpoint, TLS{})
}

func adminWithTLS(t *testing.T, endpoint string, tls TLS) *clientv3.Client {
	t.Helper()
	way, err := newWay(Config{Endpoints: []string{endpoint}, TLS: tls})
	if err != nil {
		t.Fatal(err)
	}
	c, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, DialOptions: way.options(), Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// awaitAnswer calls until the server answers, as a client that reconnects must.
func awaitAnswer(t *testing.T, c *Client) {
	t.Helper()
	callUntil(t, c, func(err error) bool { return err == nil })
}

// awaitCause calls until the cause of the failure says what it should. The
// first calls can fail with less: a broken pipe where the alert comes later.
func awaitCause(t *testing.T, c *Client, want string) {
	t.Helper()
	callUntil(t, c, func(err error) bool {
		if err == nil {
			t.Fatalf("answered, want %q", want)
		}
		return strings.Contains(c.Cause(), want)
	})
}

func callUntil(t *testing.T, c *Client, done func(error) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, err := c.Revision(ctx, "a")
		if done(err) {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("never came; the last error is %v, the cause %q", err, c.Cause())
		}
	}
}
