package source

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// A nameserver answers for SRV records, over UDP on loopback.
type nameserver struct {
	t       *testing.T
	conn    net.PacketConn
	records map[string][]dnsmessage.SRVResource // by name, with a dot at the end
	codes   map[string]dnsmessage.RCode         // in place of an answer
	silent  map[string]bool                     // never answered

	mu    sync.Mutex
	asked map[string]int
}

// srv is a record: where it points to and at what priority.
func srv(target string, port, priority, weight uint16) dnsmessage.SRVResource {
	return dnsmessage.SRVResource{Target: dnsmessage.MustNewName(target), Port: port, Priority: priority, Weight: weight}
}

// startNameserver serves until the test ends.
func startNameserver(t *testing.T, records map[string][]dnsmessage.SRVResource) *nameserver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &nameserver{t: t, conn: conn, records: records, asked: map[string]int{}, codes: map[string]dnsmessage.RCode{}, silent: map[string]bool{}}
	var done sync.WaitGroup
	done.Go(n.serve)
	t.Cleanup(func() {
		_ = conn.Close()
		done.Wait()
	})
	return n
}

// resolver asks the nameserver alone.
func (n *nameserver) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
}

func (n *nameserver) serve() {
	packet := make([]byte, 2048)
	for {
		size, from, err := n.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if err := question.Unpack(packet[:size]); err != nil || len(question.Questions) != 1 {
			continue
		}
		if answer, ok := n.answer(question); ok {
			_, _ = n.conn.WriteTo(answer, from)
		}
	}
}

func (n *nameserver) answer(m dnsmessage.Message) ([]byte, bool) {
	name := m.Questions[0].Name
	n.mu.Lock()
	n.asked[name.String()]++
	n.mu.Unlock()
	if n.silent[name.String()] {
		return nil, false
	}
	records, known := n.records[name.String()]
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	m.RCode = n.codes[name.String()]
	if !known && m.RCode == dnsmessage.RCodeSuccess {
		m.RCode = dnsmessage.RCodeNameError
	}
	if m.Questions[0].Type == dnsmessage.TypeSRV {
		for _, r := range records {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: name, Type: dnsmessage.TypeSRV, Class: dnsmessage.ClassINET, TTL: 1}, Body: &r,
			})
		}
	}
	packed, err := m.Pack()
	if err != nil {
		n.t.Error(err)
		return nil, false
	}
	return packed, true
}

func portOf(t *testing.T, hostPort string) uint16 {
	t.Helper()
	_, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return uint16(n)
}
