package main

import (
	"context"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/teatest"
	"github.com/etcdscope/etcdscope/ui"
)

// asPanic in the environment makes the test binary be a program that panics in
// the part which it names.
const asPanic = "ETCDSCOPE_TEST_PANIC"

// boom is what it panics with.
const boom = "boom at \x1b[2J the end"

// panicking is run on a real terminal, with a real connection to nobody, of
// which a part is broken.
func panicking(part string) error {
	report, err := openReport()
	if err != nil {
		return err
	}
	ctx := context.Background()
	all := &connections{}
	defer all.close()
	c, err := all.add(source.Config{Endpoints: []string{"127.0.0.1:1"}}, source.Options{Separator: "/", MaxKeys: 1, Panicked: report.panicked})
	if err != nil {
		return err
	}
	o := ui.Options{Source: c.session, Separator: "/", Keys: keymap.Default()}
	switch part {
	case "command":
		o.Source = brokenSource{c.session}
	case "screen":
		began := time.Now()
		o.Now = func() time.Time {
			if time.Since(began) > 50*time.Millisecond {
				panic(boom)
			}
			return time.Now()
		}
	case "goroutine":
		go func() {
			defer func() { report.panicked(recover(), debug.Stack()) }()
			panic(boom)
		}()
	}
	return report.close(explore(ctx, options{Profiles: &profiles{}}, o, report))
}

type brokenSource struct{ ui.Source }

func (brokenSource) Next(context.Context) (model.Batch, error) { panic(boom) }

// Wherever it panics, the terminal is given back, and one file says where.
func TestPanics(t *testing.T) {
	for _, part := range []string{"command", "screen", "goroutine"} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			term := teatest.Start(t, teatest.Options{Program: os.Args[0], Cols: 100, Rows: 20, Env: []string{asPanic + "=" + part, "TMPDIR=" + dir}})
			if code := term.Wait(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			term.Restored()
			said := strings.Join(strings.Fields(term.Screen()), "")
			file := regexp.MustCompile(`Error:aninternalerrorendedetcdscope:thetraceisin(/\S+\.log):pleasereportit`).FindStringSubmatch(said)
			if file == nil {
				t.Fatalf("the screen is\n%s", term.Screen())
			}
			files, err := os.ReadDir(dir)
			if err != nil || len(files) != 1 {
				t.Errorf("files %v, %v", files, err)
			}
			text, err := os.ReadFile(file[1])
			if err != nil || !strings.HasPrefix(string(text), "etcdscope ") || !strings.Contains(string(text), "boom at") || !strings.Contains(string(text), "panic_test.go") {
				t.Errorf("%v: %s", err, text)
			}
		})
	}
}
