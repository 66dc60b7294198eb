package teatest

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What happened can be read afterwards, by nobody else, and has no value in it.
// While it happens, this host may ask where the time goes.
func TestLogAndProfilesOfARunningProgram(t *testing.T) {
	const value = "the-value-of-the-test"
	server := StartServer(t)
	server.Put("a", value)
	log := filepath.Join(t.TempDir(), "log")
	term := Start(t, Options{Cols: 120, Rows: 30, Args: []string{
		"--endpoints", server.Endpoint(), "--log-file", log, "--log-level", "debug", "--pprof", "127.0.0.1:0",
	}})
	term.AwaitText(value)
	term.AwaitText("live")
	checkPprof(t, regexp.MustCompile(`http://[^"]+`).FindString(readLog(t, log)))
	server.Stop()
	term.AwaitText("reconnecting")
	server.Start()
	term.AwaitText("live")
	quit(t, term)
	said := readLog(t, log)
	for _, line := range []string{
		`"msg":"etcdscope begins"`, `"msg":"server","endpoint":"` + server.Endpoint(), `"msg":"link","state":"live"`,
		`"msg":"background load","state":"done"`, `"method":"/etcdserverpb.KV/RangeStream"`,
		`"msg":"link","state":"reconnecting"`, `"msg":"call failed"`, `"msg":"etcdscope ends","exit":0}`,
	} {
		if !strings.Contains(said, line) {
			t.Errorf("no %s in the log", line)
		}
	}
	if strings.Contains(said, value) {
		t.Error("the value is in the log")
	}
	if t.Failed() {
		t.Log(said)
	}
}

func readLog(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	return string(text)
}

// checkPprof asks for profiles as a person would, for the command line, which
// may have a password in it, and as a page of another host would.
func checkPprof(t *testing.T, url string) {
	t.Helper()
	for _, ask := range []struct {
		path, host, says string
		code             int
	}{
		{"goroutine?debug=1", "", "goroutine profile", 200},
		{"heap?debug=1", "localhost", "heap profile", 200},
		{"", "[::1]:1", "goroutine", 200},
		{"cmdline", "", "", 404},
		{"heap", "example.com", "this host only", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+ask.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = ask.host
		client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != ask.code || !strings.Contains(string(body), ask.says) {
			t.Errorf("%+v: %d, %v, %.300s", ask, resp.StatusCode, err, body)
		}
	}
}

// A program that hangs can be asked what it does.
func TestSIGQUIT(t *testing.T) {
	server := StartServer(t)
	server.Put("a", "b")
	term := Start(t, Options{Cols: 120, Rows: 30, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("live")
	term.Signal(syscall.SIGQUIT)
	if code := term.Wait(); code != 5 {
		t.Errorf("exit code %d", code)
	}
	term.Restored()
	said := strings.Join(strings.Fields(term.Screen()), " ")
	file := regexp.MustCompile(`Error: stopped by SIGQUIT: what it was doing is in (\S+)`).FindStringSubmatch(said)
	if file == nil {
		t.Fatalf("the screen is %q", said)
	}
	text, err := os.ReadFile(file[1])
	if err != nil || !strings.HasPrefix(string(text), "etcdscope ") || !strings.Contains(string(text), "ui/paint.(*Program).Run") {
		t.Errorf("%v: %.300s", err, text)
	}
}
