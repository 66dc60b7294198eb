package main

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// memoriesPatience is how long leaving waits for what isn't written yet.
const memoriesPatience = time.Second

// memories are those of the clusters of this run, one each: who comes back to a
// cluster finds what was noted there before.
type memories struct {
	mu  sync.Mutex
	all map[string]*memory
}

// of is the memory of the cluster that options are for. It reads its file.
func (all *memories) of(o options) *memory {
	all.mu.Lock()
	defer all.mu.Unlock()
	name := clusterName(o)
	m, ok := all.all[name]
	if !ok {
		var file *stateFile
		if !o.NoState {
			file = newStateFile(o.StateDir, name)
		}
		m = newMemory(file)
		if all.all == nil {
			all.all = map[string]*memory{}
		}
		all.all[name] = m
	}
	return m
}

// close writes what isn't written yet. A file system that doesn't answer must
// not keep the program.
func (all *memories) close(patience time.Duration) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		all.mu.Lock()
		defer all.mu.Unlock()
		for _, m := range all.all {
			_ = m.Write() // nobody is there any more to be told
		}
	}()
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-written:
	case <-t.C:
	}
}

// clusterName is what a cluster is remembered by: its context, or where it is.
// The demo is a new one each time, at another address, and always the same.
func clusterName(o options) string {
	switch {
	case o.Contexts.Current != "":
		return "context " + o.Contexts.Current
	case o.Demo:
		return "demo"
	case o.Discovery.IsSet():
		return "discovery-srv " + strings.ToLower(o.Discovery.Domain)
	}
	var all []string
	for _, e := range o.Config.Endpoints {
		all = append(all, normalEndpoint(e))
	}
	slices.Sort(all)
	return "endpoints " + strings.Join(slices.Compact(all), ",")
}

// normalEndpoint writes an endpoint in one of the ways in which it can be
// written, without what it may say of a login.
func normalEndpoint(endpoint string) string {
	e := withoutLogins([]string{endpoint})
	if strings.HasPrefix(e, "unix") {
		return e
	}
	return strings.TrimPrefix(strings.TrimRight(strings.ToLower(e), "/"), "http://")
}

// stateDir is where what is remembered is: "" on a system without a home.
func stateDir(getenv func(string) string) string {
	dir := getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) { // a relative one is to be ignored, says the specification
		home := getenv("HOME")
		if !filepath.IsAbs(home) {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "etcdscope")
}

// stateFileName is the name of a cluster's file: as much of the cluster's name as
// can stand in one, for a person, and a hash, because others may look the same.
func stateFileName(cluster string) string {
	var b strings.Builder
	for _, r := range cluster {
		switch {
		case b.Len() == 48:
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	sum := sha256.Sum256([]byte(cluster))
	return fmt.Sprintf("%s-%x.json", b.String(), sum[:6])
}

// newStateFile is the file of a cluster in a directory, "" for none.
func newStateFile(dir, cluster string) *stateFile {
	f := &stateFile{dir: dir, cluster: model.Legible(cluster[:min(len(cluster), 2<<10)])}
	f.path = filepath.Join(dir, stateFileName(cluster))
	return f
}
