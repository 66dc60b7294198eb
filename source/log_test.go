package source

import (
	"bytes"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// logTo is a log of everything.
func logTo(b *bytes.Buffer) *zap.Logger {
	return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.Lock(zapcore.AddSync(b)), zap.DebugLevel))
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
	var out bytes.Buffer
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
	var out bytes.Buffer
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
