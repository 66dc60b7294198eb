package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// saveIn is an outlet whose home is a new directory, where it is, too.
func saveIn(t *testing.T) (*outlet, string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	return &outlet{getenv: func(name string) string { return map[string]string{"HOME": dir}[name] }}, dir
}

// holds checks what a file has and who may read it.
func holds(t *testing.T, path, want string) {
	t.Helper()
	data, err := os.ReadFile(path)
	info, e := os.Lstat(path)
	if err != nil || e != nil || string(data) != want || info.Mode() != 0o600 {
		t.Errorf("%s is %q, %v, %v, %v", path, data, info.Mode(), err, e)
	}
}

func TestASavedFileIsForItsOwnerAlone(t *testing.T) {
	o, dir := saveIn(t)
	for _, name := range []string{"a", "~/b", filepath.Join(dir, "c"), "./~d"} {
		path, err := o.Save(name, []byte("x\x00"+name), false)
		if want := filepath.Join(dir, strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(name, dir), "~/"), "./")); err != nil || path != want {
			t.Errorf("%s: %s, %v, want %s", name, path, err, want)
		}
		holds(t, path, "x\x00"+name)
	}
}

func TestASavedFileReplacesNoneUnasked(t *testing.T) {
	o, dir := saveIn(t)
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	if _, err := o.Save("a", []byte("new"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "old" {
		t.Errorf("it is %q", data)
	}
	if _, err := o.Save("a", []byte("new"), true); err != nil {
		t.Error(err)
	}
	holds(t, path, "new") // and nobody else may read it any more
	seen := make([]byte, 9)
	if n, _ := reader.Read(seen); string(seen[:n]) != "old" {
		t.Errorf("who was reading the file has %q", seen[:n])
	}
	if _, err := o.Save("b", []byte("new"), true); err != nil { // gone meanwhile
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWhatCannotBeSavedTo(t *testing.T) {
	o, dir := saveIn(t)
	if err := errors.Join(os.Mkdir("dir", 0o700), os.WriteFile("target", []byte("old"), 0o600), os.Symlink("target", "link"), os.Symlink("nowhere", "dangling")); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{
		"dir":                    "cannot save to " + dir + "/dir: it is a directory: add the name of a file",
		"dir/":                   "cannot save to dir/: it is a directory: add the name of a file",
		"link":                   "cannot save to " + dir + "/link: it is a symbolic link to target: give the name of the file itself",
		"dangling":               "it is a symbolic link to nowhere",
		"no/such":                "cannot save to " + dir + "/no/such: there is no such directory: make it or choose another",
		"target/x":               "cannot save to " + dir + "/target/x: what should be a directory is a file: choose another",
		"~":                      "cannot save to ~: only ~/ is known: write ~/ and the name of a file, or ./~ if it is called so",
		"~joe/x":                 "or ./~joe/x if it is called so",
		"a\x00b":                 ": invalid argument: choose another name",
		strings.Repeat("x", 300): "file name too long: give a shorter one",
	} {
		for _, replace := range []bool{false, true} {
			if _, err := o.Save(name, []byte("new"), replace); err == nil || errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "choose another file") {
				t.Errorf("%s, replaced %v: %v", name, replace, err)
			}
		}
	}
	if _, err := (&outlet{getenv: func(string) string { return "" }}).Save("~/x", nil, false); err == nil || err.Error() != "cannot save to ~/x: HOME is not set: give the whole path" {
		t.Error(err)
	}
	if left, _ := filepath.Glob(".etcdscope-*"); left != nil {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Lstat("nowhere"); err == nil {
		t.Error("a link was followed")
	}
	holds(t, "target", "old")
}

func TestWhyAFileCannotBeSavedIsWithoutThatBesideIt(t *testing.T) {
	const beside = "/a/.etcdscope-123"
	for err, want := range map[error]string{
		&os.LinkError{Op: "rename", Old: beside, New: "/a/b", Err: syscall.EROFS}:                                                              "read-only file system: choose another directory",
		&os.LinkError{Op: "rename", Old: beside, New: "/a/b", Err: syscall.EIO}:                                                                "input/output error: choose another file",
		errors.Join(&fs.PathError{Op: "write", Path: beside, Err: syscall.ENOSPC}, &fs.PathError{Op: "close", Path: beside, Err: syscall.EIO}): "no space left on device: make room or choose another directory",
		&fs.PathError{Op: "open", Path: beside, Err: syscall.EACCES}:                                                                           "permission denied: choose another directory",
	} {
		if got := reason(err).Error(); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}
