package teatest

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestJourneys runs every script in testdata: one journey of one person each,
// on an etcd of its own.
func TestJourneys(t *testing.T) {
	Suite{Scripts: "testdata/*.txt", Update: *update, Commands: func(s *Script) map[string]Command {
		server := StartServer(s)
		s.Set("endpoint", server.Endpoint())
		return map[string]Command{"server": server.Command}
	}}.Run(t)
}

func TestOlderServerShowsTheSameScreens(t *testing.T) {
	server := StartServer(t, WithoutRangeStream())
	server.Fill("/registry/pods/default/", 3_000)
	server.Put("/registry/pods/payments/checkout", "v")
	term := Start(t, Options{Cols: 120, Rows: 20, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("/registry/pods/")
	term.AwaitText("paged Range  3,001 keys")
	term.Type(":/registry/pods/payments/checkout")
	term.Press("enter")
	term.AwaitMatch(`mod \d+`)
	server.Put("/registry/pods/payments/later", "v")
	term.AwaitMatch(`later +● +\ds`)
	term.Press("q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.Restored()
}

func TestDemoLeavesNothingBehind(t *testing.T) {
	ends := map[string]func(*Term){
		"q":       func(t *Term) { t.Press("q") },
		"ctrl+c":  func(t *Term) { t.Press("ctrl+c") },
		"SIGTERM": func(t *Term) { t.Signal(syscall.SIGTERM) },
		"SIGHUP":  func(t *Term) { t.Signal(syscall.SIGHUP) },
		"SIGINT":  func(t *Term) { t.Signal(syscall.SIGINT) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			term := Start(t, Options{Args: []string{"--demo"}, Cols: 120, Rows: 40})
			term.AwaitText("registry/") // the keyspace still grows
			end(term)
			code := term.Wait()
			if strings.HasPrefix(name, "SIG") == (code == 0) {
				t.Errorf("exit code %d", code)
			}
			term.Restored()
			if left, err := os.ReadDir(term.TempDir()); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestHangupEndsTheDemo(t *testing.T) {
	term := Start(t, Options{Args: []string{"--demo"}, Cols: 120, Rows: 40})
	term.AwaitText("registry/")
	term.Hangup()
	term.Wait()
	if left, err := os.ReadDir(term.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
