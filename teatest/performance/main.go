//go:build linux

// Command performance measures the whole program against real servers: it
// builds both, fills the stores, runs etcdscope on a pseudo-terminal whose
// output is only read and its time noted, runs what it is compared with beside
// it, and writes one table, targets beside what was measured.
//
//	go run ./teatest/performance -report docs/performance.md   (make bench)
//	go run ./teatest/performance -rows keypress -keys 100000   one row, a small store
//	go run ./teatest/performance -quick                        does it still run?
//
// It asserts nothing about time: machines differ.
//
//	main, harness    flags; what is built and runs while measuring
//	binaries, store, fill, server    what etcdscope is measured against
//	terminal, recording              the measuring terminal
//	measure, report, growth, plot    samples to table and picture
//	row_*.go         one file for each row, or rows that share their runs
//	child_*.go       what runs in a process of its own, beside the measured one
//
// It reads /proc, so it needs Linux.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// settings are the command line.
type settings struct {
	report  string
	rows    map[string]bool // nil: all
	keys    int
	largest int
	runs    int
	quick   bool
	fill    bool
	cache   string
}

func main() {
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "performance:", err)
		os.Exit(1)
	}
}

// start runs the command, or the part of it that the first run has started as a
// process of its own.
func start(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) > 1 && args[0] == "child" {
		return runChild(ctx, args[1], args[2:])
	}
	return run(ctx, parse())
}

func parse() settings {
	var s settings
	var only string
	flag.StringVar(&s.report, "report", "", "write the table to this `FILE.md`, with FILE.notes.md after it and FILE.svg beside it; without it the table is printed")
	flag.StringVar(&only, "rows", "", "measure these rows only: "+strings.Join(rowNames(), ","))
	flag.IntVar(&s.keys, "keys", 1_000_000, "keys in the store that the targets call 1M; the others scale with it")
	flag.IntVar(&s.largest, "largest", 0, "leave out stores of more keys than this (0: none)")
	flag.IntVar(&s.runs, "runs", 5, "runs of each measurement; fewer where one takes long")
	flag.BoolVar(&s.quick, "quick", false, "small stores, one run, short phases: shows that all of it works, not how fast it is")
	flag.BoolVar(&s.fill, "fill", false, "only fill the stores")
	flag.StringVar(&s.cache, "cache", "", "where servers and stores are kept (default: etcdscope in the user's cache directory)")
	flag.Parse()
	if s.quick {
		s.keys, s.runs = min(s.keys, 10_000), 1
	}
	if s.largest == 0 {
		s.largest = 10 * s.keys
	}
	if only != "" {
		s.rows = make(map[string]bool)
		for name := range strings.SplitSeq(only, ",") {
			s.rows[name] = true
		}
	}
	return s
}

func run(ctx context.Context, s settings) error {
	if err := s.check(); err != nil {
		return err
	}
	h, err := newHarness(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	if s.fill {
		return h.fillAll()
	}
	for _, r := range rows() {
		if s.rows != nil && !s.rows[r.name] {
			continue
		}
		h.say("row %s", r.name)
		if err := r.run(h); err != nil {
			return fmt.Errorf("row %s: %w", r.name, err)
		}
	}
	return h.write()
}

func (s *settings) check() error {
	known := make(map[string]bool)
	for _, name := range rowNames() {
		known[name] = true
	}
	for name := range s.rows {
		if !known[name] {
			return fmt.Errorf("-rows %s: there is no such row; there are %s", name, strings.Join(rowNames(), ", "))
		}
	}
	// Half an hour later is too late to find that out.
	if _, err := os.Stat(filepath.Dir(s.report)); err != nil {
		return fmt.Errorf("-report %s: %w", s.report, err)
	}
	if s.cache != "" {
		return nil
	}
	dir, err := os.UserCacheDir()
	s.cache = filepath.Join(dir, "etcdscope")
	return err
}
