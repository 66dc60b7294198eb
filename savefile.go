package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Save implements ui.Outlet.
func (o *outlet) Save(name string, data []byte, replace bool) (string, error) {
	if rest, ok := strings.CutPrefix(name, "~/"); ok && o.getenv("HOME") != "" {
		name = filepath.Join(o.getenv("HOME"), rest)
	}
	switch {
	case strings.HasPrefix(name, "~/"):
		return name, fmt.Errorf("cannot save to %s: HOME is not set: give the whole path", name)
	case strings.HasPrefix(name, "~"):
		return name, fmt.Errorf("cannot save to %s: only ~/ is known: write ~/ and the name of a file, or ./%s if it is called so", name, name)
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return name, fmt.Errorf("cannot save to %s: %w: give the whole path", name, reason(err))
	}
	if strings.HasSuffix(name, "/") {
		return path, fmt.Errorf("cannot save to %s: it is a directory: add the name of a file", name)
	}
	if replace {
		err = replaceFile(path, data)
	} else {
		err = createFile(path, data)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = fmt.Errorf("cannot save to %s: %w", path, reason(err))
	}
	return path, err
}

// createFile writes a file that there must not be yet.
func createFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if err := replaceable(path); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return fill(f, data)
}

// replaceFile puts a new file in the place of one that is there: whoever reads
// it meanwhile has the one or the other whole, and what may be read by others
// is not written to.
func replaceFile(path string, data []byte) error {
	if err := replaceable(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".etcdscope-*") // 0600
	if err != nil {
		return err
	}
	if err := fill(f, data); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return nil
}

// replaceable is nil for a plain file. A symbolic link isn't followed: in a
// directory of others it may lead anywhere; nor is it replaced, which would
// hardly be meant.
func replaceable(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist): // by now
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a directory: add the name of a file")
	case info.Mode()&fs.ModeSymlink != 0:
		to, _ := os.Readlink(path)
		return fmt.Errorf("it is a symbolic link to %s: give the name of the file itself", to)
	case !info.Mode().IsRegular():
		return errors.New("it is not a file: choose another name")
	}
	return nil
}

// fill writes a new file, or leaves none.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// reason is an error without the operation and the path, which are said
// otherwise, and with what to do about it.
func reason(err error) error {
	failed := syscall.Errno(0)
	if !errors.As(err, &failed) {
		return err // one of ours
	}
	err = failed
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: make room or choose another directory", err)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: choose another directory", err)
	case errors.Is(err, syscall.ENAMETOOLONG):
		return fmt.Errorf("%w: give a shorter one", err)
	case errors.Is(err, syscall.ENOTDIR):
		return errors.New("what should be a directory is a file: choose another")
	case errors.Is(err, syscall.EINVAL):
		return fmt.Errorf("%w: choose another name", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: choose another directory", err)
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such directory: make it or choose another")
	}
	return fmt.Errorf("%w: choose another file", err)
}
