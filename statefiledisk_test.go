package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/etcdscope/etcdscope/model"
)

// A file that can't be read is said to be so, stays as it is, and is written to
// when it is in order again; until then all is known for the run.
func TestAFileThatCannotBeRead(t *testing.T) {
	const good = `{"cluster": "demo", "queries": ["old"], "texts": [], "bookmarks": ["/old"]}`
	for name, test := range map[string]struct {
		make func(f *stateFile) error
		says string
	}{
		"open to others":  {func(f *stateFile) error { return os.Chmod(f.path, 0o640) }, ".json is open to others (mode 0640): chmod 600 it"},
		"directory open":  {func(f *stateFile) error { return os.Chmod(f.dir, 0o755) }, "/etcdscope is open to others (mode 0755): chmod 700 it"},
		"not JSON":        {write("{\n\"queries\": [\"a\",\n]}"), ".json: line 3: invalid character ']'"},
		"not for us":      {write("{\n\"queries\": [],\n\"colour\": \"red\"}"), `unknown field "colour"`},
		"of another kind": {write("{\n\"queries\": [\n1]}"), ".json: line 3: json: cannot unmarshal number"},
		"two of them":     {write(good + "\n{}"), "line 2: there is something after its end: mend it or move it away"},
		"not text":        {write("{\"queries\": [\"\xff\"]}"), "it isn't text"},
		"not an escape":   {write(`{"bookmarks": ["/a", "\\q"]}`), `bookmark 2: \q is not an escape`},
		"too many":        {write(`{"bookmarks": ["` + strings.Join(manyKeys(1_001), `","`) + `"]}`), "it has 1001 bookmarks, 1000 is the most there can be"},
		"too big":         {write(good + strings.Repeat(" ", 1<<20)), "has more than 1 MiB: move it away"},
		"a link": {func(f *stateFile) error {
			if err := os.Rename(f.path, f.path+"x"); err != nil {
				return err
			}
			return os.Symlink(f.path+"x", f.path)
		}, ".json is a symbolic link, which isn't followed: move it away"},
		"a pipe": {func(f *stateFile) error {
			if err := os.Remove(f.path); err != nil {
				return err
			}
			return unix.Mkfifo(f.path, 0o600)
		}, ".json is not a file: move it away"},
		"not ours to read": {func(f *stateFile) error { return os.Chmod(f.path, 0) }, "permission denied: see whose it is"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "not ours to read" && os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
			_, f := aState(t)
			if err := os.MkdirAll(f.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := write(good)(f); err != nil {
				t.Fatal(err)
			}
			if err := test.make(f); err != nil {
				t.Fatal(err)
			}
			before := picture(t, f.dir)
			m := newMemory(f)
			for range 2 {
				if err := m.Trouble(); err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%v, want %s", err, test.says)
				}
				if err := note(m, model.NoteMark, "/new"); err == nil || err.Error() != m.Trouble().Error() {
					t.Errorf("writing: %v, before: %v", err, m.Trouble())
				}
			}
			if r := m.Remembered(); fmt.Sprint(r.Bookmarks) != "[/new]" {
				t.Errorf("in this run: %q", r)
			}
			if after := picture(t, f.dir); after != before {
				t.Errorf("it was\n%s\nand is\n%s", before, after)
			}
			_ = os.Chmod(f.dir, 0o700)
			_ = os.Remove(f.path)
			if err := write(good)(f); err != nil {
				t.Fatal(err)
			}
			if err := note(m, model.NoteQuery, "later"); err != nil || m.Trouble() != nil {
				t.Errorf("%v, %v", err, m.Trouble())
			}
			if r := newMemory(f).Remembered(); fmt.Sprint(r.Bookmarks, r.Queries) != "[/new /old] [later old]" {
				t.Errorf("%q", r)
			}
		})
	}
}

func manyKeys(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprint("/k", i))
	}
	return all
}

func write(text string) func(f *stateFile) error {
	return func(f *stateFile) error { return os.WriteFile(f.path, []byte(text), 0o600) }
}

// picture is all that a directory has, but the lock.
func picture(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		info, err := e.Info()
		if err != nil || e.Name() == "lock" {
			continue
		}
		var data []byte
		if info.Mode().IsRegular() {
			data, _ = os.ReadFile(filepath.Join(dir, e.Name()))
		}
		fmt.Fprintln(&b, e.Name(), info.Mode(), info.ModTime(), string(data))
	}
	return b.String()
}

// An empty file, which a crash may leave, has nothing.
func TestAnEmptyFileHasNothing(t *testing.T) {
	_, f := aState(t)
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write("\n")(f); err != nil {
		t.Fatal(err)
	}
	m := newMemory(f)
	if err := note(m, model.NoteMark, "/a"); err != nil || !newMemory(f).Remembered().Marked("/a") {
		t.Error(err, m.Trouble())
	}
}

// Where nothing can be kept nothing is said before somebody wants to.
func TestNoPlaceForAFile(t *testing.T) {
	notADirectory := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(notADirectory, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, says := range map[string]string{
		"":                                    "there is no home to keep them in: set HOME, or XDG_STATE_HOME to a directory",
		filepath.Join(notADirectory, "state"): "not a directory",
		"/proc/none/etcdscope":                "cannot write /proc/none/etcdscope/demo-",
	} {
		m := newMemory(newStateFile(dir, "demo"))
		if err := m.Trouble(); err != nil {
			t.Errorf("%s: it says %v at once", dir, err)
		}
		if err := note(m, model.NoteMark, "/a"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", dir, err)
		}
		if !m.Remembered().Marked("/a") {
			t.Error("it isn't known in this run")
		}
	}
}
