// Command startup measures what starting costs, of the program as it is built
// by default and of the one without the demo (-tags nodemo), and prints it as
// Markdown:
//
//	go run ./teatest/startup   (make startup)
//
// It runs in the module's directory and asserts nothing: machines differ.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// runs is how often each program is started for each figure. Both take turns,
// so that what else the machine does is shared by them.
const runs = 21

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "startup:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "startup-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	builds := []*build{
		{name: "default", path: filepath.Join(dir, "default")},
		{name: "`-tags nodemo`", path: filepath.Join(dir, "nodemo"), tags: []string{"nodemo"}},
	}
	for _, b := range builds {
		if err := b.make(); err != nil {
			return err
		}
	}
	for range runs + 1 {
		for _, b := range builds {
			if err := b.measure(); err != nil {
				return err
			}
		}
	}
	fmt.Print(report(builds))
	return nil
}

// report is a table with a column for each build, and what costs most.
func report(builds []*build) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Made by `make startup` on %s: %s/%s, %d CPUs, %s, medians of %d starts.\n\n| what |",
		time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), runs)
	for _, build := range builds {
		fmt.Fprintf(&b, " %s |", build.name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(builds)) + "\n")
	row := func(what string, figure func(*build) string) {
		fmt.Fprintf(&b, "| %s |", what)
		for _, build := range builds {
			fmt.Fprintf(&b, " %s |", figure(build))
		}
		b.WriteByte('\n')
	}
	row("packages initialised, one after the other", func(b *build) string { return fmt.Sprintf("%.1f ms", median(b.inits)) })
	row("exec → the first line of `main` (`--version`)", func(b *build) string { return fmt.Sprintf("%.1f ms", median(b.mains)) })
	row("exec → first byte on a terminal", func(b *build) string { return fmt.Sprintf("%.1f ms", median(b.bytes)) })
	row("exec → first frame (target: ≤ 40 ms), no answer of etcd yet", func(b *build) string { return fmt.Sprintf("%.1f ms", median(b.frames)) })
	row("RSS at the first frame", func(b *build) string { return fmt.Sprintf("%.1f MiB", median(b.rss)) })
	row("binary", func(b *build) string { return fmt.Sprintf("%.1f MB", b.size) })
	row("binary, `-trimpath -ldflags \"-s -w\"`", func(b *build) string { return fmt.Sprintf("%.1f MB", b.stripped) })
	row("the same without gRPC's trace pages (`-tags …,grpcnotrace`)", func(b *build) string { return fmt.Sprintf("%.1f MB", b.untraced) })
	for _, build := range builds {
		fmt.Fprintf(&b, "\nWhat is initialised longest, %s: %s.\n", build.name, strings.Join(build.costliest(5), ", "))
	}
	return b.String()
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
