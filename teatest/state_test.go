package teatest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stateFiles are the names of all files below a directory.
func stateFiles(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return all
}

// What is bookmarked in one run is there in the next, though that begins at
// another address of the same cluster's name, and though quitting follows at
// once. With --no-state nothing is kept, nor read.
func TestBookmarksLast(t *testing.T) {
	server, dir := StartServer(t), t.TempDir()
	server.Fill("/alpha/", 50)
	server.Put("/beta/\xff\x00key", "of the second")
	state := filepath.Join(dir, "state")
	begin := func(args ...string) *Term {
		term := Start(t, Options{Cols: 120, Rows: 24, Env: []string{"XDG_STATE_HOME=" + state},
			Args: append(args, "--config", writeContexts(t, server.Endpoint(), server.Endpoint()))})
		term.AwaitText("alpha/")
		term.AwaitText("live")
		return term
	}
	term := begin()
	term.Type(`:/beta/\xff\x00key`)
	term.Press("enter")
	term.AwaitText("of the second")
	term.Press("m")
	term.AwaitText(`bookmarked /beta/\xff␀key: b lists the bookmarks`)
	term.Type(":/alpha/")
	term.Press("enter")
	term.AwaitMatch(`(?m)^ /alpha/\s*$`)
	term.Type("mq") // at once
	if status := term.Wait(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	all := stateFiles(t, state)
	if len(all) != 2 || !strings.HasPrefix(filepath.Base(all[0]), "context-first-") {
		t.Fatalf("files: %v", all)
	}
	for path, want := range map[string]os.FileMode{filepath.Dir(all[0]): 0o700, all[0]: 0o600, all[1]: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}

	term = begin()
	term.Press("b")
	term.AwaitMatch(`▌/alpha/ +there`)
	term.AwaitMatch(` /beta/\\xff␀key +there`)
	term.Press("j", "enter")
	term.AwaitText("of the second")
	term.Press("X", "j", "enter") // another cluster has others
	term.AwaitText("[second]")
	term.Press("b")
	term.AwaitText("There are no bookmarks yet")
	term.Press("esc", "X", "k", "enter")
	term.AwaitText("[first]")
	term.Press("'")
	term.AwaitText("/alpha/")
	term.Press("d")
	term.AwaitText("removed the bookmark /alpha/: m there brings it back")
	term.Press("esc")
	quit(t, term)

	before, err := os.ReadFile(all[0])
	if err != nil || strings.Contains(string(before), "alpha") {
		t.Errorf("%s, %v", before, err)
	}
	term = begin("--no-state")
	term.Press("b")
	term.AwaitText("There are no bookmarks yet")
	term.Press("esc", "m")
	term.AwaitText("bookmarked ")
	term.Press("b")
	term.AwaitText("enter jump")
	term.Press("esc")
	quit(t, term)
	if after, err := os.ReadFile(all[0]); err != nil || string(after) != string(before) || len(stateFiles(t, state)) != 2 {
		t.Errorf("with --no-state: %s, %v, %v", after, err, stateFiles(t, state))
	}
}

// What keys were looked for by in one run comes back in the next.
func TestQueriesLast(t *testing.T) {
	server, state := StartServer(t), t.TempDir()
	server.Put("/alpha/one", "the first")
	server.Put("/beta/two", "the second")
	begin := func() *Term {
		term := Start(t, Options{Cols: 120, Rows: 24, Env: []string{"XDG_STATE_HOME=" + state}, Args: []string{"--endpoints", server.Endpoint()}})
		term.AwaitText("live")
		return term
	}
	term := begin()
	for query, value := range map[string]string{"alp one": "the first", "^/beta": "the second"} {
		term.Type("/" + query)
		term.AwaitText("find ▸ " + query)
		term.Press("enter")
		term.AwaitText(value)
	}
	quit(t, term)

	term = begin()
	term.Type("/typed")
	term.Press("ctrl+p", "ctrl+p")
	term.AwaitMatch(`find ▸ (alp one|\^/beta) `)
	term.Press("ctrl+n", "ctrl+n")
	term.AwaitText("find ▸ typed")
	term.Press("ctrl+p", "enter")
	term.AwaitMatch("the (first|second)")
	quit(t, term)
}

// Nothing is written as long as there is nothing to remember, and with
// --no-state not even then.
func TestNothingIsKeptUnasked(t *testing.T) {
	server := StartServer(t)
	server.Put("a", "v")
	for _, marks := range []bool{false, true} {
		dir := t.TempDir()
		args := []string{"--endpoints", server.Endpoint()}
		if marks {
			args = append(args, "--no-state")
		}
		term := Start(t, Options{Env: []string{"HOME=" + dir, "XDG_STATE_HOME="}, Args: args})
		term.AwaitText("live")
		if marks {
			term.Press("m")
			term.AwaitText("bookmarked a")
		}
		quit(t, term)
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("marks %v: %v, %v", marks, left, err)
		}
	}
}

// A file that can't be read is no reason not to start, and stays as it is.
func TestAStateFileThatIsCorrupt(t *testing.T) {
	server := StartServer(t)
	server.Put("a", "v")
	state := t.TempDir()
	begin := func() *Term {
		term := Start(t, Options{Cols: 200, Rows: 24, Env: []string{"XDG_STATE_HOME=" + state}, Args: []string{"--endpoints", server.Endpoint()}})
		term.AwaitText("live")
		return term
	}
	term := begin()
	term.Press("m")
	term.AwaitText("bookmarked a")
	quit(t, term)
	all := stateFiles(t, state)
	if len(all) != 2 {
		t.Fatalf("files: %v", all)
	}
	const corrupt = "{\n\"bookmarks\": [\"\x1b[2J\"\n"
	if err := os.WriteFile(all[0], []byte(corrupt), 0o600); err != nil {
		t.Fatal(err)
	}
	term = begin()
	term.AwaitText("bookmarks and queries are for this run only: cannot read " + all[0])
	term.Press("m")
	term.AwaitText("bookmarked a")
	term.Press("b")
	term.AwaitText("mend it or move it away")
	term.Press("esc")
	quit(t, term)
	if got, err := os.ReadFile(all[0]); err != nil || string(got) != corrupt {
		t.Errorf("it is %q, %v", got, err)
	}
}
