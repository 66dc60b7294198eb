package teatest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestScripts(t *testing.T) {
	Suite{
		Scripts: "testdata/harness/*.txt",
		Options: Options{Program: sampleProgram(t)},
		Update:  *update,
		Commands: func(s *Script) map[string]Command {
			server := StartServer(s)
			s.Set("endpoint", server.Endpoint())
			return map[string]Command{
				"server": server.Command,
				"keys": func(args []string) error {
					if got := strconv.Itoa(count(t, server)); got != args[0] {
						return fmt.Errorf("the server has %s keys, not %s", got, args[0])
					}
					return nil
				},
			}
		},
	}.Run(t)
}

func TestScriptErrorsSayWhere(t *testing.T) {
	for _, tt := range []struct{ script, want string }{
		{"\n# comment\nnope now\n", `x.txt:3: there is no command "nope"`},
		{"start\nbroken", `x.txt:2: there is no command "broken"`},
		{"press j", "x.txt:1: press: nothing is started yet"},
		{"size 80", `x.txt:1: size: a size is written as 80x24, not "80"`},
		{"size 80x-1", `x.txt:1: size: a size is written as 80x24, not "80x-1"`},
		{"mask (", "x.txt:1: mask: error parsing regexp"},
		{"start ${nobody}", "x.txt:1: start: there is no variable ${nobody}"},
		{"legacy really", `x.txt:1: legacy: takes no "really"`},
		{"fail a \"b c\" d", `x.txt:1: fail: ["a" "b c" "d"]`},
		{"start\nawait said\npress nope", `x.txt:3: press: no key is called "nope"`},
		{"start\nawait", "x.txt:2: await: needs a text"},
		{"start\nawait \"half", `x.txt:2: await: "half: invalid syntax`},
		{"start\nimpatient\nawait nothing like this", `x.txt:3: await: waited 1ms in vain for "nothing like this"`},
		{"start\nimpatient\nawait~ ^nope", `x.txt:3: await~: waited 1ms in vain for a match of "^nope"`},
		{"start\nawait said\nimpatient\ngone said", `x.txt:4: gone: waited 1ms in vain for "said" to be gone`},
		{"start\nawait said\nnever \"\\x1b[?1049h\"", `x.txt:3: never: the program wrote "\x1b[?1049h" to the terminal`},
		{"start\nsignal NOPE", `x.txt:2: signal: there is no signal "NOPE"`},
		{"start\ncontinue", "x.txt:2: continue: continue the program: it is not suspended"},
		{"start\nawait said\npress q\nexit 7", "x.txt:4: exit: the program's status was 0"},
		{"start -dirty\nexit 0\nrestored", "x.txt:3: restored: the program did not restore the terminal: "},
		{"start\nsnapshot ../x", `x.txt:2: snapshot: a snapshot needs a name`},
		{"start\nsnapshot missing", "missing.golden: no such file or directory (write it with -update)"},
	} {
		suite := Suite{Options: Options{Program: sampleProgram(t)}, Commands: faulty}
		err := suite.run(t, "x.txt", tt.script)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q:\ngot  %v\nwant %s", tt.script, err, tt.want)
		}
	}
}

func faulty(s *Script) map[string]Command {
	return map[string]Command{
		"fail":      func(args []string) error { return fmt.Errorf("%q", args) },
		"impatient": func([]string) error { s.Term().patience = time.Millisecond; return nil },
	}
}

func TestSnapshot(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "x.txt")
	suite := Suite{Options: Options{Program: sampleProgram(t)}, Commands: faulty}
	const steps = "size 40x3\nstart %s\nawait dark:true\nmask run \\d\n%ssnapshot first\n"

	suite.Update = true
	if err := suite.run(t, script, fmt.Sprintf(steps, `"run 1" a`, "")); err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile(filepath.Join(dir, "first.golden"))
	if want := "sample 40×3 [***** a]\nsaid: dark:true\nenv: "; err != nil || !strings.HasPrefix(string(golden), want) {
		t.Errorf("the golden file has %q, %v", golden, err)
	}

	suite.Update = false
	if err := suite.run(t, script, fmt.Sprintf(steps, `"run 2" a`, "")); err != nil {
		t.Errorf("only what is masked differs: %v", err)
	}
	err = suite.run(t, script, fmt.Sprintf(steps, `"run 2" b`, "impatient\n"))
	if want := "  1 -sample 40×3 [***** a]\n    +sample 40×3 [***** b]\n"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
