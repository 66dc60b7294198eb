package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// build is the program, built in one way, and what its starts have given.
type build struct {
	name, path string
	tags       []string

	size, stripped, untraced float64           // MB
	modules                  map[string]string // of the packages that have one

	warm         bool
	inits, mains []float64 // milliseconds
	bytes        []float64
	frames       []float64
	rss          []float64            // MiB
	costs        map[string][]float64 // of each module's packages
}

// make builds the program; it is measured as `go build` makes it.
func (b *build) make() (err error) {
	release := []string{"-trimpath", "-ldflags", "-s -w"}
	if b.stripped, err = b.goBuild(b.tags, release...); err != nil {
		return err
	}
	if b.untraced, err = b.goBuild(append(slices.Clone(b.tags), "grpcnotrace"), release...); err != nil {
		return err
	}
	if b.size, err = b.goBuild(b.tags); err != nil {
		return err
	}
	b.costs = make(map[string][]float64)
	b.modules, err = modules(b.tags)
	return err
}

func (b *build) goBuild(tags []string, flags ...string) (megabytes float64, err error) {
	args := slices.Concat([]string{"build", "-o", b.path, "-tags", strings.Join(tags, ",")}, flags, []string{"."})
	if said, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, said)
	}
	info, err := os.Stat(b.path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / 1e6, nil
}

// modules are the modules that the program's packages belong to.
func modules(tags []string) (map[string]string, error) {
	out, err := exec.Command("go", "list", "-deps", "-tags", strings.Join(tags, ","),
		"-f", "{{with .Module}}{{$.ImportPath}} {{.Path}}{{end}}", ".").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	of := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if pkg, module, found := strings.Cut(strings.TrimSpace(line), " "); found {
			of[pkg] = module
		}
	}
	return of, nil
}

// costliest are the modules whose packages take longest, with their times.
func (b *build) costliest(n int) []string {
	names := slices.SortedFunc(maps.Keys(b.costs), func(x, y string) int {
		return cmp.Compare(median(b.costs[y]), median(b.costs[x]))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %.2f ms", name, median(b.costs[name]))
	}
	return names[:min(n, len(names))]
}
