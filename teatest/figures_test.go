package teatest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

var (
	figures     = flag.String("figures", "", "measure, and write the figures to this `FILE`")
	figureKeys  = flag.Int("figure-keys", 1_000_000, "keys in the store that is measured")
	figureRuns  = flag.Int("figure-runs", 5, "runs of each measurement")
	targetFirst = 150 * time.Millisecond
	targetFrame = 33 * time.Millisecond
)

const (
	targetRatio = 1.5
	targetRSS   = 200 << 20
)

// TestFigures measures the whole program, on its terminal, against a store of
// a million Kubernetes-shaped keys. It asserts nothing: machines differ. Each
// run drains the same keys by a bare GetStream loop first, so that its ratio
// holds on any machine.
func TestFigures(t *testing.T) {
	if *figures == "" {
		t.Skip("measures only with -figures FILE (make figures)")
	}
	server := StartServer(t)
	server.must(server.do(func(_ context.Context, client *clientv3.Client) error {
		return demo.Fill(t.Context(), client, demo.Registry(*figureKeys))
	}))
	bare, err := binaries.build("./testdata/bare")
	server.must(err)
	Build(t)

	m := measurement{t: t, server: server, bare: bare}
	for range *figureRuns {
		m.run()
	}
	server.must(os.WriteFile(*figures, m.report(), 0o644))
}

// measurement is what the runs have given.
type measurement struct {
	t      *testing.T
	server *Server
	bare   string

	first, whole, drained []time.Duration
	ratio                 []float64
	rss                   []float64 // MiB
	presses               []time.Duration
}

func (m *measurement) run() {
	start := time.Now()
	out, err := exec.Command(m.bare, m.server.Endpoint()).Output()
	drained := time.Since(start)
	m.server.must(err)
	if n, _ := strconv.Atoi(strings.TrimSpace(string(out))); n != *figureKeys {
		m.t.Fatalf("the bare loop drained %d keys", n)
	}

	start = time.Now()
	term := m.start()
	term.AwaitText("▸ configmaps/") // the first child, two prefixes down
	m.first = append(m.first, time.Since(start))
	all := fmt.Sprintf("  %s keys ", model.Count(int64(*figureKeys)))
	loaded := func(screen string) bool {
		return strings.Contains(screen, all) && !strings.Contains(screen, "≥") && strings.Contains(screen, " listed in ")
	}
	term.Await(loaded, "all keys")
	whole := time.Since(start)
	m.rss = append(m.rss, peakRSS(m.t, term.pid))
	term.Press("q")
	term.Wait()

	m.drained, m.whole = append(m.drained, drained), append(m.whole, whole)
	m.ratio = append(m.ratio, whole.Seconds()/drained.Seconds())

	// A run of its own for the keys that are pressed while it loads: the
	// breadcrumbs follow the cursor, down and up again.
	term = m.start()
	term.AwaitText("▾ /registry/") // folded: its name stays as it is now
	term.AwaitText("▸ deployments/")
	for key := "j"; !loaded(term.Screen()); key = map[string]string{"j": "k", "k": "j"}[key] {
		before := screenLine(term.Screen(), 1)
		pressed := time.Now()
		term.Press(key)
		term.Await(func(screen string) bool { return screenLine(screen, 1) != before }, "the cursor to move")
		m.presses = append(m.presses, time.Since(pressed))
	}
	term.Press("q")
	term.Wait()
}

func (m *measurement) start() *Term {
	term := Start(m.t, Options{Cols: 120, Rows: 40, Args: []string{"--endpoints", m.server.Endpoint(), "--read-rate", "0"}})
	return term
}

func screenLine(screen string, n int) string {
	lines := strings.SplitN(screen, "\n", n+2)
	return lines[min(n, len(lines)-1)]
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakRSS is the most memory that the process had resident so far, in MiB.
func peakRSS(t *testing.T, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("the memory of another process is read from /proc, which this system doesn't have:", err)
	}
	kib, err := strconv.ParseFloat(string(peakLine.FindSubmatch(status)[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return kib / 1024
}

func (m *measurement) report() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Figures

Made by `+"`make figures`"+` on %s: %s, %d CPUs, %s. The store: %s Kubernetes-shaped keys
(60-byte keys, 100-byte values) in an embedded etcd 3.7.3 on the same CPUs. The program: the whole of etcdscope on a
virtual terminal of 120×40, unpaced (`+"`--read-rate 0`"+`), times from its start as a process. %d runs, each beside a bare
`+"`GetStream`"+` loop that drains the same keys; the machine is shared, so trust the ratios.

| what | target | median | min | max | |
|---|---|---|---|---|---|
`, time.Now().Format(time.DateOnly), runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), model.Count(int64(*figureKeys)), len(m.ratio))
	figureRow(&b, "first children on the screen", "≤ 150 ms", "%.0f ms", milliseconds(m.first), float64(targetFirst.Milliseconds()))
	figureRow(&b, "bare GetStream loop", "—", "%.2f s", seconds(m.drained), 0)
	figureRow(&b, "whole tree loaded", "—", "%.2f s", seconds(m.whole), 0)
	figureRow(&b, "whole tree / bare loop of the same run", "≤ 1.5", "%.2f", m.ratio, targetRatio)
	figureRow(&b, "peak RSS", "≤ 200 MB", "%.0f MiB", m.rss, targetRSS>>20)
	presses := milliseconds(m.presses)
	slices.Sort(presses)
	fmt.Fprintf(&b, "\nA key press during the load, %d of them, from the key written to the terminal's input to its effect on the\nterminal's screen (target: p99 ≤ 33 ms): p50 %.0f ms, p99 %.0f ms, max %.0f ms%s.\n",
		len(presses), quantile(presses, 0.5), quantile(presses, 0.99), quantile(presses, 1), verdict(quantile(presses, 0.99), float64(targetFrame.Milliseconds())))
	return b.Bytes()
}

func figureRow(b *bytes.Buffer, what, target, format string, values []float64, limit float64) {
	slices.Sort(values)
	median := quantile(values, 0.5)
	fmt.Fprintf(b, "| %s | %s | "+format+" | "+format+" | "+format+" |%s |\n", what, target, median, values[0], quantile(values, 1), verdict(median, limit))
}

func verdict(value, limit float64) string {
	switch {
	case limit == 0:
		return ""
	case value <= limit:
		return " met"
	}
	return " **missed**"
}

// quantile is the value below which a part of the sorted values lies.
func quantile(sorted []float64, part float64) float64 {
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}

func milliseconds(ds []time.Duration) []float64 { return scaled(ds, time.Millisecond) }
func seconds(ds []time.Duration) []float64      { return scaled(ds, time.Second) }

func scaled(ds []time.Duration, unit time.Duration) []float64 {
	out := make([]float64, len(ds))
	for i, d := range ds {
		out[i] = float64(d) / float64(unit)
	}
	return out
}
