package main

import (
	"fmt"
	"runtime/debug"
)

// versionText says, like `etcdctl version`, what is running: the program, the
// Go that built it and etcd's client in it.
func versionText(info *debug.BuildInfo) string {
	program, client := "unknown", "unknown"
	if v := info.Main.Version; v != "" {
		program = v
	}
	for _, dep := range info.Deps {
		if dep.Path == "go.etcd.io/etcd/client/v3" {
			client = dep.Version
		}
	}
	return fmt.Sprintf("etcdscope version: %s\nGo version: %s\netcd client version: %s\n", program, info.GoVersion, client)
}
