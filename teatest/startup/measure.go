package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// measure starts the program three times. The first round reads it from the
// disk and doesn't count.
func (b *build) measure() error {
	main, err := b.main()
	if err != nil {
		return err
	}
	inits, costs, err := b.inittrace()
	if err != nil {
		return err
	}
	first, frame, rss, err := b.screen()
	if err != nil || !b.warm {
		b.warm = true
		return err
	}
	b.mains, b.inits = append(b.mains, main), append(b.inits, inits)
	b.bytes, b.frames = append(b.bytes, first), append(b.frames, frame)
	if rss > 0 {
		b.rss = append(b.rss, rss)
	}
	for module, cost := range costs {
		b.costs[module] = append(b.costs[module], cost)
	}
	return nil
}

// main is the time until --version says something, which it does first of all.
func (b *build) main() (float64, error) {
	cmd := exec.Command(b.path, "--version")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		return 0, err
	}
	return since(started), cmd.Wait()
}

var initLine = regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, (\S+) ms clock`)

// inittrace is what the runtime says of the packages' initialisation: the sum,
// and the sum of each module.
func (b *build) inittrace() (sum float64, modules map[string]float64, err error) {
	cmd := exec.Command(b.path, "--version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, nil, err
	}
	modules = make(map[string]float64)
	for _, init := range initLine.FindAllStringSubmatch(string(out), -1) {
		clock, err := strconv.ParseFloat(init[2], 64)
		if err != nil {
			return 0, nil, err
		}
		module := b.modules[init[1]]
		if module == "" {
			module = "Go's own"
		}
		sum += clock
		modules[module] += clock
	}
	return sum, modules, nil
}

// screen starts the explorer on a terminal and ends it when the first frame was
// written. The endpoint takes the connection and never answers. The resident
// memory is 0 on a system that doesn't tell it in /proc.
func (b *build) screen() (first, frame, rss float64, err error) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { _ = silent.Close() }()
	cmd := exec.Command(b.path, "--endpoints", "http://"+silent.Addr().String())
	cmd.Env = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "TMPDIR=" + os.TempDir()}
	started := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 40})
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { _ = terminal.Close() }()
	var written []byte
	buf := make([]byte, 64<<10)
	for !bytes.Contains(written, []byte("etcdscope")) || !bytes.Contains(written, []byte("quit")) {
		n, err := terminal.Read(buf)
		if err != nil {
			return 0, 0, 0, fmt.Errorf("the program ended: %w: %s", err, written)
		}
		if written = append(written, buf[:n]...); first == 0 {
			first = since(started)
		}
	}
	frame, rss = since(started), resident(cmd.Process.Pid)
	return first, frame, rss, end(cmd, terminal)
}

// end ends the program by a signal, and takes what it writes meanwhile.
func end(cmd *exec.Cmd, terminal *os.File) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, terminal) // until nobody holds the terminal, which reads as an error
	_ = cmd.Wait()                       // its exit code says that there was a signal
	return nil
}

var residentLine = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

func resident(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kib, _ := strconv.ParseFloat(string(found[1]), 64)
	return kib / 1024
}

func since(t time.Time) float64 { return float64(time.Since(t)) / float64(time.Millisecond) }
