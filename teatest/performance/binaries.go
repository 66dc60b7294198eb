//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/etcdscope/etcdscope"

// The servers that are measured against, by what they are called in the table.
const (
	v37 = "3.7"
	v36 = "3.6"
	v35 = "3.5"
)

// binaries builds each program when it is first asked for: etcdscope into the
// temporary directory, what never changes into the cache.
type binaries struct {
	ctx               context.Context
	root, temp, cache string
	built             map[string]bool
}

func (b *binaries) etcdscope() (string, error) {
	return b.build(filepath.Join(b.temp, "etcdscope"), ".", module)
}

func (b *binaries) bare() (string, error) {
	return b.build(filepath.Join(b.temp, "bare"), ".", module+"/teatest/performance/bare")
}

// etcd is the server of a version: 3.7 is built from the module beside this
// file, the older ones from those of the journeys on old servers.
func (b *binaries) etcd(version string) (string, error) {
	const pkg = "go.etcd.io/etcd/server/v3"
	if version == v37 { // not among the older ones: whatever is there is an older one to the journeys
		return b.build(filepath.Join(b.cache, "bin", "etcd-v3.7"), "teatest/performance/etcd", pkg)
	}
	return b.build(filepath.Join(b.cache, "servers", "etcd-v"+version), "teatest/oldservers/v"+version, pkg)
}

func (b *binaries) etcdctl() (string, error) {
	return b.build(filepath.Join(b.cache, "bin", "etcdctl-v3.7"), "teatest/performance/etcd", "go.etcd.io/etcd/etcdctl/v3")
}

// fzf is the one of this machine, or else Debian's. missing says why there is
// none.
func (b *binaries) fzf() (path, missing string) {
	if path, err := exec.LookPath("fzf"); err == nil {
		return path, ""
	}
	path = filepath.Join(b.cache, "bin", "fzf")
	if _, err := os.Stat(path); err == nil {
		return path, ""
	}
	get := `mkdir -p "$1" && cd "$(mktemp -d -p "$2")" &&
		{ apt-get download fzf || { apt-get update && apt-get download fzf; }; } && dpkg -x fzf_*.deb x && mv x/usr/bin/fzf "$1/fzf"`
	cmd := exec.CommandContext(b.ctx, "sh", "-c", get, "sh", filepath.Dir(path), b.temp)
	if err := cmd.Run(); err != nil {
		return "", fmt.Sprintf("there is no fzf, nor could Debian's be had by `apt-get download fzf` (%v)", err)
	}
	return path, ""
}

// build builds a main package from within dir, whose module says the versions.
func (b *binaries) build(out, dir, pkg string) (string, error) {
	if b.built[out] {
		return out, nil
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(b.ctx, "go", "build", "-o", out, pkg)
	cmd.Dir = filepath.Join(b.root, dir)
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said)
	}
	if b.built == nil {
		b.built = make(map[string]bool)
	}
	b.built[out] = true
	return out, nil
}
