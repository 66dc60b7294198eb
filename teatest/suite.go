package teatest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Suite runs journeys written down in text files, one journey a file.
//
// A script has one command a line; empty lines and lines that start with # say
// nothing. ${NAME} stands for a variable set by [Script.Set]. TEXT is the rest of
// the line, or a Go string in double quotes; words in double quotes may have
// spaces.
//
//	size 80x24         of the terminals started from here on; "none" is 0×0
//	legacy             …know no recent extensions, see [Options]
//	env KEY=VALUE      …have this in their environment
//	start [ARG…]       start the program, end a previous one
//	press KEY…         see [Term.Press]
//	type TEXT          type it
//	paste TEXT         paste it
//	await TEXT         wait until the screen shows it
//	await~ REGEXP      …or something that matches
//	gone TEXT          wait until the screen doesn't show it
//	never TEXT         check that the program hasn't written these bytes
//	resize 100x30      also 0x0
//	mask REGEXP        put asterisks for what matches, in snapshots from here on
//	snapshot NAME      wait until the screen is as in NAME.golden
//	signal NAME        TERM, HUP, INT, QUIT, KILL, …
//	hangup             close the terminal
//	stopped            wait until the program is suspended
//	continue           bring it back
//	exit [STATUS]      wait until the program ends, with this status or any
//	restored           check that the terminal is as before
type Suite struct {
	Scripts string  // pattern of the scripts' paths, as in [filepath.Glob]
	Options Options // for every start; size, environment and arguments can be added to
	Update  bool    // write the golden files instead of comparing with them

	// Commands, if set, makes further commands for a script. It may start what
	// they need, and set variables.
	Commands func(s *Script) map[string]Command
}

// Command does what a line of a script says, given the words after the command's
// name. The error needn't say where.
type Command func(args []string) error

// Run runs each script as a subtest named after its file, several at a time.
func (suite Suite) Run(t *testing.T) {
	t.Helper()
	paths, err := filepath.Glob(suite.Scripts)
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatalf("no scripts: %s", suite.Scripts)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := suite.run(t, path, string(text)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// run runs one script. Errors begin with the place they belong to.
func (suite Suite) run(t testing.TB, path, text string) error {
	s := &Script{TB: t, dir: filepath.Dir(path), update: suite.Update, options: suite.Options, variables: make(map[string]string)}
	commands := s.commands()
	if suite.Commands != nil {
		for name, command := range suite.Commands(s) {
			commands[name] = inWords(command)
		}
	}
	lines, err := parse(path, text, commands)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := s.do(l); err != nil {
			return fmt.Errorf("%s: %s: %w", l.at, l.name, err)
		}
	}
	return nil
}

// line is one command of a script.
type line struct {
	at   string // file:line
	name string
	rest string
	run  func(rest string) error
}

// parse reads the whole script, so that a misspelled command is told before
// anything is started.
func parse(path, text string, commands map[string]func(rest string) error) ([]line, error) {
	var lines []line
	number := 0
	for raw := range strings.Lines(text) {
		number++
		trimmed := strings.TrimSpace(raw)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		l := line{at: fmt.Sprintf("%s:%d", path, number)}
		l.name, l.rest, _ = strings.Cut(trimmed, " ")
		l.rest = strings.TrimSpace(l.rest)
		if l.run = commands[l.name]; l.run == nil {
			return nil, fmt.Errorf("%s: there is no command %q", l.at, l.name)
		}
		lines = append(lines, l)
	}
	return lines, nil
}
