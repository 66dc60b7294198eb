package teatest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRacesInTheProgramFailTheTest(t *testing.T) {
	if !raceEnabled {
		t.Skip("the program is built without the race detector")
	}
	spy := &spy{TB: t}
	term := startSample(spy, Options{})
	term.Press("R")
	term.AwaitText("raced")
	term.Press("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("the race changed the exit status to %d", status)
	}
	term.close()
	if got := strings.Join(spy.errors, "\n"); !strings.Contains(got, "DATA RACE") {
		t.Errorf("the test was told: %q", got)
	}
}

// spy is a test whose failures are noted.
type spy struct {
	testing.TB
	errors []string
}

func (s *spy) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}

func TestRacesOfLibrariesAreKnown(t *testing.T) {
	const (
		ours   = "WARNING: DATA RACE\n  main.sample.press()\n"
		theirs = "WARNING: DATA RACE\n  charm.land/bubbletea/v2.(*Program).checkResize()\n"
		line   = "==================\n"
	)
	log := line + theirs + line + line + ours + line + line + theirs + line
	if got := races(log); !slices.Equal(got, []string{ours}) {
		t.Errorf("got %q", got)
	}
}
