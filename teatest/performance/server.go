//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// server is an etcd of its own process.
type server struct {
	store    store
	dir      string
	scratch  bool // the directory is a copy, to be removed
	endpoint string
	version  string // as it says itself
	cmd      *exec.Cmd
	log      bytes.Buffer
	ended    chan struct{}
}

// dataDir is where the data are in a store's directory.
const dataDir = "data"

// peerSocket is where the peers of a server would reach it, in its working
// directory: that stays true in a copy, and nobody else has it.
const peerSocket = "peer.sock:1"

// serverFlags are the same for filling and for measuring. Without fsync what
// is measured is etcd and etcdscope and not the disk of a shared machine, and
// a put that has to wait for a read shows it: it has nothing else to wait for.
func serverFlags(version string) []string {
	catchUp := "--snapshot-catchup-entries"
	if version == v35 {
		catchUp = "--experimental-snapshot-catchup-entries"
	}
	return []string{
		"--logger", "zap", "--log-level", "error", "--data-dir", dataDir,
		"--unsafe-no-fsync", "--quota-backend-bytes", fmt.Sprint(16 << 30),
		// The raft log of a store that was just filled is short, so that the
		// server starts at once and its memory isn't that log.
		"--snapshot-count", "2000", catchUp, "100",
		"--listen-peer-urls", "unix://" + peerSocket, "--initial-advertise-peer-urls", "unix://" + peerSocket,
		"--initial-cluster", "default=unix://" + peerSocket,
	}
}

// startServer runs the store's server with its data in dir and waits until it
// serves and has nothing left to do.
func startServer(h *harness, s store, dir string) (*server, error) {
	binary, err := h.bin.etcd(s.version)
	if err != nil {
		return nil, err
	}
	for range 5 { // the port was free, but anybody may have taken it
		srv := &server{store: s, dir: dir, ended: make(chan struct{})}
		if err = srv.launch(binary); err != nil {
			return nil, err
		}
		if err = srv.ready(h.ctx); err == nil {
			h.say("etcd %s serves %s", s.version, s)
			h.versions[srv.version] = true
			err = h.settle(srv.pid())
		}
		if err == nil {
			return srv, nil
		}
		srv.stop()
		if !bytes.Contains(srv.log.Bytes(), []byte(syscall.EADDRINUSE.Error())) {
			break
		}
	}
	return nil, fmt.Errorf("etcd %s for %s: %w", s.version, s, err)
}

func (s *server) launch(binary string) error {
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.endpoint = "http://" + port.Addr().String()
	_ = port.Close()
	s.cmd = exec.Command(binary, append(serverFlags(s.store.version), "--listen-client-urls", s.endpoint, "--advertise-client-urls", s.endpoint)...)
	s.cmd.Dir = s.dir
	_ = os.Remove(filepath.Join(s.dir, peerSocket)) // of one that was killed
	s.cmd.Stderr = &s.log
	s.cmd.SysProcAttr = endsWithUs()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = s.cmd.Wait() // how it ends is of interest only while it starts
		close(s.ended)
	}()
	return nil
}

// ready waits until the server answers: it reads its whole index first.
func (s *server) ready(ctx context.Context) error {
	client, err := connect(s.endpoint)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		try, cancel := context.WithTimeout(ctx, time.Second)
		var status *clientv3.StatusResponse
		if status, err = client.Status(try, s.endpoint); err == nil {
			s.version = status.Version
			_, err = client.Get(try, "\x00") // answers when all is read
		}
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("it ended: %s", s.log.Bytes())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return errors.Join(errors.New("it doesn't answer"), err)
}

func (s *server) pid() int { return s.cmd.Process.Pid }

// stop ends the server in order, so that the next start needs no repair.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
}

// connect is a plain client: the one that etcdscope has is read-only.
func connect(endpoint string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: zap.NewNop()})
}

// endsWithUs ends a process that we start when this one is killed.
func endsWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
