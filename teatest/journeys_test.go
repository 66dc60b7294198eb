package teatest

import (
	"bytes"
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
	quit(t, term)
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

// A serial line doesn't know its size: what is drawn then is for the 80×24
// that are guessed.
func TestTerminalOfUnknownSizeIsDrawnOn(t *testing.T) {
	server := StartServer(t)
	server.Put("a/key", "v")
	term := Start(t, Options{NoSize: true, Args: []string{"--endpoints", server.Endpoint(), "a/"}})
	term.Await(func(string) bool { return bytes.Contains(term.Output(), []byte("live")) }, "the header to be written")
	quit(t, term)
}

// A terminal that takes nothing for a while, in which much happens: what comes
// then is the present, at once.
func TestSlowTerminal(t *testing.T) {
	server := StartServer(t)
	server.Fill("app/", 1_000)
	term := Start(t, Options{Cols: 120, Rows: 30, Args: []string{"--endpoints", server.Endpoint(), "app/"}})
	term.AwaitMatch(`▾ app/ .*1,000`)
	term.Hold()
	server.Fill("app/more/", 20_000)
	for i := range 40 { // each draws the whole screen: more than the pty holds
		term.Resize(100+i, 20+i%10)
	}
	term.Press("j", "j", "j")
	server.DeletePrefix("app/more/0")
	server.Put("app/000001", "after all of it")
	term.Resize(120, 30)
	term.Release()
	term.AwaitMatch(`▾ app/ .*1,000`)
	term.Type(":app/000001")
	term.Press("enter")
	term.AwaitText("after all of it")
	quit(t, term)
}

// quit leaves the program as a person does: it ends well, and the terminal is
// as it was.
func quit(t *testing.T, term *Term) {
	t.Helper()
	term.Press("q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.Restored()
}
