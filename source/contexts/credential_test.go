package contexts

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/source"
)

func TestPasswordFromAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "password")
	for text, want := range map[string]source.Secret{
		"pw": "pw", "pw\n": "pw", "pw\r\n": "pw", "p w \nurl: x\n": "p w ",
	} {
		write(t, name, text, 0o600)
		if got, err := (Credential{what: password, file: name}).Read(t.Context(), false); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, string(got), err)
		}
	}
	for _, test := range []struct {
		text string
		mode fs.FileMode
		says string
	}{
		{"hunter2", 0o640, "others may read the password-file " + name + " (mode 0640): chmod 600 " + name},
		{"hunter2", 0o604, "(mode 0604): chmod 600 "},
		{"\nhunter2", 0o600, "has an empty first line"},
		{"hunter2" + strings.Repeat("x", secretMost), 0o600, "has more than"},
	} {
		write(t, name, test.text, test.mode)
		refused(t, Credential{what: password, file: name}, test.says)
	}
	refused(t, Credential{what: password, file: name + ".no"}, "cannot read the password-file: ")
	refused(t, Credential{what: password, file: filepath.Dir(name)}, "is no regular file")
}

// refused says that no password is had, for a reason that is said in one line
// without it.
func refused(t *testing.T, c Credential, says string) {
	t.Helper()
	got, err := c.Read(t.Context(), false)
	if err == nil || got != "" || !strings.Contains(err.Error(), says) || strings.ContainsAny(err.Error(), "\n\x1b") {
		t.Errorf("%q and the error %q, which should say %q in one line", string(got), err, says)
	}
	if strings.Contains(fmt.Sprint(err), "hunter2") {
		t.Errorf("it shows the password: %v", err)
	}
}

func sh(script string) Credential {
	return Credential{what: password, command: []string{"sh", "-c", script}}
}

func TestPasswordFromACommand(t *testing.T) {
	for script, want := range map[string]source.Secret{
		"echo pw":                                "pw",
		"printf 'p w'":                           "p w",
		"echo pw; echo url: x; echo said >&2":    "pw",
		"echo pw; head -c 1000000 /dev/zero":     "pw",
		"echo pw; head -c 1000000 /dev/zero >&2": "pw",
		"sleep 3 >&2 & echo pw":                  "pw", // a child that stays behind has our pipe
	} {
		if got, err := sh(script).Read(t.Context(), false); err != nil || got != want {
			t.Errorf("%s: %q, %v", script, string(got), err)
		}
	}
	refused(t, sh("echo hunter2; exit 3"), "password-command sh failed: exit status 3: run it by hand to see what is wrong")
	refused(t, sh("echo hunter2; echo no key for >&2; printf '\\033[2Jyou' >&2; exit 1"), "exit status 1: no key for ␛[2Jyou: run it by hand")
	refused(t, sh("yes complaint | head -c 100000 >&2; exit 1"), "complaint …: run it by hand")
	refused(t, sh("true"), "password-command sh printed no password: run it by hand")
	refused(t, Credential{what: password, command: []string{"no-such-program", "hunter2"}}, "password-command no-such-program failed: executable file not found in $PATH: ")
	refused(t, Credential{what: password, command: []string{""}}, "password-command  failed: ")
	// Nothing is expanded: there is no shell.
	if got, err := (Credential{what: password, command: []string{"echo", "$HOME", "*"}}).Read(t.Context(), false); err != nil || got != "$HOME *" {
		t.Errorf("%q, %v", string(got), err)
	}
}

// A command that hangs is given up, also where a child of it has its output.
func TestPasswordCommandThatHangs(t *testing.T) {
	began := time.Now()
	_, err := sh("sleep 60 & echo hunter2; sleep 60").run(t.Context(), 50*time.Millisecond, false)
	if err == nil || !strings.Contains(err.Error(), "gave no password within 50ms") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := sh("sleep 60").Read(ctx, true); err == nil || !strings.Contains(err.Error(), "password-command sh was stopped") {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

// A token is had in the same ways, and what goes wrong is said of a token.
func TestToken(t *testing.T) {
	name := filepath.Join(t.TempDir(), "token")
	write(t, name, "ey.J.\n", 0o600)
	if got, err := (Credential{what: token, file: name}).Read(t.Context(), false); err != nil || got != "ey.J." {
		t.Errorf("%q, %v", string(got), err)
	}
	write(t, name, "hunter2", 0o644)
	refused(t, Credential{what: token, file: name}, "others may read the token-file "+name+" (mode 0644): chmod 600 ")
	write(t, name, "\n", 0o600)
	refused(t, Credential{what: token, file: name}, "the token-file "+name+" has an empty first line: write the token there")
	refused(t, Credential{what: token, command: []string{"sh", "-c", "echo hunter2; exit 3"}}, "token-command sh failed: exit status 3: ")
	refused(t, Credential{what: token, command: []string{"true"}}, "token-command true printed no token: run it by hand")
}
