package source

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/etcdscope/etcdscope/source/demo"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestDialSaysWhyThereIsNoAnswer(t *testing.T) {
	c := dialForTest(t, Config{Endpoints: []string{deadEndpoint(t)}})
	if cause := c.Cause(); cause != "" {
		t.Errorf("cause %q before the first call", cause)
	}
	_, err := c.Revision(t.Context(), "a")
	if err == nil {
		t.Fatal("no error without a server")
	}
	for _, got := range []string{c.Cause(), Explain(err)} {
		if got != "connection refused" {
			t.Errorf("cause %q, want connection refused (error: %v)", got, err)
		}
	}
}

func TestDialHealsByItself(t *testing.T) {
	srv := startEtcd(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	mustGet(t, c)
	for range 2 {
		srv.Stop()
		awaitCause(t, c, "connection refused")
		if err := srv.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		awaitAnswer(t, c)
		if cause := c.Cause(); cause != "" {
			t.Errorf("cause %q after an answer", cause)
		}
	}
}

// A watch that waits makes no calls of its own, and yet its stream is what
// shows that the server went away.
func TestDialCauseComesFromStreamsToo(t *testing.T) {
	srv := startEtcd(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	w := c.etcd.Watch(t.Context(), "a", clientv3.WithCreatedNotify())
	if resp := <-w; !resp.Created {
		t.Fatalf("watch: %v", resp.Err())
	}
	srv.Stop()
	_, err := c.etcd.GetStream(t.Context(), "a")
	for err == nil { // the connection's end may not have been seen yet
		_, err = c.etcd.GetStream(t.Context(), "a")
	}
	if c.Cause() == "" {
		t.Errorf("no cause after %v", err)
	}
}

func TestDialNamesTheEndpointThatAnswers(t *testing.T) {
	srv := startEtcd(t)
	dead := deadEndpoint(t)
	c := dialForTest(t, Config{Endpoints: []string{dead, srv.Endpoint()}})
	if got := c.LastEndpoint(); got != dead {
		t.Errorf("before any answer: %s, want the first, %s", got, dead)
	}
	awaitAnswer(t, c)
	if got := c.LastEndpoint(); got != srv.Endpoint() {
		t.Errorf("%s answered, want %s", got, srv.Endpoint())
	}
	mustStream(t, c)
	if got := c.LastEndpoint(); got != srv.Endpoint() {
		t.Errorf("%s streamed, want %s", got, srv.Endpoint())
	}
}

// Looking at one dead member doesn't make the connection look broken.
func TestDialCauseIsOfTheMainConnection(t *testing.T) {
	srv := startEtcd(t)
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	mustGet(t, c)
	if _, err := c.etcd.Status(t.Context(), deadEndpoint(t)); err == nil {
		t.Fatal("status of a dead member")
	}
	if cause := c.Cause(); cause != "" {
		t.Errorf("cause %q", cause)
	}
}

func TestDialGivesEveryCallADeadline(t *testing.T) {
	srv := startEtcd(t, hold("/etcdserverpb.KV/Range"))
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, CommandTimeout: 50 * time.Millisecond})
	_, err := c.Revision(context.Background(), "a")
	if got, want := Explain(err), "no answer in time"; got != want {
		t.Errorf("%v explained as %q, want %q", err, got, want)
	}
	if got, want := c.Cause(), "no answer in time"; got != want {
		t.Errorf("cause %q, want %q", got, want)
	}
}

func TestDialCancelingIsNoTrouble(t *testing.T) {
	srv := startEtcd(t, hold("/etcdserverpb.KV/Range"))
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Revision(ctx, "a"); Explain(err) != "canceled" {
		t.Errorf("%v explained as %q", err, Explain(err))
	}
	if cause := c.Cause(); cause != "" {
		t.Errorf("cause %q", cause)
	}
}

func TestDialMakesServerWordsSafe(t *testing.T) {
	hostile := "\x1b]0;owned\x07\x1b[2J\r\nsecond line\u202e"
	answer := func(context.Context, any, *grpc.UnaryServerInfo, grpc.UnaryHandler) (any, error) {
		return nil, status.Error(codes.Unavailable, hostile)
	}
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(answer)))
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	_, err := c.Revision(t.Context(), "a")
	for _, text := range []string{Explain(err), c.Cause()} {
		if text == "" || strings.ContainsFunc(text, unicode.IsControl) || strings.ContainsRune(text, '\u202e') {
			t.Errorf("not safe: %q", text)
		}
	}
}

func TestDialLeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("clients", func(t *testing.T) {
		live := dialForTest(t, Config{Endpoints: []string{startEtcd(t).Endpoint()}})
		mustGet(t, live)
		mustWatch(t, live, "a")

		dead := dialForTest(t, Config{Endpoints: []string{deadEndpoint(t)}})
		awaitCause(t, dead, "connection refused")
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // before: Watch waits for a server
		for range dead.etcd.Watch(ctx, "a") {
			t.Error("a canceled watch of a dead server brought something")
		}
	})
	goleak.VerifyNone(t, before)
}

// deadEndpoint is an address where nobody listens.
func deadEndpoint(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "http://" + l.Addr().String()
}

// hold makes a server keep calls of method until their caller gives up.
func hold(method string) demo.Option {
	return demo.WithGRPC(grpc.ChainUnaryInterceptor(
		func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			if info.FullMethod == method {
				<-ctx.Done()
				return nil, status.FromContextError(ctx.Err()).Err()
			}
			return handler(ctx, req)
		}))
}
