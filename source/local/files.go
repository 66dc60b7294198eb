package local

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// fileMost bounds what is read of one file: a certificate, a manifest, a
// command line. All that etcd can use is far smaller.
const fileMost = 1 << 20

// A reading is the content of a file, or why there is none.
type reading struct {
	name string // as a person knows it
	data []byte
	err  error
}

// absent says that there is no such file.
func (r reading) absent() bool { return errors.Is(r.err, fs.ErrNotExist) }

// read reads a file of the host. Only regular files are opened: a pipe would
// keep the program waiting.
func (h Host) read(name string) reading {
	r := reading{name: h.path(name)}
	info, err := fs.Stat(h.Root, rooted(name))
	switch {
	case err != nil:
		r.err = err
		return r
	case !info.Mode().IsRegular():
		r.err = errors.New("it is not a file")
		return r
	}
	f, err := h.Root.Open(rooted(name))
	if err != nil {
		r.err = err
		return r
	}
	defer func() { _ = f.Close() }()
	if r.data, r.err = io.ReadAll(io.LimitReader(f, fileMost+1)); len(r.data) > fileMost {
		r.data, r.err = nil, fmt.Errorf("it is larger than %d bytes", fileMost)
	}
	return r
}

// problem says why a file that is needed can't be read, and what to do.
func (h Host) problem(r reading) string {
	switch {
	case errors.Is(r.err, fs.ErrPermission) && h.UID != 0:
		return "permission denied on " + r.name + ": try sudo"
	case errors.Is(r.err, fs.ErrPermission):
		return "permission denied on " + r.name + " even for root: look at its mount and at SELinux"
	case r.absent():
		return r.name + " is not there: give --endpoints, --cacert, --cert and --key"
	}
	var inPath *fs.PathError
	err := r.err
	if errors.As(err, &inPath) {
		err = inPath.Err // which has the name already
	}
	return fmt.Sprintf("cannot read %s: %v: give --endpoints, --cacert, --cert and --key", r.name, err)
}

// exists says whether something has the name, readable or not.
func (h Host) exists(name string) bool {
	_, err := fs.Stat(h.Root, rooted(name))
	return !errors.Is(err, fs.ErrNotExist)
}

// glob are the names that match, or the pattern itself if it can't be told
// because the directory is not readable: reading it will say so.
func (h Host) glob(pattern string) []string {
	if !strings.ContainsAny(pattern, "*") {
		return []string{pattern}
	}
	entries, err := fs.ReadDir(h.Root, rooted(path.Dir(pattern)))
	if errors.Is(err, fs.ErrPermission) {
		return []string{pattern}
	}
	var names []string
	for _, e := range entries {
		if ok, _ := path.Match(path.Base(pattern), e.Name()); ok {
			names = append(names, path.Join(path.Dir(pattern), e.Name()))
		}
	}
	return names
}

// path is the name of a file for whoever opens it without Root.
func (h Host) path(name string) string { return filepath.Join(h.Dir, filepath.FromSlash(rooted(name))) }

// rooted is a name as fs.FS wants it.
func rooted(name string) string {
	if name = strings.TrimPrefix(path.Clean("/"+name), "/"); name == "" {
		return "."
	}
	return name
}
