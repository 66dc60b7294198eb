package teatest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

const (
	programPackage = "github.com/etcdscope/etcdscope"
	shellPackage   = programPackage + "/teatest/jobshell"
)

// binaries is shared by the whole test process: linking the program once for
// each journey would take longer than the journeys do. [Main] removes it.
var binaries = &builder{}

// Main runs the tests of a package of journeys. It fails when they leave
// goroutines behind, and removes what [Build] made:
//
//	func TestMain(m *testing.M) { teatest.Main(m) }
func Main(m *testing.M, options ...goleak.Option) {
	options = append(options, goleak.Cleanup(func(code int) {
		if err := binaries.remove(); err != nil && code == 0 {
			fmt.Fprintln(os.Stderr, "teatest:", err)
			code = 1
		}
		os.Exit(code)
	}))
	binaries.owned = true
	goleak.VerifyTestMain(m, options...)
}

// raceFlags builds a program as the tests that drive it are built.
func raceFlags() []string {
	if raceEnabled {
		return []string{"-race"}
	}
	return nil
}

// builder builds each package at most once, into one temporary directory.
type builder struct {
	owned bool // whether Main will call remove

	mu    sync.Mutex
	dir   string
	built map[string]func() (string, error)
}

// build returns the binary of the package pkg, which is named as for `go build`.
// The flags of a package are those that it was first built with.
func (b *builder) build(pkg string, flags ...string) (string, error) {
	once, err := b.once(pkg, flags)
	if err != nil {
		return "", err
	}
	return once()
}

// once returns the one build of pkg, so that those who ask meanwhile wait for
// it, and not for the builds of other packages.
func (b *builder) once(pkg string, flags []string) (func() (string, error), error) {
	if !b.owned {
		return nil, errors.New("teatest: nobody removes what is built: call teatest.Main from TestMain")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "teatest-")
		if err != nil {
			return nil, err
		}
		b.dir, b.built = dir, make(map[string]func() (string, error))
	}
	if b.built[pkg] == nil {
		out := filepath.Join(b.dir, path.Base(pkg))
		b.built[pkg] = sync.OnceValues(func() (string, error) { return out, goBuild(pkg, out, flags) })
	}
	return b.built[pkg], nil
}

func (b *builder) remove() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir == "" {
		return nil
	}
	return os.RemoveAll(b.dir)
}

func goBuild(pkg, out string, flags []string) error {
	cmd := exec.Command("go", slices.Concat([]string{"build", "-o", out}, flags, []string{pkg})...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said)
	}
	return nil
}
