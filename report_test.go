package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestReportIsKeptOnlyAfterAPanic(t *testing.T) {
	boom := func(r *report) { r.panicked("boom", []byte("the stack")) }
	nothing := func(*report) {}
	asked := func(r *report) { r.ask() }
	other := errors.New("other")
	for name, test := range map[string]struct {
		during func(*report)
		err    error
		kept   bool
	}{
		"nothing happened":         {nothing, nil, false},
		"another error":            {nothing, other, false},
		"a goroutine panicked":     {boom, nil, true},
		"Bubble Tea caught it":     {nothing, tea.ErrProgramPanic, true},
		"it panicked after Quit":   {boom, other, true},
		"a library says a word":    {func(*report) { _, _ = os.Stderr.WriteString("word") }, nil, false},
		"SIGQUIT":                  {asked, nil, true},
		"SIGQUIT and a panic":      {func(r *report) { asked(r); boom(r) }, nil, true},
		"the panic came too early": {func(r *report) { boom(r); r.quit(func() {}) }, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			stderr := os.Stderr
			r, err := openReport()
			if err != nil {
				t.Fatal(err)
			}
			test.during(r)
			got := r.close(test.err)
			if os.Stderr != stderr {
				t.Fatal("standard error was not given back")
			}
			left, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil || (len(left) > 0) != test.kept {
				t.Fatalf("left: %q, %v", left, err)
			}
			if !test.kept {
				if !errors.Is(got, test.err) {
					t.Errorf("error %v became %v", test.err, got)
				}
				return
			}
			if !strings.Contains(got.Error(), left[0]) || strings.Contains(got.Error(), "\n") {
				t.Errorf("the error is %q", got)
			}
		})
	}
}
