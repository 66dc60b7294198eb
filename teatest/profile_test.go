package teatest

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// However the program is left, its profiles are there, can be read, and have
// nothing of the keyspace in them.
func TestProfilesAreWrittenOnLeaving(t *testing.T) {
	const key, value = "secrets/the-key-of-the-test", "the-value-of-the-test"
	server := StartServer(t)
	server.Put(key, value)
	for name, end := range map[string]struct {
		leave func(*Term)
		code  int
	}{
		"q":       {func(term *Term) { term.Press("q") }, 0},
		"SIGTERM": {func(term *Term) { term.Signal(syscall.SIGTERM) }, 5},
		"hangup":  {func(term *Term) { term.Hangup() }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cpu, mem := filepath.Join(t.TempDir(), "cpu"), filepath.Join(t.TempDir(), "mem")
			term := Start(t, Options{Cols: 120, Rows: 30, Args: []string{"--endpoints", server.Endpoint(), "--cpuprofile", cpu, "--memprofile", mem, key}})
			term.AwaitText(value)
			end.leave(term)
			if code := term.Wait(); code != end.code {
				t.Errorf("exit code %d, want %d", code, end.code)
			}
			checkProfile(t, cpu, "cpu/nanoseconds", key, value)
			checkProfile(t, mem, "inuse_space/bytes", key, value)
		})
	}
}

// checkProfile reads the profile of an end as people would, and in the raw.
func checkProfile(t *testing.T, name, sample string, never ...string) {
	t.Helper()
	said, err := exec.Command("go", "tool", "pprof", "-raw", name).CombinedOutput()
	if err != nil || !strings.Contains(string(said), sample) {
		t.Errorf("go tool pprof: %v: %.500s", err, said)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range never {
		if bytes.Contains(all, []byte(text)) {
			t.Errorf("%s is in it", text)
		}
	}
}

func TestProfileThatCannotBeWritten(t *testing.T) {
	term := Start(t, Options{Args: []string{"--endpoints", "127.0.0.1:1", "--cpuprofile", "none/cpu"}})
	if code := term.Wait(); code != 128 {
		t.Errorf("exit code %d", code)
	}
	const says = "Error: --cpuprofile: open none/cpu: no such file or directory: name a file"
	if got := strings.Join(strings.Fields(term.Screen()), " "); !strings.HasPrefix(got, says) {
		t.Errorf("the screen is %q", got)
	}
	if bytes.Contains(term.Output(), []byte("\x1b[?1049h")) {
		t.Error("the screen was opened before")
	}
}
