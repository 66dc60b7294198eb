//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// storeFormat changes when a store is filled in another way, so that none that
// was filled before is taken for it.
const storeFormat = 1

// shape is how the keys of a store are arranged.
type shape string

const (
	registryShape shape = "registry" // Kubernetes-shaped keys, see fill
	levelsShape   shape = "levels"   // three prefixes to be expanded behind a registry
)

// store is a filled data directory. They are kept between runs: to fill the
// largest takes longer than to measure it.
type store struct {
	version string
	shape   shape
	keys    int // of the registry
}

func (s store) String() string { return fmt.Sprintf("%s-%d", s.shape, s.keys) }

func (h *harness) registry(version string, keys int) store {
	return store{version, registryShape, keys}
}

// filled is the directory with the store's data, made when it isn't there.
func (h *harness) filled(s store) (string, error) {
	dir := filepath.Join(h.cache, "stores", fmt.Sprintf("v%s-%s-f%d", s.version, s, storeFormat))
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	part := dir + ".part"
	if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o755)); err != nil {
		return "", err
	}
	h.say("filling %s for etcd %s (once, it is kept in %s)", s, s.version, dir)
	srv, err := startServer(h, s, part)
	if err != nil {
		return "", err
	}
	err = fill(h.ctx, srv.endpoint, s.pairs())
	srv.stop()
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(part))
	}
	return dir, os.Rename(part, dir)
}

// sizes are those of the targets that are not left out.
func (h *harness) sizes(times ...int) (sizes []int) {
	if h.quick {
		times = times[:1]
	}
	for _, n := range times {
		if n*h.keys <= h.largest {
			sizes = append(sizes, n*h.keys)
		}
	}
	return sizes
}

func (h *harness) fillAll() error {
	var all []store
	for _, n := range h.growthSizes() {
		all = append(all, h.registry(v37, n))
	}
	for _, version := range []string{v36, v35} {
		for _, n := range h.sizes(1, 5) {
			all = append(all, h.registry(version, n))
		}
	}
	for _, s := range append(all, h.levels()) {
		if _, err := h.filled(s); err != nil {
			return err
		}
	}
	return nil
}
