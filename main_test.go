package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/teatest"
)

// asProgram in the environment makes the test binary be the program.
const asProgram = "ETCDSCOPE_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	if part := os.Getenv(asPanic); part != "" {
		err := panicking(part)
		lastWords("Error: " + model.Safe(err.Error()))
		os.Exit(exitCode(err))
	}
	if times := os.Getenv(asNoter); times != "" {
		if err := noting(os.Args[1], os.Args[2], times); err != nil {
			lastWords("Error: " + model.Safe(err.Error()))
			os.Exit(1)
		}
		return
	}
	teatest.Main(m)
}

// etcdscope runs the program without a terminal.
func etcdscope(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return etcdscopeIn(t, nil, args...)
}

// etcdscopeIn is etcdscope with these NAME=VALUEs.
func etcdscopeIn(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append([]string{asProgram + "=1"}, env...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	var exit *exec.ExitError
	if e := cmd.Run(); e != nil && !errors.As(e, &exit) {
		t.Fatal(e)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

func TestProgramWithoutATerminal(t *testing.T) {
	for name, test := range map[string]struct {
		args           []string
		stdout, stderr string // how they begin
		code           int
	}{
		"no terminal":      {nil, "", "Error: standard output is not a terminal: ", 1},
		"password to ask":  {[]string{"--user", "alice"}, "", "Error: standard output is not a terminal: ", 1},
		"unknown flag":     {[]string{"--nope"}, "", "Error: unknown flag: --nope", 1},
		"bad arguments":    {[]string{"a", "b"}, "", "Error: one PREFIX can be shown, 2 were given", 128},
		"hostile argument": {[]string{"--\x1b[2J"}, "", "Error: unknown flag: --␛[2J", 1},
		"version":          {[]string{"--version"}, "etcdscope version: ", "", 0},
		"help":             {[]string{"-h"}, "etcdscope shows a live etcd keyspace", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := etcdscope(t, test.args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if !begins(stdout, test.stdout) {
				t.Errorf("stdout %q, want %q…", stdout, test.stdout)
			}
			if !begins(stderr, test.stderr) || strings.Count(stderr, "\n") > 1 {
				t.Errorf("stderr %q, want the one line %q…", stderr, test.stderr)
			}
			if strings.Contains(stdout+stderr, "\x1b") {
				t.Errorf("escape codes: %q, %q", stdout, stderr)
			}
		})
	}
}

// begins says whether text begins with start; with no start, it must be empty.
func begins(text, start string) bool {
	return strings.HasPrefix(text, start) && (text == "") == (start == "")
}
