package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"
)

func TestPprofIsForThisHostOnly(t *testing.T) {
	for address, says := range map[string]string{
		"0.0.0.0:6060":   "profiles are for this host only: write it like 127.0.0.1:6060",
		":6060":          "profiles are for this host only",
		"192.0.2.1:6060": "profiles are for this host only",
		"6060":           "missing port in address: write it like 127.0.0.1:6060",
		"localhost:none": "--pprof localhost:none: ",
	} {
		p := pprofServer{address: address}
		err := p.during(zap.NewNop(), func() error { t.Errorf("%s: it began", address); return nil })
		if err == nil || !strings.Contains(err.Error(), says) || exitCode(err) != exitBadArgs {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPprofPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := pprofServer{address: taken.Addr().String()}
	err = p.during(zap.NewNop(), func() error { t.Error("it began"); return nil })
	if err == nil || !strings.HasSuffix(err.Error(), "address already in use: choose another port") {
		t.Errorf("error %v", err)
	}
}

func TestLogFileThatCannotBeMade(t *testing.T) {
	_, err := parse(t, []string{"--log-level", "loud"}, nil)
	if err == nil || err.Error() != "--log-level loud: error, warn, info, debug are what there is" || exitCode(err) != exitBadArgs {
		t.Errorf("error %v", err)
	}
	l := logFile{name: filepath.Join(t.TempDir(), "none", "log"), level: "info"}
	err = l.during(func(*zap.Logger) error { t.Error("it began"); return nil })
	if err == nil || !strings.HasSuffix(err.Error(), "no such file or directory: name a file that can be written") || exitCode(err) != exitBadArgs {
		t.Errorf("error %v", err)
	}
}

// A log that was there before is added to, and nobody else can read it then.
func TestLogFileGrows(t *testing.T) {
	l := logFile{name: filepath.Join(t.TempDir(), "log"), level: "info"}
	if err := os.WriteFile(l.name, nil, 0o644); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	for range 2 {
		if err := l.during(func(log *zap.Logger) error { log.Debug("not of interest"); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(l.name)
	if err != nil || strings.Count(string(text), "etcdscope begins") != 2 || strings.Contains(string(text), "of interest") {
		t.Errorf("%v: %s", err, text)
	}
	if info, err := os.Stat(l.name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
}

// What --explain does is written down, too.
func TestExplainWritesToTheLog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	o, err := parse(t, []string{"--explain", "--endpoints", startEtcd(t), "--log-file", name, "--log-level", "debug"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), "/etcdserverpb.Maintenance/Status") || !strings.Contains(string(text), "etcdscope ends") {
		t.Errorf("%v: %s", err, text)
	}
}
