package teatest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// upstream names functions of libraries that race by themselves, so that no
// program can do anything about it.
var upstream = []string{
	// A killed Bubble Tea program (a panic, a cancelled context) closes its
	// input without waiting for the reader (tea.go, shutdown).
	"cancelreader.(*epollCancelReader).Close()",
	// A resumed one asks for its size beside the handler of SIGWINCH, and both
	// note it (tty.go, checkResize).
	"bubbletea/v2.(*Program).checkResize()",
}

// raceOptions has races reported to files. Standard error is the screen, the exit
// status is the program's own, and exiting need not take a second.
func (e environ) raceOptions() string {
	return "atexit_sleep_ms=0 exitcode=0 log_path=" + filepath.Join(e.races, "race")
}

// failOnRaces fails the test if the program had data races.
func (e environ) failOnRaces(t testing.TB) {
	paths, err := filepath.Glob(filepath.Join(e.races, "*"))
	if err != nil {
		t.Error(err)
	}
	for _, path := range paths {
		log, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, report := range races(string(log)) {
			t.Errorf("the program has a data race:\n%s", report)
		}
	}
}

// races returns the reports in log, without those that are known of libraries.
func races(log string) []string {
	return slices.DeleteFunc(strings.Split(log, "==================\n"), func(report string) bool {
		known := slices.ContainsFunc(upstream, func(function string) bool { return strings.Contains(report, function) })
		return known || strings.TrimSpace(report) == ""
	})
}
