//go:build linux

package faults

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// peers is the network between members: each address that a member is known
// by, and behind it one link for each member that may dial it. All members
// know all by the same addresses, so who dials is read from the first request:
// raft's have the sender's ID.
type peers struct {
	doors []*door
}

// door is where one member is reached by the others.
type door struct {
	listener net.Listener
	strange  *link // for those who don't say who they are

	mu    sync.Mutex
	from  map[string]*link // by the sender's ID, as it writes it
	conns map[net.Conn]struct{}
	done  sync.WaitGroup
}

func newDoor(upstream string) (*door, error) {
	strange, err := newLink(upstream)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		strange.cut()
		return nil, err
	}
	d := &door{listener: listener, strange: strange, from: map[string]*link{}, conns: map[net.Conn]struct{}{}}
	d.done.Go(d.accept)
	return d, nil
}

func (d *door) address() string { return d.listener.Addr().String() }

// admit gives a sender a link of its own from now on.
func (d *door) admit(id uint64) (*link, error) {
	l, err := newLink(d.strange.upstream)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.from[senderID(id)] = l
	return l, nil
}

func senderID(id uint64) string { return strconv.FormatUint(id, 16) }

func (d *door) accept() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.done.Go(func() { d.pass(conn) })
	}
}

// pass leads one connection through the link of the one who dials.
func (d *door) pass(conn net.Conn) {
	if !d.keep(conn) {
		return
	}
	defer d.drop(conn)
	said := &recorder{Reader: conn}
	req, err := http.ReadRequest(bufio.NewReader(said))
	if err != nil {
		return
	}
	up, err := net.Dial("tcp", d.link(req.Header.Get("X-Server-From")).address())
	if err != nil || !d.keep(up) {
		return
	}
	defer d.drop(up)
	if _, err := up.Write(said.bytes); err != nil {
		return
	}
	both := make(chan struct{}, 2)
	for _, c := range [][2]net.Conn{{up, conn}, {conn, up}} {
		d.done.Go(func() {
			_, _ = io.Copy(c[0], c[1]) // either end closing ends both
			both <- struct{}{}
		})
	}
	<-both
}

func (d *door) link(from string) *link {
	d.mu.Lock()
	defer d.mu.Unlock()
	if l := d.from[from]; l != nil {
		return l
	}
	return d.strange
}

func (d *door) keep(c net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conns == nil {
		_ = c.Close()
		return false
	}
	d.conns[c] = struct{}{}
	return true
}

func (d *door) drop(c net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.conns, c)
	_ = c.Close()
}

// links are all ways through the door.
func (d *door) links() []*link {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := []*link{d.strange}
	for _, l := range d.from {
		all = append(all, l)
	}
	return all
}

func (d *door) close() {
	_ = d.listener.Close()
	d.mu.Lock()
	for c := range d.conns {
		_ = c.Close()
	}
	d.conns = nil
	d.mu.Unlock()
	for _, l := range d.links() {
		l.cut()
	}
	d.done.Wait()
}

// recorder remembers what was read through it.
type recorder struct {
	io.Reader
	bytes []byte
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.bytes = append(r.bytes, p[:n]...)
	return n, err
}

// introduce gives every member a link of its own to every other.
func (p *peers) introduce(ids []uint64) error {
	var failed error
	for to, d := range p.doors {
		for from, id := range ids {
			if from != to {
				_, err := d.admit(id)
				failed = errors.Join(failed, err)
			}
		}
		d.strange.cut() // who came before goes through the new link now
		failed = errors.Join(failed, d.strange.mend())
	}
	return failed
}

// between is the link by which one member dials another.
func (p *peers) between(id uint64, to int) (*link, error) {
	if l := p.doors[to].link(senderID(id)); l != p.doors[to].strange {
		return l, nil
	}
	return nil, fmt.Errorf("member %x has no link to %d", id, to)
}
