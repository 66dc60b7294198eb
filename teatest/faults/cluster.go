//go:build linux

package faults

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
)

// patience is how long what must come may take. It only bounds how late a
// failure is told.
const patience = time.Minute

// cluster is some members and all ways to them. What its methods are named
// after happens to it; errors are for the test that started it.
type cluster struct {
	dir     string
	members []*member
	clients []*link // one to each member
	peers   peers
	ids     []uint64
	admin   *clientv3.Client // past the links
}

// layout says what a cluster is like.
type layout struct {
	size   int
	paged  []bool // members that refuse RangeStream, as those before 3.7
	adjust func(*memberConfig)
}

// startCluster starts a cluster, which ends with the test.
func startCluster(t testing.TB, l layout) *cluster {
	t.Helper()
	c := &cluster{dir: t.TempDir()}
	t.Cleanup(c.close)
	if err := c.start(l); err != nil {
		c.logs(t)
		t.Fatal(err)
	}
	return c
}

func (c *cluster) start(l layout) error {
	for i := range l.size {
		m, err := c.add(fmt.Sprintf("m%d", i+1))
		if err != nil {
			return err
		}
		m.config.Paged = i < len(l.paged) && l.paged[i]
		if l.adjust != nil {
			l.adjust(&m.config)
		}
	}
	for _, m := range c.members {
		m.config.Cluster = c.initial()
		if err := m.start(); err != nil {
			return err
		}
	}
	if err := c.dial(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.serves(ctx); err != nil {
		return err
	}
	return c.introduce(ctx)
}

// add makes a member and the ways to it, without starting it.
func (c *cluster) add(name string) (*member, error) {
	client, err := freeAddress()
	if err != nil {
		return nil, err
	}
	peer, err := freeAddress()
	if err != nil {
		return nil, err
	}
	l, err := newLink(client)
	if err != nil {
		return nil, err
	}
	c.clients = append(c.clients, l)
	d, err := newDoor(peer)
	if err != nil {
		return nil, err
	}
	c.peers.doors = append(c.peers.doors, d)
	m := &member{config: memberConfig{
		Name: name, Dir: filepath.Join(c.dir, name),
		Client: client, AdvertisedClient: l.address(),
		Peer: peer, AdvertisedPeer: d.address(),
	}}
	c.members = append(c.members, m)
	return m, nil
}

// initial is the cluster as --initial-cluster writes it.
func (c *cluster) initial() string {
	var all []string
	for _, m := range c.members {
		all = append(all, m.config.Name+"=http://"+m.config.AdvertisedPeer)
	}
	return strings.Join(all, ",")
}

func (c *cluster) dial() (err error) {
	var direct []string
	for _, m := range c.members {
		direct = append(direct, m.config.Client)
	}
	c.admin, err = dialDirect(direct...)
	return err
}

// dialDirect makes a client that is quick to come back.
func dialDirect(endpoints ...string) (*clientv3.Client, error) {
	return dialAs("", "", endpoints...)
}

func dialAs(user, password string, endpoints ...string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{
		Username: user, Password: password, Endpoints: endpoints, Logger: zap.NewNop(), DialTimeout: time.Second, MaxUnaryRetries: 3,
		DialOptions: []grpc.DialOption{grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{BaseDelay: 20 * time.Millisecond, Multiplier: 1.5, MaxDelay: 200 * time.Millisecond}, MinConnectTimeout: time.Second,
		})},
	})
}

// serves waits until there is a quorum.
func (c *cluster) serves(ctx context.Context) error {
	return persist(ctx, func(ctx context.Context) error {
		_, err := c.admin.Get(ctx, "serves")
		return err
	})
}

// persist tries until it works, each time for a second and a half.
func persist(ctx context.Context, do func(context.Context) error) error {
	for {
		attempt, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
		err := do(attempt)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// introduce gives members links of their own to each other.
func (c *cluster) introduce(ctx context.Context) error {
	list, err := c.admin.MemberList(ctx)
	if err != nil {
		return err
	}
	c.ids = make([]uint64, len(c.members))
	for i, m := range c.members {
		for _, listed := range list.Members {
			if listed.PeerURLs[0] == "http://"+m.config.AdvertisedPeer {
				c.ids[i] = listed.ID
			}
		}
	}
	return c.peers.introduce(c.ids)
}

// endpoints are those that an explorer is given: the links.
func (c *cluster) endpoints() []string {
	var all []string
	for _, l := range c.clients {
		all = append(all, l.address())
	}
	return all
}

// leader is the number of the leading member, -1 if there is none.
func (c *cluster) leader(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for _, m := range c.members {
		st, err := c.admin.Status(ctx, m.config.Client)
		for i, id := range c.ids {
			if err == nil && id == st.Leader {
				return i
			}
		}
	}
	return -1
}

// isolate cuts a member off from the others, both ways; its clients reach it.
func (c *cluster) isolate(i int) (release func(), err error) {
	var undo []func()
	release = func() {
		for _, f := range undo {
			f()
		}
	}
	for j := range c.members {
		// Connections that began with a probe, which doesn't say who dials, carry
		// raft's messages too when streams are down.
		strange := c.peers.doors[j].strange
		strange.cut()
		undo = append(undo, func() { _ = strange.mend() })
		if j == i {
			continue
		}
		for _, way := range [][2]int{{i, j}, {j, i}} {
			l, err := c.peers.between(c.ids[way[0]], way[1])
			if err != nil {
				release()
				return nil, err
			}
			l.cut()
			undo = append(undo, func() { _ = l.mend() })
		}
	}
	return release, nil
}

// down kills a member and has its address refuse, as it does where no proxy is.
func (c *cluster) down(i int) {
	c.clients[i].cut()
	c.members[i].kill()
}

// up starts a member that was down.
func (c *cluster) up(ctx context.Context, i int) error {
	if err := c.members[i].start(); err != nil {
		return err
	}
	if err := persist(ctx, func(ctx context.Context) error {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.members[i].config.Client)
		if err != nil {
			return err
		}
		return conn.Close()
	}); err != nil {
		return err
	}
	return c.clients[i].mend()
}

// heal ends every fault.
func (c *cluster) heal() error {
	var failed error
	for _, m := range c.members {
		failed = errors.Join(failed, m.wake(), m.start())
	}
	for _, l := range c.clients {
		failed = errors.Join(failed, l.heal())
	}
	for _, d := range c.peers.doors {
		for _, l := range d.links() {
			failed = errors.Join(failed, l.heal())
		}
	}
	return failed
}

func (c *cluster) close() {
	if c.admin != nil {
		_ = c.admin.Close()
	}
	for _, m := range c.members {
		m.kill()
	}
	for _, l := range c.clients {
		l.cut()
	}
	for _, d := range c.peers.doors {
		d.close()
	}
}

// logs tells what the members wrote last.
func (c *cluster) logs(t testing.TB) {
	for _, m := range c.members {
		text, err := os.ReadFile(m.config.Dir + ".log")
		if err == nil && len(text) > 0 {
			t.Logf("%s: …%s", m.config.Name, text[max(0, len(text)-1500):])
		}
	}
}
