package main

import (
	"fmt"
	"runtime/debug"
)

// buildVersion is the program's own version.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return unknownVersion
	}
	return info.Main.Version
}

const unknownVersion = "unknown"

// versionText says, like `etcdctl version`, what is running: the program, the
// Go that built it and etcd's client in it.
func versionText(info *debug.BuildInfo) string {
	program, client := unknownVersion, unknownVersion
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
