//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the CPU times in /proc: USER_HZ, 100 on every Linux that
// Go runs on.
const tick = 10 * time.Millisecond

// cpuTime is what a process has used of the CPUs so far.
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The second field is the program's name in parentheses, which may hold
	// anything; utime and stime are the 14th and 15th.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// peakMemory is the most that a process had resident so far, in MB (10^6 B).
func peakMemory(pid int) (float64, error) { return memoryOf(pid, "VmHWM:") }

// memoryNow is what it has resident now.
func memoryNow(pid int) (float64, error) { return memoryOf(pid, "VmRSS:") }

func memoryOf(pid int, field string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			return kib * 1024 / 1e6, err
		}
	}
	return 0, fmt.Errorf("process %d has no %s", pid, field)
}

// loadAverage is how many processes wanted a CPU in the last minute.
func loadAverage() string {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	one, _, _ := strings.Cut(string(load), " ")
	return one
}

// settle waits until a server does next to nothing: what the run before has
// left behind (cancelled streams, garbage) is not for the next run to pay. A
// server that never rests is measured as it is.
func (h *harness) settle(pid int) error {
	const look = 10 * tick
	for deadline := time.Now().Add(h.phase(20 * time.Second)); time.Now().Before(deadline); {
		before, err := cpuTime(pid)
		if err != nil {
			return err
		}
		if err := h.sleep(look); err != nil {
			return err
		}
		if after, err := cpuTime(pid); err != nil || after-before <= tick {
			return err
		}
	}
	return nil
}
