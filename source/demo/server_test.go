package demo

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestRestartKeepsDataAndEndpoint(t *testing.T) {
	t.Parallel()
	s := start(t)
	endpoint := s.Endpoint()
	if !strings.HasPrefix(endpoint, "http://127.0.0.1:") {
		t.Errorf("endpoint %q is not on loopback", endpoint)
	}
	client := dial(t, endpoint)
	put(t, client, "kept", "yes")

	s.Stop()
	if c, err := net.Dial("tcp", address(s)); err == nil {
		_ = c.Close()
		t.Error("a stopped server still accepts connections")
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.Endpoint() != endpoint {
		t.Errorf("endpoint %s after the restart, was %s", s.Endpoint(), endpoint)
	}
	if got := get(t, client, "kept"); got != "yes" {
		t.Errorf("value %q after the restart", got)
	}
}

func TestRestartOfARunningServerStopsItFirst(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := dial(t, s.Endpoint())
	put(t, client, "kept", "yes")
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := get(t, client, "kept"); got != "yes" {
		t.Errorf("value %q after the restart", got)
	}
}

func TestRestartSaysThatThePortIsTakenUntilItIsFree(t *testing.T) {
	s := start(t)
	s.Stop()
	squatter, err := net.Listen("tcp", address(s))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Restart(ctx); !errors.Is(err, syscall.EADDRINUSE) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want both its cause and why it gave up", err)
	}
	if err := squatter.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestCloseRemovesItsOwnDirectoryOnly(t *testing.T) {
	entries := tempDir(t)
	s := start(t)
	if n := entries(); n != 1 {
		t.Errorf("%d directories while it runs, want 1", n)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := entries(); n != 0 {
		t.Errorf("%d directories are left", n)
	}

	given := t.TempDir()
	s = start(t, WithDir(given))
	put(t, dial(t, s.Endpoint()), "kept", "in the given directory")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(given, "member")); err != nil {
		t.Errorf("the given directory's data is gone: %v", err)
	}
	s = start(t, WithDir(given))
	if got := get(t, dial(t, s.Endpoint()), "kept"); got != "in the given directory" {
		t.Errorf("another server on the same directory has %q", got)
	}
}

// None of these clients ends by itself, and etcd alone would wait for them.
func TestStopWaitsForNoClient(t *testing.T) {
	t.Parallel()
	for name, tls := range map[string]bool{"plain": false, "TLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, WithConfig(func(cfg *embed.Config) { cfg.ClientAutoTLS = tls }))
			client := dial(t, s.Endpoint())
			if err := Fill(soon(t), client, Registry(5000)); err != nil {
				t.Fatal(err)
			}
			watch := watched(t, client, "key")
			unread, err := client.GetStream(soon(t), "\x00", clientv3.WithFromKey())
			if err != nil {
				t.Fatal(err)
			}
			silent, err := net.Dial("tcp", address(s))
			if err != nil {
				t.Fatal(err)
			}

			s.Stop()
			if err := s.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			_ = silent.SetReadDeadline(time.Now().Add(patience))
			if _, err := io.Copy(io.Discard, silent); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the silent client is still connected")
			}
			_ = silent.Close()
			if err := drained(unread); status.Code(err) != codes.Unavailable {
				t.Errorf("error %v from a stream that nobody read", err)
			}
			put(t, client, "key", "value")
			if !resumes(watch) {
				t.Error("the watch did not resume")
			}
		})
	}
}

func resumes(watch clientv3.WatchChan) bool {
	for response := range watch {
		if len(response.Events) > 0 {
			return true
		}
	}
	return false
}

func address(s *Server) string {
	_, host, _ := strings.Cut(s.Endpoint(), "://")
	return host
}

// watched is a watch that the server has confirmed.
func watched(t *testing.T, client *clientv3.Client, key string) clientv3.WatchChan {
	t.Helper()
	watch := client.Watch(soon(t), key, clientv3.WithCreatedNotify())
	if created := <-watch; created.Err() != nil {
		t.Fatal(created.Err())
	}
	return watch
}

func TestTLSNeedsNoMoreThanTLSInfo(t *testing.T) {
	s := start(t, WithConfig(func(cfg *embed.Config) { cfg.ClientAutoTLS = true }))
	if !strings.HasPrefix(s.Endpoint(), "https://127.0.0.1:") {
		t.Errorf("endpoint %s", s.Endpoint())
	}
	client := dial(t, s.Endpoint())
	put(t, client, "key", "over TLS")
	members, err := client.MemberList(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if urls := members.Members[0].ClientURLs; len(urls) != 1 || urls[0] != s.Endpoint() {
		t.Errorf("advertised client URLs %v, want %s", urls, s.Endpoint())
	}
}

func TestGRPCOptionsCanRefuseAMethod(t *testing.T) {
	refuse := func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		if info.FullMethod == "/etcdserverpb.KV/RangeStream" {
			return status.Error(codes.Unimplemented, "refused by the test")
		}
		return handler(srv, stream)
	}
	plain, refusing := start(t), start(t, WithGRPC(grpc.ChainStreamInterceptor(refuse)))
	for s, want := range map[*Server]codes.Code{plain: codes.OK, refusing: codes.Unimplemented} {
		client := dial(t, s.Endpoint())
		put(t, client, "key", "value")
		if got := status.Code(streamed(soon(t), client)); got != want {
			t.Errorf("RangeStream gives %v, want %v", got, want)
		}
	}
}

// streamed reads everything through RangeStream and returns its error.
func streamed(ctx context.Context, client *clientv3.Client) error {
	chunks, err := client.GetStream(ctx, "\x00", clientv3.WithFromKey())
	if err != nil {
		return err
	}
	return drained(chunks)
}

// drained reads the stream to its end and returns how that was.
func drained(chunks clientv3.GetStreamChan) (err error) {
	for chunk := range chunks {
		if chunk.Err() != nil {
			err = chunk.Err()
		}
	}
	return err
}

func TestQuotaRaisesTheAlarm(t *testing.T) {
	s := start(t, WithConfig(func(cfg *embed.Config) { cfg.QuotaBackendBytes = 256 << 10 }))
	client := dial(t, s.Endpoint())
	ctx := soon(t)
	for ctx.Err() == nil {
		if _, err := client.Put(ctx, "key", strings.Repeat("x", 32<<10)); err != nil {
			if !strings.Contains(err.Error(), "database space exceeded") {
				t.Errorf("error %v", err)
			}
			return
		}
	}
	t.Error("the quota was never reached")
}

func TestStartThatCannotSucceedLeavesNothing(t *testing.T) {
	entries := tempDir(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v with a cancelled context", err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	lonely := WithConfig(func(cfg *embed.Config) { cfg.InitialCluster += ",other=http://127.0.0.1:1" })
	if _, err := Start(ctx, lonely); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v without a quorum", err)
	}

	invalid := WithConfig(func(cfg *embed.Config) { cfg.AutoCompactionMode = "sometimes" })
	if _, err := Start(t.Context(), invalid); err == nil || !strings.Contains(err.Error(), "sometimes") {
		t.Errorf("error %v with an invalid configuration", err)
	}
	if n := entries(); n != 0 {
		t.Errorf("%d directories are left", n)
	}
}
