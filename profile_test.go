package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"
)

func TestProfilesThatCannotBeMade(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	for name, test := range map[string]struct {
		flag, path, says string
	}{
		"no such directory": {"cpuprofile", filepath.Join(dir, "none", "p"), "no such file or directory"},
		"a directory":       {"memprofile", dir, "is a directory"},
		"below a file":      {"memprofile", filepath.Join(file, "p"), "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			o, err := parse(t, []string{"--" + test.flag, test.path}, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = o.Profiles.during(zap.NewNop(), func() error { t.Error("it began nevertheless"); return nil })
			if err == nil || !strings.HasPrefix(err.Error(), "--"+test.flag+": ") || !strings.Contains(err.Error(), test.path+": "+test.says) ||
				!strings.HasSuffix(err.Error(), ": name a file that can be written") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error: %q", err)
			}
			if exitCode(err) != exitBadArgs {
				t.Errorf("exit code %d", exitCode(err))
			}
		})
	}
}

func TestProfilesInOneFile(t *testing.T) {
	_, err := parse(t, []string{"--cpuprofile", "p", "--memprofile", "p"}, nil)
	if err == nil || exitCode(err) != exitBadArgs {
		t.Errorf("error %v, exit code %d", err, exitCode(err))
	}
}

// What do ended with is told first; that a profile was lost, else.
func TestProfilesThatAreNotWhole(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no file that is always full:", err)
	}
	other := errors.New("other")
	for name, p := range map[string]profiles{
		"CPU":    {CPU: "/dev/full"},
		"memory": {Mem: "/dev/full"},
	} {
		for _, ended := range []error{nil, other} {
			p := p
			err := p.during(zap.NewNop(), func() error { return ended })
			if ended != nil && err != ended || ended == nil && (err == nil || !strings.Contains(err.Error(), "no space left")) {
				t.Errorf("%s, ended with %v: error %v", name, ended, err)
			}
		}
	}
}

// The memory is that of the moment the screen is left, with what it held.
func TestMemoryProfileIsTakenOnce(t *testing.T) {
	p := profiles{Mem: filepath.Join(t.TempDir(), "mem")}
	var taken os.FileInfo
	err := p.during(zap.NewNop(), func() (err error) {
		p.memory(make([]byte, 1))
		taken, err = os.Stat(p.Mem)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.Stat(p.Mem)
	if err != nil || left.Size() == 0 || left.Size() != taken.Size() {
		t.Errorf("it was %d bytes, is %d: %v", taken.Size(), left.Size(), err)
	}
}
