package teatest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var osc52 = regexp.MustCompile(`\x1b\]52;c;([^\a\x1b]*)\a`)

// copies are what the terminal was told to put on the clipboard.
func copies(t *testing.T, term *Term) (all []string) {
	t.Helper()
	for _, found := range osc52.FindAllSubmatch(term.Output(), -1) {
		text, err := base64.StdEncoding.DecodeString(string(found[1]))
		if err != nil {
			t.Error(err)
		}
		all = append(all, string(text))
	}
	return all
}

// inPager is a pager that keeps what it shows until enter is pressed, and then
// takes it away: who waits for it the next time must not see it of this time.
func inPager(file string) string {
	return "PAGER=cat >" + file + "; printf 'in the pager'; read -r _ </dev/tty; printf '\\033[2J\\033[H'"
}

// Of a Secret nothing leaves but what is shown: not to the terminal, not to its
// clipboard, not to a file, not to the pager, not to the log.
func TestNothingOfASecretLeaves(t *testing.T) {
	server, dir := StartServer(t), t.TempDir()
	const plain = "hunter2-and-more"
	encoded := base64.StdEncoding.EncodeToString([]byte(plain))
	secret := `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"data":{"pw":"` + encoded + `"}}`
	server.Put("/registry/secrets/payments/db", secret)
	server.Put("/team-a/vault/x", plain)
	log := filepath.Join(dir, "log")
	term := Start(t, Options{
		Cols: 120, Rows: 24, Dir: dir, Env: []string{inPager("paged")},
		Args: []string{"--endpoints", server.Endpoint(), "--log-file", log, "--log-level", "debug", "--secret-keys", "*/vault/*"},
	})
	term.AwaitText("registry/")
	for key, shown := range map[string]string{"/registry/secrets/payments/db": "pw: •••••• (16 B)", "/team-a/vault/x": "•••••• (16 B, masked)"} {
		term.Type(":" + key)
		term.Press("enter")
		term.AwaitText(shown)
		term.Press("y", "v")
		term.AwaitText("copied as shown, secrets masked (x reveals): ")
		term.Press("y", "r")
		term.AwaitText("cannot copy the value byte for byte: its secrets are masked: x reveals them")
		term.Press("k")
		term.AwaitText("copied the key: ")
		term.Press("y", "e")
		term.AwaitText("copied the etcdctl command: ")
		term.Press("o")
		term.AwaitText("in the pager")
		term.Press("enter")
		term.AwaitText("live")
		if got, err := os.ReadFile(filepath.Join(dir, "paged")); err != nil || !bytes.Contains(got, []byte(shown)) {
			t.Errorf("the pager got %q, %v", got, err)
		}
		term.Press("ctrl+s")
		term.AwaitText("Only as shown: its secrets are masked: x reveals them.")
		term.Press("tab", "enter")
		term.AwaitText("(0600), secrets masked, to " + dir)
	}
	everywhere := append(copies(t, term), string(term.Output()))
	for _, name := range []string{"paged", "db.yaml", "x.txt", "log"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || len(data) == 0 {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		everywhere = append(everywhere, string(data))
	}
	for _, text := range everywhere {
		for _, hidden := range []string{"hunter", encoded, base64.StdEncoding.EncodeToString([]byte(encoded))[:16]} {
			if strings.Contains(text, hidden) {
				t.Errorf("%q is in %q", hidden, text)
			}
		}
	}
	if n := len(copies(t, term)); n != 6 {
		t.Errorf("%d copies", n)
	}
	quit(t, term)
}

// What is taken away is what is in etcd, to the byte, and etcdctl reads the
// same by the command.
func TestTakeAway(t *testing.T) {
	server, dir := StartServer(t), t.TempDir()
	const key, value = "/a/it's \xff!", "\x00\x1b]52;c;eA==\a\xff text\n"
	server.Put(key, value)
	term := Start(t, Options{Cols: 100, Rows: 24, Dir: dir, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText(`it's \xff!`)
	term.Press("G")
	term.AwaitText("binary")
	term.Press("y", "k")
	term.AwaitText("copied the key: 10 B by the terminal (OSC 52)")
	term.Press("y", "r")
	term.AwaitText("copied the value byte for byte: 20 B by the terminal (OSC 52)")
	term.Press("y", "e")
	term.AwaitText("copied the etcdctl command: ")
	if got := copies(t, term); len(got) != 3 || got[0] != key || got[1] != value {
		t.Fatalf("copied %q", got)
	}
	server.Put(key, "later")
	etcdctlReads(t, copies(t, term)[2], value)

	term.AwaitText("later")
	term.Press("ctrl+s")
	term.AwaitText("save to ▸ it_s")
	term.Press("ctrl+u")
	term.Type("mine")
	term.Press("enter")
	term.AwaitText("saved 5 B to " + filepath.Join(dir, "mine") + " (0600)")
	server.Put(key, "last")
	term.AwaitText("last")
	term.Press("ctrl+s", "ctrl+u")
	term.Type("mine")
	term.Press("enter")
	term.AwaitText("mine exists: enter again replaces it, esc keeps it.")
	info, err := os.Stat(filepath.Join(dir, "mine"))
	if data, _ := os.ReadFile(filepath.Join(dir, "mine")); err != nil || string(data) != "later" || info.Mode().Perm() != 0o600 {
		t.Errorf("it has %q, %v, %v", data, info.Mode(), err)
	}
	term.Press("enter")
	term.AwaitText("saved 4 B to ")
	quit(t, term)
}

// etcdctlReads runs a command as a person would who pastes it, but for a
// newline that etcdctl adds.
func etcdctlReads(t *testing.T, command, want string) {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	etcdctl := filepath.Join(home, ".cache", "etcdscope", "bin", "etcdctl-v3.7")
	_, err = os.Stat(etcdctl)
	bash, noBash := exec.LookPath("bash")
	if err := errors.Join(err, noBash); err != nil {
		t.Logf("the command isn't run: %v", err)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	out, err := exec.CommandContext(ctx, bash, "-c", "etcdctl() { '"+etcdctl+"' \"$@\"; }\n"+command).CombinedOutput()
	if err != nil || string(out) != want+"\n" {
		t.Errorf("%s\n prints %q, %v, want %q", command, out, err, want)
	}
}

// While the pager has the terminal the cluster goes on; ctrl+c there isn't
// meant for us; what comes back is the whole screen, of the size that it has
// by then.
func TestThePagerHasTheTerminal(t *testing.T) {
	server, dir := StartServer(t), t.TempDir()
	server.Put("a/b", "line\u202e one\nline two")
	term := Start(t, Options{Cols: 80, Rows: 24, Dir: dir, Env: []string{inPager("paged")}, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("live")
	term.Press("G")
	term.AwaitText("line two")
	term.Press("o")
	term.AwaitText("in the pager")
	if got, err := os.ReadFile(filepath.Join(dir, "paged")); err != nil || string(got) != "line\\u202e one\nline two\n" {
		t.Errorf("it got %q, %v", got, err)
	}
	term.Restored() // the modes of the terminal, as they were found
	server.Fill("a/many-", 20_000)
	server.Put("a/b-meanwhile", "x")
	term.Resize(120, 30)
	term.Press("enter")
	term.AwaitText("b-meanwhile")
	term.AwaitText("20,002")
	term.AwaitMatch(`^.{119}[╮│┃╯]$`)

	term.Press("o")
	term.AwaitText("in the pager")
	term.Press("ctrl+c")
	term.AwaitText("live")
	server.Put("a/b-after", "x")
	term.AwaitText("b-after")
	quit(t, term)
}

func TestAPagerThatIsNotThere(t *testing.T) {
	server := StartServer(t)
	server.Put("a", "value of it")
	term := Start(t, Options{Args: []string{"--endpoints", server.Endpoint()}, Env: []string{"PAGER=no-such-pager"}})
	term.AwaitText("value of it")
	term.Press("o")
	term.AwaitText("cannot open the pager: there is no no-such-pager")
	term.AwaitText("value of it")
	quit(t, term)
}

// Who ends the program ends its pager.
func TestASignalWhileThePagerIsOpen(t *testing.T) {
	server, dir := StartServer(t), t.TempDir()
	server.Put("a", "value of it")
	term := Start(t, Options{Dir: dir, Env: []string{inPager("paged")}, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("value of it")
	term.Press("o")
	term.AwaitText("in the pager")
	term.Signal(unix.SIGTERM)
	if code := term.Wait(); code != 5 {
		t.Errorf("exit code %d", code)
	}
	term.Restored()
}
