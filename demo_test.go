//go:build !nodemo

package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestDemoOption(t *testing.T) {
	got, err := parse(t, []string{"--demo", "a"}, map[string]string{"ETCDCTL_ENDPOINTS": "v:1", "ETCDCTL_USER": "alice"})
	want := defaults()
	// Its times hold for the contexts that the demo may be left for.
	want.Config.Endpoints, want.Demo, want.Follow.Prefix = nil, true, "a"
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}

func TestDemoAndAConnectionExcludeEachOther(t *testing.T) {
	for args, says := range map[string]string{
		"--demo --endpoints a:1": "--demo starts its own etcd and --endpoints says how to reach another",
		"--demo --user alice":    "--user says how to reach another",
	} {
		_, err := parse(t, strings.Fields(args), nil)
		if err == nil || !strings.Contains(err.Error(), says) || exitCode(err) != exitBadArgs {
			t.Errorf("%s: error %q, exit code %d", args, err, exitCode(err))
		}
	}
}

func TestDemoNeedsATerminal(t *testing.T) {
	stdout, stderr, code := etcdscope(t, "--demo")
	if stdout != "" || !begins(stderr, "Error: standard output is not a terminal: ") || code != exitFailure {
		t.Errorf("stdout %q, stderr %q, exit code %d", stdout, stderr, code)
	}
}

func TestDemoAndContexts(t *testing.T) {
	env, _ := home(t, someContexts)
	env["ETCDSCOPE_CONTEXT"] = "dev"
	if o, err := parse(t, []string{"--demo"}, env); err != nil || o.Contexts.Current != "" || len(o.Contexts.File.Contexts) != 3 {
		t.Errorf("%+v, %v", o.Contexts, err)
	}
	if _, err := parse(t, []string{"--demo", "--context", "dev"}, env); err == nil || !strings.HasPrefix(err.Error(), "--demo starts its own etcd and --context says how to reach another") {
		t.Errorf("error %v", err)
	}
	env, file := home(t, "x: 1")
	if o, err := parse(t, []string{"--demo"}, env); err != nil || !strings.HasPrefix(o.Contexts.Problem, file+":1: ") {
		t.Errorf("with a wrong file: %v, %q", err, o.Contexts.Problem)
	}
}

// Its endpoint is another one each time: what is remembered goes by this name.
func TestTheDemosClusterName(t *testing.T) {
	if got := clusterName(began(t, "--demo").began); got != "demo" {
		t.Error(got)
	}
}
