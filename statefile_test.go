package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"github.com/etcdscope/etcdscope/model"
)

// asNoter in the environment makes the test binary note so many bookmarks.
const asNoter = "ETCDSCOPE_TEST_NOTES"

// noting is an instance of its own that notes and writes.
func noting(dir, name, times string) error {
	n, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	m := newMemory(newStateFile(dir, "demo"))
	for i := range n {
		if err := note(m, model.NoteMark, fmt.Sprintf("/%s/%d", name, i)); err != nil {
			return err
		}
	}
	return nil
}

func note(m *memory, kind model.NoteKind, text string) error {
	if err := m.Note(model.Note{Kind: kind, Text: text}); err != nil {
		return err
	}
	return m.Write()
}

// aState is a directory that there isn't yet, and its file for a cluster.
func aState(t *testing.T) (dir string, f *stateFile) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "state", "etcdscope")
	return dir, newStateFile(dir, "demo")
}

func TestMemoryLastsAndIsForItsOwnerAlone(t *testing.T) {
	defer unix.Umask(unix.Umask(0))
	dir, f := aState(t)
	m := newMemory(f)
	for kind, text := range map[model.NoteKind]string{model.NoteQuery: "pay chk", model.NoteText: "image: \x1b[2J", model.NoteMark: "/a\\\xff\x00"} {
		if err := note(m, kind, text); err != nil {
			t.Fatal(err)
		}
	}
	want := `{
  "cluster": "demo",
  "queries": [
    "pay chk"
  ],
  "texts": [
    "image: \\x1b[2J"
  ],
  "bookmarks": [
    "/a\\\\\\xff\\x00"
  ]
}
`
	holds(t, f.path, want)
	for name, mode := range map[string]fs.FileMode{dir: 0o700 | fs.ModeDir, filepath.Dir(dir): 0o700 | fs.ModeDir, filepath.Join(dir, "lock"): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	again := newMemory(newStateFile(dir, "demo"))
	if r := again.Remembered(); again.Trouble() != nil || fmt.Sprintf("%q", r) != fmt.Sprintf("%q", m.Remembered()) || !r.Marked("/a\\\xff\x00") {
		t.Errorf("%q, %v", r, again.Trouble())
	}
	if r := newMemory(newStateFile(dir, "context prod")).Remembered(); len(r.Bookmarks)+len(r.Queries) > 0 {
		t.Errorf("another cluster has %q", r)
	}
	if err := note(again, model.NoteUnmark, "/a\\\xff\x00"); err != nil || newMemory(f).Remembered().Marked("/a\\\xff\x00") {
		t.Errorf("it is a bookmark still; %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAnyBookmarkComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r model.Remembered
		for _, path := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 40), 0, 20).Draw(t, "paths") {
			r, _ = r.With(model.Note{Kind: model.NoteMark, Text: string(path)})
		}
		for _, q := range rapid.SliceOfN(rapid.String(), 0, 20).Draw(t, "queries") {
			r, _ = r.With(model.Note{Kind: model.NoteQuery, Text: q})
		}
		data, err := encodeState("demo", r)
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexFunc(data, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == 0x202e }); i >= 0 {
			t.Errorf("byte %d of %q is no text", i, data)
		}
		if back, err := decodeState(data); err != nil || fmt.Sprintf("%q", back) != fmt.Sprintf("%q", r) {
			t.Errorf("%q, %v, want %q", back, err, r)
		}
	})
}

// What other instances write meanwhile stays, be they of this process or not.
func TestInstancesAtTheSameTime(t *testing.T) {
	dir, f := aState(t)
	const times, each = 4, 25
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() {
			if err := noting(dir, fmt.Sprint("g", i), fmt.Sprint(each)); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], dir, fmt.Sprint("p", i))
			cmd.Env = []string{asNoter + "=" + fmt.Sprint(each)}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	if n := len(newMemory(f).Remembered().Bookmarks); n != 2*times*each {
		t.Errorf("%d bookmarks are left of %d", n, 2*times*each)
	}
}

// Who writes learns what the others have written.
func TestInstancesLearnFromEachOther(t *testing.T) {
	_, f := aState(t)
	a, b := newMemory(f), newMemory(f)
	for _, err := range []error{note(a, model.NoteMark, "/a"), b.Note(model.Note{Kind: model.NoteQuery, Text: "later"}), note(b, model.NoteMark, "/b")} {
		if err != nil {
			t.Error(err)
		}
	}
	if r := b.Remembered(); fmt.Sprint(r.Bookmarks, r.Queries) != "[/a /b] [later]" {
		t.Errorf("%q", r)
	}
	if err := note(a, model.NoteUnmark, "/b"); err != nil || fmt.Sprint(newMemory(f).Remembered().Bookmarks) != "[/a]" {
		t.Errorf("%v, %v", newMemory(f).Remembered(), err)
	}
}

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

