package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/etcdscope/etcdscope/model"
)

const (
	stateMost = 1 << 20 // bytes of a file

	lockPatience = time.Second // for another instance that is writing
	lockEvery    = 5 * time.Millisecond
)

// A stateFile is where a cluster's memory is kept: for its owner alone, since it
// may say what is secret of a cluster. Nothing is written over what couldn't be
// read. Each write reads the file first, under a lock, and replaces it as a
// whole. It isn't synced: on the host of an etcd that would be paid by its log,
// and a file that a crash has left empty just has nothing.
type stateFile struct {
	dir     string // "" if there is no place for one
	path    string
	cluster string // its name, for the person who reads the file
}

// read is what the file has: nothing if there never was one.
func (f *stateFile) read() (model.Remembered, error) {
	r, _, err := f.load()
	if errors.As(err, new(noPlace)) {
		err = nil
	}
	return r, err
}

// add adds notes to what the file has by now. It may have got full meanwhile:
// full says so of a bookmark that is left out.
func (f *stateFile) add(notes []model.Note) (r model.Remembered, full, err error) {
	if err := f.usable(); err != nil {
		return r, nil, err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return r, nil, f.cannot("write", err)
	}
	unlock, err := f.lock()
	if err != nil {
		return r, nil, err
	}
	defer unlock()
	r, before, err := f.load()
	if err != nil {
		return r, nil, err
	}
	for _, n := range notes {
		after, err := r.With(n)
		if r = after; err != nil {
			full = err
		}
	}
	data, err := encodeState(f.cluster, r)
	switch {
	case err != nil:
		return r, nil, err
	case len(data) > stateMost:
		return r, nil, errors.New("they would take more than 1 MiB: remove some bookmarks")
	case !bytes.Equal(data, before):
		err = replaceFile(f.path, data)
	}
	if err != nil {
		return r, nil, f.cannot("write", err)
	}
	return r, full, nil
}

// A noPlace error says that there is nowhere to keep anything: nothing can have
// been kept, so it is said only when somebody wants to.
type noPlace struct{ error }

// usable checks the directory, if there is one, or that above it.
func (f *stateFile) usable() error {
	if f.dir == "" {
		return noPlace{errors.New("there is no home to keep them in: set HOME, or XDG_STATE_HOME to a directory")}
	}
	info, err := os.Stat(f.dir)
	at := f.dir
	for errors.Is(err, fs.ErrNotExist) && filepath.Dir(at) != at {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	switch {
	case err != nil:
		return noPlace{f.cannot("write", err)}
	case !info.IsDir():
		return noPlace{fmt.Errorf("%s is not a directory: move it away or set XDG_STATE_HOME", at)}
	case !ours(info) && (at == f.dir || os.Geteuid() == 0):
		return noPlace{fmt.Errorf("%s belongs to another user: set XDG_STATE_HOME to a directory of yours", at)}
	case at == f.dir && info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%s is open to others (mode %04o): chmod 700 it", f.dir, info.Mode().Perm())
	}
	return nil
}

// ours says whether something belongs to the user who runs this.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}

// load reads the file, of which there needn't be one.
func (f *stateFile) load() (r model.Remembered, data []byte, err error) {
	if err := f.usable(); err != nil {
		return r, nil, err
	}
	if info, err := os.Lstat(f.path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return r, nil, fmt.Errorf("%s is a symbolic link, which isn't followed: move it away", f.path)
	}
	file, err := os.OpenFile(f.path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil, nil
	}
	if err != nil {
		return r, nil, f.cannot("read", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	switch {
	case err != nil:
		return r, nil, f.cannot("read", err)
	case !info.Mode().IsRegular():
		return r, nil, fmt.Errorf("%s is not a file: move it away", f.path)
	case !ours(info):
		return r, nil, fmt.Errorf("%s belongs to another user: move it away", f.path)
	case info.Mode().Perm()&0o077 != 0:
		return r, nil, fmt.Errorf("%s is open to others (mode %04o): chmod 600 it", f.path, info.Mode().Perm())
	}
	if data, err = io.ReadAll(io.LimitReader(file, stateMost+1)); err != nil {
		return r, nil, f.cannot("read", err)
	}
	if len(data) > stateMost {
		return r, nil, fmt.Errorf("%s has more than 1 MiB: move it away", f.path)
	}
	if r, err = decodeState(data); err != nil {
		return model.Remembered{}, nil, fmt.Errorf("cannot read %s: %w: mend it or move it away", f.path, err)
	}
	return r, data, nil
}

// lock has the directory to ourselves until unlock is called, as far as other
// instances are concerned.
func (f *stateFile) lock() (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(f.dir, "lock"), os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, f.cannot("write", err)
	}
	for end := time.Now().Add(lockPatience); ; time.Sleep(lockEvery) {
		switch err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
		case errors.Is(err, unix.EINTR):
		case !errors.Is(err, unix.EWOULDBLOCK): // a file system without locks has none of others, either
			return func() { _ = file.Close() }, nil
		case time.Now().After(end):
			_ = file.Close()
			return nil, fmt.Errorf("another etcdscope has been writing to %s for long: is it stopped?", f.dir)
		}
	}
}

// cannot says why something failed, and what to do about it.
func (f *stateFile) cannot(do string, err error) error {
	failed := syscall.Errno(0)
	if errors.As(err, &failed) {
		err = failed
	}
	advice := "set XDG_STATE_HOME to a directory of yours"
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		advice = "make room"
	case do == "read" && errors.Is(err, fs.ErrPermission):
		advice = "see whose it is"
	}
	return fmt.Errorf("cannot %s %s: %w: %s", do, f.path, err, advice)
}
