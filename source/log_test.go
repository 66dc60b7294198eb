package source

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A journal is what a log was written to: also by what ends after its client.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// logTo is a log of everything.
func logTo(b *journal) *Log {
	return LogTo(zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.Lock(zapcore.AddSync(b)), zap.DebugLevel)))
}

// The log says which calls were made and how they ended, and nothing of what
// was asked and answered.
func TestLogHasNoSecrets(t *testing.T) {
	const value = "the-value-of-the-test"
	srv := startAuth(t)
	admin := srv.admin(t)
	if _, err := admin.Put(t.Context(), "a", value); err != nil {
		t.Fatal(err)
	}
	login, err := admin.Authenticate(t.Context(), testUser, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	var out journal
	for _, cfg := range []Config{
		{User: testUser, Password: testPassword},
		{User: testUser, Password: "the-wrong-password"},
		{Token: Secret(login.Token)},
	} {
		cfg.Endpoints, cfg.Log = []string{srv.Endpoint()}, logTo(&out)
		c, err := Dial(cfg)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.etcd.Get(t.Context(), "a")
		if wrong := cfg.Password == "the-wrong-password"; (err != nil) != wrong || !wrong && string(got.Kvs[0].Value) != value {
			t.Errorf("get: %v, %v", got, err)
		}
		if err == nil {
			mustStream(t, c)
			mustWatch(t, c, "a")
		}
		if _, err := c.etcd.Put(t.Context(), "a", value); err == nil {
			t.Error("it wrote")
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, says := range []string{"/etcdserverpb.KV/Range", "/etcdserverpb.KV/RangeStream", "/etcdserverpb.Watch/Watch", "invalid user ID or password", "refused /etcdserverpb.KV/Put"} {
		if !strings.Contains(out.String(), says) {
			t.Errorf("nothing is said of %s in\n%s", says, &out)
		}
	}
	for _, secret := range []string{testPassword, "the-wrong-password", login.Token, value} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is in it:\n%s", secret, &out)
		}
	}
}

// What a server says can't do harm to the terminal that shows the log.
func TestLogIsSafe(t *testing.T) {
	var out journal
	g := &gate{refuse: func(method string) error {
		if strings.HasSuffix(method, "/Range") {
			return status.Error(codes.DataLoss, "a\x1b[2J\u009b31m the end of it")
		}
		return nil
	}}
	srv := startEtcd(t, g.option())
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, Log: logTo(&out)})
	if _, err := c.etcd.Get(t.Context(), "a", clientv3.WithSerializable()); err == nil {
		t.Fatal("no error")
	}
	if strings.ContainsAny(out.String(), "\x1b\u009b") || !strings.Contains(out.String(), "the end of it") {
		t.Errorf("the log is %q", &out)
	}
}

// What goes on failing is said once, until it ends in another way.
func TestAFailureIsNewsOnce(t *testing.T) {
	var out journal
	code := codes.DataLoss
	g := &gate{refuse: func(method string) error {
		if strings.HasSuffix(method, "/Range") && code != codes.OK {
			return status.Error(code, "refused")
		}
		return nil
	}}
	srv := startEtcd(t, g.option())
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, Log: logTo(&out)})
	for i, step := range []struct {
		code  codes.Code
		warns int
	}{{codes.DataLoss, 1}, {codes.DataLoss, 1}, {codes.Internal, 2}, {codes.Internal, 2}, {codes.OK, 2}, {codes.Internal, 3}} {
		g.set(func() { code = step.code })
		_, _ = c.Revision(t.Context(), "a")
		if warns := strings.Count(out.String(), `"level":"warn"`); warns != step.warns {
			t.Errorf("step %d: %d warnings, want %d in\n%s", i, warns, step.warns, &out)
		}
	}
	var f failures
	for i := range 3 * failuresMost {
		f.news(call{method: "m", target: strings.Repeat("x", i)}, codes.Internal)
	}
	if len(f.last) > failuresMost {
		t.Errorf("%d failures are kept", len(f.last))
	}
}
