package teatest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// writeContexts writes a file of contexts for two servers, of which the second
// starts at a prefix, and for one that nobody has the password of.
func writeContexts(t *testing.T, a, b string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "config.yaml")
	text := fmt.Sprintf(`default-context: first
contexts:
- name: first
  endpoints: [%s]
  color: red
- name: second
  endpoints: [%s]
  prefix: beta/
  theme: light
- name: locked
  endpoints: [%[2]s]
  user: alice
  password-command: [sh, -c, "echo the vault is closed >&2; exit 3"]
`, a, b)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// From one cluster to another and back, without leaving: each has its own tree
// and its own news, and an attempt that fails loses nothing.
func TestSwitchBetweenContexts(t *testing.T) {
	first, second := StartServer(t), StartServer(t)
	first.Fill("alpha/", 2_000)
	second.Put("beta/one", "of the second")
	second.Put("gamma/one", "out of its prefix")
	term := Start(t, Options{Cols: 120, Rows: 20, Args: []string{"--config", writeContexts(t, first.Endpoint(), second.Endpoint())}})
	term.AwaitText("[first]")
	term.AwaitMatch(`▾ alpha/ .*2,000`)
	term.AwaitText("live")

	term.Press("X")
	term.AwaitMatch(`● first +` + first.Endpoint() + ` +all keys`)
	term.Press("j", "enter")
	term.AwaitText("[second]")
	term.AwaitText("beta/")
	term.AwaitText("live")
	term.AwaitGone("alpha/")
	first.Put("alpha/later", "nobody looks")
	second.Put("beta/two", "seen")
	term.AwaitMatch(`two +● `)
	term.AwaitGone("gamma")

	term.Press("X", "j", "enter")
	term.AwaitText("cannot switch to locked: password-command sh failed: exit status 3: the vault is closed")
	term.AwaitText("[second]")
	second.Put("beta/three", "still seen")
	term.AwaitMatch(`three +● `)

	term.Press("X", "g", "enter")
	term.AwaitText("[first]")
	term.AwaitMatch(`▾ alpha/ .*2,001`)
	term.AwaitGone("beta/")
	quit(t, term)
}

func TestDemoAndContexts(t *testing.T) {
	server := StartServer(t)
	server.Put("mine/key", "v")
	term := Start(t, Options{Cols: 120, Rows: 40, Args: []string{"--demo", "--config", writeContexts(t, server.Endpoint(), server.Endpoint())}})
	term.AwaitText("registry/")
	term.Press("X")
	term.AwaitText("● (demo)")
	term.Press("j", "enter")
	term.AwaitText("[first]")
	term.AwaitText("mine/")
	term.AwaitGone("registry/")
	term.Press("X", "k", "enter")
	term.AwaitText("registry/")
	term.AwaitGone("[first]")
	quit(t, term)
	if left, err := os.ReadDir(term.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
