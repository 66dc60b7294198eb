//go:build linux

package main

import (
	"net"
	"os/exec"
	"strings"
	"time"
)

// startRuns is how often the program is started: starting takes next to no
// time and varies most.
const startRuns = 20

// measureStart measures the time to the first frame. The endpoint takes the
// connection and never answers, so nothing on that frame is etcd's doing.
func measureStart(h *harness) error {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { _ = silent.Close() }()
	program, err := h.bin.etcdscope()
	if err != nil {
		return err
	}
	var frames, versions []float64
	for run := range h.times(startRuns) + 1 {
		frame, err := h.firstFrame("http://" + silent.Addr().String())
		if err != nil {
			return err
		}
		started := time.Now()
		if err := exec.CommandContext(h.ctx, program, "--version").Run(); err != nil {
			return err
		}
		if version := time.Since(started); run > 0 { // the first one reads the program from the disk
			frames, versions = append(frames, frame), append(versions, milliseconds(version))
		}
	}
	h.found(11, "a", "start: process → first frame, before any answer of etcd", "ms", atMost(40), frames...)
	h.found(11, "b", "start: process → end of `etcdscope --version`, the runtime's own part", "ms", target{}, versions...)
	return nil
}

func (h *harness) firstFrame(endpoint string) (float64, error) {
	drawn := func(screen string) bool { return strings.Contains(line(screen, 0), "etcdscope") }
	return h.opened(endpoint, drawn, "the first frame")
}
