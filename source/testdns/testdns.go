// Package testdns is a name server for tests.
package testdns

import (
	"context"
	"net"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Records are the SRV records of names, which end with a dot.
type Records map[string][]dnsmessage.SRVResource

// A Server answers for SRV records, over UDP on loopback.
type Server struct {
	Records Records
	Fails   map[string]bool // SERVFAIL in place of an answer
	Silent  map[string]bool // no answer

	t    *testing.T
	conn net.PacketConn
}

// SRV is a record: where it points to and at what priority.
func SRV(target string, port, priority, weight uint16) dnsmessage.SRVResource {
	return dnsmessage.SRVResource{Target: dnsmessage.MustNewName(target), Port: port, Priority: priority, Weight: weight}
}

// Start serves until the test ends.
func Start(t *testing.T, s *Server) *Server {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.t, s.conn = t, conn
	var done sync.WaitGroup
	done.Go(s.serve)
	t.Cleanup(func() {
		_ = conn.Close()
		done.Wait()
	})
	return s
}

// Resolver asks this server alone.
func (s *Server) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

func (s *Server) serve() {
	packet := make([]byte, 2048)
	for {
		size, from, err := s.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if err := question.Unpack(packet[:size]); err != nil || len(question.Questions) != 1 {
			continue
		}
		if answer, ok := s.answer(question); ok {
			_, _ = s.conn.WriteTo(answer, from)
		}
	}
}

func (s *Server) answer(m dnsmessage.Message) ([]byte, bool) {
	name := m.Questions[0].Name
	records, known := s.Records[name.String()]
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	switch {
	case s.Silent[name.String()]:
		return nil, false
	case s.Fails[name.String()]:
		m.RCode = dnsmessage.RCodeServerFailure
	case !known:
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
		s.t.Error(err)
		return nil, false
	}
	return packed, true
}
