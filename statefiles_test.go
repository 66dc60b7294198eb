package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

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
	o, err := parse(t, []string{"--endpoints", "a:1", "--no-state"}, map[string]string{"HOME": "/h"})
	if err != nil || !o.NoState || o.StateDir != "/h/.local/state/etcdscope" {
		t.Errorf("%+v, %v", o, err)
	}
}
