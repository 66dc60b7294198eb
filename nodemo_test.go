//go:build nodemo

package main

import (
	"strings"
	"testing"
)

func TestABuildWithoutTheDemoSaysSo(t *testing.T) {
	for _, args := range [][]string{{"--demo"}, {"--demo", "--endpoints", "a:1"}} {
		stdout, stderr, code := etcdscope(t, args...)
		if stdout != "" || !begins(stderr, "Error: --demo: this etcdscope was built without it") || code != exitBadArgs {
			t.Errorf("%v: stdout %q, stderr %q, exit code %d", args, stdout, stderr, code)
		}
		if strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "go run ") {
			t.Errorf("%v: no one line that says what to do: %q", args, stderr)
		}
	}
	if stdout, _, _ := etcdscope(t, "--help"); !strings.Contains(stdout, "not in this build") {
		t.Errorf("the help promises a demo: %s", stdout)
	}
}
