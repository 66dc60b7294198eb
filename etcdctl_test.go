package main

import (
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source"
)

func TestEtcdctlIsToldTheWayAndNoCredential(t *testing.T) {
	for want, c := range map[string]source.Config{
		"--endpoints=a:1,https://b:2 --cacert=/ca --cert=/c --key=/k --user=alice": {
			Endpoints: []string{"a:1", "https://b:2"}, User: "alice", Password: "hunter2",
			TLS: source.TLS{CAFile: "/ca", CertFile: "/c", KeyFile: "/k"},
		},
		"--endpoints=https://b:2 --insecure-transport=false --insecure-skip-tls-verify": {
			Endpoints: []string{"https://bob:hunter2@b:2"}, User: "alice:hunter2", TLS: source.TLS{Require: true, SkipVerify: true},
		},
		"--endpoints=unix:///run/a@b.sock": {Endpoints: []string{"unix:///run/a@b.sock"}, User: "alice", Token: "hunter2"},
		"--endpoints=b:2":                  {Endpoints: []string{"x:hunter2@b:2"}},
	} {
		if got := strings.Join(etcdctlFlags(c), " "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
