//go:build linux

package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// write writes the report and the picture, or prints the report.
func (h *harness) write() error {
	if h.report == "" {
		_, err := os.Stdout.Write(h.table(""))
		return err
	}
	base := strings.TrimSuffix(h.report, ".md")
	notes, err := os.ReadFile(base + ".notes.md")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(h.curves) > 0 {
		if err := os.WriteFile(base+".svg", plot(h.curves), 0o644); err != nil {
			return err
		}
	}
	text := h.table(filepath.Base(base) + ".svg")
	if len(notes) > 0 {
		text = append(append(text, '\n'), notes...)
	}
	return os.WriteFile(h.report, text, 0o644)
}

// table is the report but for what is written by hand.
func (h *harness) table(picture string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, reportHead, h.machine(), h.etcds(), cols, lines)
	b.WriteString("| # | what | target | median | min | max | runs | |\n|---|---|---|---|---|---|---|---|\n")
	slices.SortStableFunc(h.measures, func(a, b measure) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.order, b.order)) })
	for _, m := range h.measures {
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s | %s | %d |%s |\n", m.number, m.what, m.wanted(), m.format(m.value),
			m.format(slices.Min(m.samples)), m.format(slices.Max(m.samples)), len(m.samples), m.verdict())
	}
	b.WriteString(reportFoot)
	for _, r := range h.remarks {
		fmt.Fprintf(&b, "\n%s\n", r)
	}
	if len(h.curves) > 0 {
		h.growth(&b, picture)
	}
	return b.Bytes()
}

const reportHead = `# Performance

Made by ` + "`make bench`" + ` (teatest/performance) on %s.
%s

All of it runs on these CPUs together: etcd as a process of its own (without fsync, so that a disk hides nothing), the
real binary of etcdscope on a pseudo-terminal of %d×%d, and whatever is compared with it. Times are those of the key
written to the terminal, or of the process's start, and of the read that brought the last byte of the frame in question.
Ratios are of the same run; other machines have other times, and so has one that does something else meanwhile.

`

const reportFoot = `
A p50, p99 or slowest in the column *median* is of all runs together, min and max are those of single runs. MB are 10^6 bytes. The
keys are Kubernetes-shaped (` + "`demo.Registry`" + `): 60 bytes, with values of 100, put 100 in a transaction, in no order, every
third twice; the levels of "expand" lie behind them. The cheapest RPCs are searched for in each run: streams that are
cancelled after 1 to 10 chunks inside a child and opened again behind it, one stream to the end, one unlimited Range, a
Range with limit 1 for each child. Apply and Window are means of 100 calls, in a process without a server, where each key
has a revision of its own. In such a process keys are found, too, from the taking of a snapshot to the whole answer; fzf reads the
same keys in order from a file in memory, and must find as many.
`

func (h *harness) growth(b *bytes.Buffer, picture string) {
	b.WriteString("\n## Growth\n\nWith N keys in the store, medians; the exponent is that of N in the line of least squares through the logarithms.\n\n")
	if picture != "" {
		fmt.Fprintf(b, "![first children, whole load and peak memory against the number of keys](%s)\n\n", picture)
	}
	b.WriteString("| keys |")
	for _, c := range h.curves {
		fmt.Fprintf(b, " %s |", c.what)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(h.curves)) + "\n")
	for i, p := range h.curves[0].points {
		fmt.Fprintf(b, "| %s |", grouped(int64(p.n)))
		for _, c := range h.curves {
			fmt.Fprintf(b, " %s %s |", digits(c.points[i].cost), c.unit)
		}
		b.WriteString("\n")
	}
	h.exponents(b, "all", func(p []point) []point { return p })
	h.exponents(b, fmt.Sprintf("the %d largest", growthTail), func(p []point) []point { return p[max(0, len(p)-growthTail):] })
}

func (h *harness) exponents(b *bytes.Buffer, of string, choose func([]point) []point) {
	fmt.Fprintf(b, "| **%s** |", of)
	for _, c := range h.curves {
		exponent, _ := fit(choose(c.points))
		fmt.Fprintf(b, " %s |", power(exponent))
	}
	b.WriteString("\n")
}

// machine is where and when.
func (h *harness) machine() string {
	name := "an unknown CPU"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s: %s, %d CPUs (%s), %s, load average %s when it began", time.Now().Format(time.DateOnly), runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), name, runtime.Version(), h.load)
}

// etcds says which servers were measured.
func (h *harness) etcds() string {
	if len(h.versions) == 0 {
		return "No server was needed."
	}
	return "Servers: etcd " + strings.Join(slices.Sorted(maps.Keys(h.versions)), ", ") + "; etcdctl and the bare client are those of 3.7."
}
