package source

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// cable carries bytes between a client and a server: late, or not at all for a
// while. Connections stay through it, as they do when one is pulled.
type cable struct {
	mu    sync.Mutex
	whole chan struct{} // closed while the cable is whole
	late  time.Duration
}

func (c *cable) set(cut bool, late time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.late = late
	select {
	case <-c.whole:
		if cut {
			c.whole = make(chan struct{})
		}
	default:
		if !cut {
			close(c.whole)
		}
	}
}

// startCable is the endpoint at which the server is reached through a cable.
func startCable(t *testing.T, server string) (c *cable, endpoint string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c = &cable{whole: make(chan struct{})}
	close(c.whole)
	var all sync.WaitGroup
	t.Cleanup(func() {
		c.set(false, 0)
		_ = l.Close()
		all.Wait()
	})
	all.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", strings.TrimPrefix(server, "http://"))
			if err != nil {
				_ = near.Close()
				continue
			}
			all.Go(func() { c.carry(near, far) })
			all.Go(func() { c.carry(far, near) })
		}
	})
	return c, "http://" + l.Addr().String()
}

func (c *cable) carry(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		whole, late := c.whole, c.late
		c.mu.Unlock()
		<-whole
		time.Sleep(late)
		if _, e := to.Write(buf[:n]); e != nil || err != nil {
			return
		}
	}
}

func TestANetworkIsSlowAndIsCut(t *testing.T) {
	beside(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1")
	cable, endpoint := startCable(t, srv.Endpoint())
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{endpoint}}), Options{})
	s.until("live and healthy", func() bool { return s.isLive() && s.healthy(1) })
	cable.set(false, 300*time.Millisecond)
	put(t, w, "a/2")
	s.equalsStore(w, "")
	if e, err := s.session.Read(s.ctx, "a/2"); err != nil || !e.Found || s.status.Link != model.LinkLive {
		t.Errorf("over a slow network: %v, link %v", err, s.status.Link)
	}
	cable.set(true, 0)
	s.until("it is said", func() bool { return s.status.Link == model.LinkReconnecting })
	if s.status.Cause != "no answer in time" {
		t.Errorf("the cause is %q", s.status.Cause)
	}
	put(t, w, "a/3")
	cable.set(false, 0)
	s.until("live again", s.isLive)
	s.equalsStore(w, "")
	if s.gaps > 0 {
		t.Errorf("%d gaps", s.gaps)
	}
}
