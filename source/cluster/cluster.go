// Package cluster runs etcd clusters of several members for tests, each member
// in a process of its own: one that can be killed, and stopped where it stands.
//
// No other program is needed: a member is the test's own binary, started again,
// and TestMain must call Main first.
package cluster

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// A leader that is lost is known after half a second to a second.
	tickMs     = 50
	electionMs = 500

	portPatience  = 10 * time.Second
	tryPatience   = 3 * time.Second
	startPatience = 40 * time.Second
	readyWord     = "ready"
)

// Cluster is a running cluster. Its methods fail the test on errors.
type Cluster struct {
	t       testing.TB
	dir     string
	options []Option
	Members []*Member
}

// Member is one member, running or not.
type Member struct {
	Name     string
	Endpoint string // stays the same when it is killed and started

	t     testing.TB
	with  settings
	run   *exec.Cmd // nil when killed
	stdin interface{ Close() error }
	ready chan struct{} // closed when it has found a leader and serves
	said  *bytes.Buffer
}

// Option changes how the members are started.
type Option func(*settings)

// WithQuota sets how big the members' databases may get.
func WithQuota(bytes int64) Option { return func(s *settings) { s.Quota = bytes } }

// Start starts a cluster of n members, etcd-1 and so on, which ends with the
// test, and returns when all of them serve.
func Start(t testing.TB, n int, options ...Option) *Cluster {
	t.Helper()
	c := &Cluster{t: t, dir: t.TempDir(), options: options}
	for i := range n {
		c.Members = append(c.Members, c.member(fmt.Sprintf("etcd-%d", i+1)))
	}
	for _, m := range c.Members {
		m.with.Initial = c.initial()
		m.Start()
	}
	for _, m := range c.Members {
		m.Ready()
	}
	return c
}

// member is one that isn't started yet.
func (c *Cluster) member(name string) *Member {
	c.t.Helper()
	m := &Member{t: c.t, Name: name, Endpoint: freeURL(c.t)}
	m.with = settings{
		Name: name, Dir: filepath.Join(c.dir, name), Client: m.Endpoint, Peer: freeURL(c.t),
		New: true, Tick: tickMs, Election: electionMs, PortPatience: portPatience,
	}
	for _, option := range c.options {
		option(&m.with)
	}
	c.t.Cleanup(m.Kill)
	return m
}

// initial is what members are told of each other.
func (c *Cluster) initial() string {
	var all []string
	for _, m := range c.Members {
		all = append(all, m.Name+"="+m.with.Peer)
	}
	return strings.Join(all, ",")
}

// Endpoints are those of all members.
func (c *Cluster) Endpoints() (all []string) {
	for _, m := range c.Members {
		all = append(all, m.Endpoint)
	}
	return all
}

// Start starts the member with the data that it has. It doesn't wait: without
// a majority of the others it would wait for ever.
func (m *Member) Start() {
	m.t.Helper()
	told, err := json.Marshal(m.with)
	if err != nil {
		m.t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), variable+"="+string(told))
	m.said = &bytes.Buffer{}
	cmd.Stderr = m.said
	in, err := cmd.StdinPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.run, m.stdin, m.ready = cmd, in, make(chan struct{})
	go func(ready chan struct{}) {
		defer close(ready) // at its end, too: nobody must wait for ever
		_, _ = bufio.NewReader(out).ReadString('\n')
	}(m.ready)
}

// Ready waits until the member serves.
func (m *Member) Ready() {
	m.t.Helper()
	select {
	case <-m.ready:
	case <-time.After(startPatience):
		m.t.Fatalf("%s doesn't get ready: %s", m.Name, m.said)
	}
}

// Kill ends the member at once (SIGKILL), with its data as it is.
func (m *Member) Kill() {
	if m.run == nil {
		return
	}
	_ = m.run.Process.Kill()
	<-m.ready // nothing reads its output any more
	_ = m.run.Wait()
	_ = m.stdin.Close()
	m.run = nil
}

// Freeze stops the member where it stands (SIGSTOP): its connections stay, and
// it takes new ones, but it says nothing.
func (m *Member) Freeze() { m.signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (m *Member) Thaw() { m.signal(syscall.SIGCONT) }

func (m *Member) signal(sig syscall.Signal) {
	m.t.Helper()
	if err := m.run.Process.Signal(sig); err != nil {
		m.t.Fatalf("%s: %v", m.Name, err)
	}
}

// freeURL has a port that nobody uses.
func freeURL(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "http://" + l.Addr().String()
}