// Without a file nothing is touched.
func TestNoState(t *testing.T) {
	dir, f := aState(t)
	if err := note(newMemory(f), model.NoteMark, "/before"); err != nil {
		t.Fatal(err)
	}
	before := picture(t, dir)
	var all memories
	o := options{NoState: true, StateDir: dir, Demo: true}
	if r := all.of(o).Remembered(); len(r.Bookmarks) > 0 {
		t.Errorf("it is read: %q", r)
	}
	if err := note(all.of(o), model.NoteMark, "/a"); err != nil || !all.of(o).Remembered().Marked("/a") {
		t.Error(err)
	}
	all.close(time.Minute)
	if after := picture(t, dir); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

// What isn't written when the program ends is written then, and what can't be
// doesn't keep it.
func TestLeavingWrites(t *testing.T) {
	dir, f := aState(t)
	var all memories
	o := options{StateDir: dir, Demo: true}
	if err := all.of(o).Note(model.Note{Kind: model.NoteMark, Text: "/a"}); err != nil {
		t.Fatal(err)
	}
	all.close(time.Minute)
	if !newMemory(f).Remembered().Marked("/a") {
		t.Error("it is lost")
	}
	m := all.of(o)
	if err := m.Note(model.Note{Kind: model.NoteMark, Text: "/b"}); err != nil {
		t.Fatal(err)
	}
	m.disk.Lock() // a file system that doesn't answer
	all.close(time.Millisecond)
	m.disk.Unlock()
	all.close(time.Minute)
	if !newMemory(f).Remembered().Marked("/b") {
		t.Error("it is lost")
	}
}

// Root, with the home of whoever has called sudo, leaves nothing there.
func TestAnotherUsersHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give directories away")
	}
	for _, there := range []bool{false, true} {
		home := t.TempDir()
		dir := filepath.Join(home, ".local", "state", "etcdscope")
		at := home
		if there {
			at = dir
		}
		if err := os.MkdirAll(at, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(at, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		m := newMemory(newStateFile(dir, "demo"))
		if m.Trouble() != nil {
			t.Errorf("it is said at once: %v", m.Trouble())
		}
		if err := note(m, model.NoteMark, "/a"); err == nil || err.Error() != at+" belongs to another user: set XDG_STATE_HOME to a directory of yours" {
			t.Error(err)
		}
		if left, _ := os.ReadDir(at); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestAnotherInstanceThatHoldsTheLock(t *testing.T) {
	dir, f := aState(t)
	if err := note(newMemory(f), model.NoteMark, "/a"); err != nil {
		t.Fatal(err)
	}
	held, err := f.lock()
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory(f)
	if err := note(m, model.NoteMark, "/b"); err == nil || !strings.Contains(err.Error(), "another etcdscope has been writing to "+dir+" for long") {
		t.Error(err)
	}
	held()
	if err := note(m, model.NoteMark, "/c"); err != nil || !slices.Equal(newMemory(f).Remembered().Bookmarks, []string{"/a", "/b", "/c"}) {
		t.Error(err, newMemory(f).Remembered())
	}
}

func TestClusterNames(t *testing.T) {
	for args, want := range map[string]string{
		"":                             "context b",
		"--context a --endpoints x:1":  "context a",
		"--demo":                       "demo",
		"--endpoints b:1,http://A:1/":  "endpoints a:1,b:1",
		"--endpoints a:1,b:1,a:1":      "endpoints a:1,b:1",
		"--endpoints https://u:p@h:1/": "endpoints https://h:1",
		"--endpoints unix:///Run/etcd": "endpoints unix:///Run/etcd",
		"--discovery-srv Example.com":  "discovery-srv example.com",
	} {
		o := began(t, args).began
		if got := clusterName(o); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
	seen := map[string]bool{}
	for _, name := range []string{"context a/b", "context a-b", "context ../../x", "context " + strings.Repeat("é", 500), "context A", "demo", "\x00"} {
		file := stateFileName(name)
		if seen[file] || file != filepath.Base(file) || file[0] == '.' || len(file) > 80 || strings.ContainsFunc(file, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q: %q", name, file)
		}
		seen[file] = true
	}
}

func TestWhereStateIs(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"/x/etcdscope":              {"XDG_STATE_HOME": "/x", "HOME": "/h"},
		"/h/.local/state/etcdscope": {"HOME": "/h"},
		"/g/.local/state/etcdscope": {"XDG_STATE_HOME": "relative", "HOME": "/g"},
		"":                          {"XDG_STATE_HOME": "relative", "HOME": "."},
	} {
		if got := stateDir(func(name string) string { return env[name] }); got != want {
			t.Errorf("%v: %q, want %q", env, got, want)
		}
	}
	o, err := parse(t, []string{"--demo", "--no-state"}, map[string]string{"HOME": "/h"})
	if err != nil || !o.NoState || o.StateDir != "/h/.local/state/etcdscope" {
		t.Errorf("%+v, %v", o, err)
	}
}
