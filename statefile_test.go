package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

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

// A file of as many queries as there may be bytes is read before the first screen:
// only those are looked at that will be remembered.
func TestAFileOfVeryManyQueries(t *testing.T) {
	var text stateText
	for i := range 10_000 {
		text.Queries = append(text.Queries, fmt.Sprint(i), " ")
	}
	text.Texts = text.Queries
	r, err := text.remembered()
	if err != nil || len(r.Queries) != model.RememberedQueries || len(r.Texts) != model.RememberedQueries || r.Queries[0] != "0" || r.Queries[199] != "199" {
		t.Errorf("%d queries, %d texts, %v", len(r.Queries), len(r.Texts), err)
	}
	if took := testing.AllocsPerRun(1, func() { _, _ = text.remembered() }); took > 20*model.RememberedQueries {
		t.Errorf("%.0f allocations", took)
	}
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
	for _, path := range manyKeys(model.RememberedBookmarks - 3) {
		if err := b.Note(model.Note{Kind: model.NoteMark, Text: path}); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{b.Write(), note(b, model.NoteMark, "/last"), a.Note(model.Note{Kind: model.NoteMark, Text: "/too many"})} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := note(a, model.NoteQuery, "with it"); err == nil || a.Trouble() != nil || a.Remembered().Marked("/too many") || a.Remembered().Queries[0] != "with it" {
		t.Errorf("where there is no room any more: %v, %v", err, a.Trouble())
	}
	if err := note(a, model.NoteUnmark, "/last"); err != nil {
		t.Error(err)
	}
	for _, path := range manyKeys(model.RememberedBookmarks - 3) {
		if err := a.Note(model.Note{Kind: model.NoteUnmark, Text: path}); err != nil {
			t.Error(err)
		}
	}
	if err := note(a, model.NoteUnmark, "/b"); err != nil || fmt.Sprint(newMemory(f).Remembered().Bookmarks) != "[/a]" {
		t.Errorf("%v, %v", newMemory(f).Remembered(), err)
	}
}
