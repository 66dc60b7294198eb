//go:build linux

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// Where proxies listen, and where members do. Clients have 127.0.0.1, so none
// of their ports can be one that a stopped member will listen on again, and
// none of them connects to itself where nobody listens.
const (
	loopback    = "127.0.0.2"
	membersHost = "127.0.0.3"
)

// stuckAfter is when a proxy is given up. toxiproxy's never comes back from
// changing the toxics of a connection whose receiver has gone just then.
const stuckAfter = 2 * time.Second

// link is a way to one address, which can be cut, slowed and spoilt.
type link struct {
	upstream, listen string

	mu    sync.Mutex // held while something is done to the proxy
	proxy *toxiproxy.Proxy
	last  int // number of the toxic that was added last
}

func newLink(upstream string) (*link, error) {
	l := &link{upstream: upstream, listen: loopback + ":0"}
	l.proxy = l.fresh()
	err := l.mend()
	l.listen = l.proxy.Listen
	return l, err
}

func (l *link) fresh() *toxiproxy.Proxy {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	return toxiproxy.NewProxy(server, l.upstream, l.listen, l.upstream)
}

// address is what to dial; it stays the same.
func (l *link) address() string { return l.listen }

// cut closes all connections and refuses new ones.
func (l *link) cut() {
	_ = l.do(false, func(p *toxiproxy.Proxy) error { p.Stop(); return nil })
}

// mend takes connections again.
func (l *link) mend() error { return l.do(true, start) }

func start(p *toxiproxy.Proxy) error {
	if err := p.Start(); err != toxiproxy.ErrProxyAlreadyStarted {
		return err
	}
	return nil
}

// do does something to the proxy, after which it listens or not; if that gets
// stuck there is a new one, without toxics.
func (l *link) do(listens bool, f func(*toxiproxy.Proxy) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	done, p := make(chan error, 1), l.proxy
	go func() { done <- f(p) }()
	select {
	case err := <-done:
		return err
	case <-time.After(stuckAfter):
	}
	go p.Stop() // it closes the listener at once, whatever it waits for then
	l.proxy = l.fresh()
	if !listens {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return persist(ctx, func(context.Context) error { return start(l.proxy) })
}

// toxic is a way to spoil a link, in toxiproxy's words.
type toxic struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`   // "downstream": to the client, "upstream": to the server
	Toxicity   float64        `json:"toxicity"` // the part of the connections that it meets
	Attributes map[string]any `json:"attributes"`
}

func (t toxic) String() string {
	return fmt.Sprintf("%s %s %v of %.0f%%", t.Stream, t.Type, t.Attributes, 100*t.Toxicity)
}

// spoil adds a toxic; the func takes it away.
func (l *link) spoil(t toxic) (remove func() error, err error) {
	var spoilt *toxiproxy.Proxy
	var name string
	if err := l.do(true, func(p *toxiproxy.Proxy) error {
		spoilt, l.last = p, l.last+1
		name = fmt.Sprint(l.last)
		t.Name = name
		text, err := json.Marshal(t)
		if err != nil {
			return err
		}
		_, err = p.Toxics.AddToxicJson(bytes.NewReader(text))
		return err
	}); err != nil {
		return nil, fmt.Errorf("%v: %w", t, err)
	}
	return func() error {
		return l.do(true, func(p *toxiproxy.Proxy) error {
			if p == spoilt {
				_ = p.Toxics.RemoveToxic(context.Background(), name) // heal may have been quicker
			}
			return nil
		})
	}, nil
}

// stall lets nothing through and closes nothing, as a network that loses every
// packet. Afterwards those who still hold a connection are told that it is dead.
func (l *link) stall() (release func() error, err error) {
	up, err := l.spoil(toxic{Type: "timeout", Stream: "upstream", Toxicity: 1, Attributes: map[string]any{"timeout": 0}})
	if err != nil {
		return nil, err
	}
	down, err := l.spoil(toxic{Type: "timeout", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"timeout": 0}})
	if err != nil {
		return nil, errors.Join(err, up())
	}
	return func() error { return errors.Join(up(), down()) }, nil
}

// heal takes every toxic away and lets connections through.
func (l *link) heal() error {
	return l.do(true, func(p *toxiproxy.Proxy) error {
		p.Toxics.ResetToxics(context.Background())
		return start(p)
	})
}

// given are the addresses of members. One that doesn't run doesn't hold its
// own, and no other may get it meanwhile.
var given sync.Map

// freeAddress is one for a member, which nobody has or had.
func freeAddress() (string, error) {
	for {
		l, err := net.Listen("tcp", membersHost+":0")
		if err != nil {
			return "", err
		}
		address := l.Addr().String()
		if err := l.Close(); err != nil {
			return "", err
		}
		if _, taken := given.LoadOrStore(address, true); !taken {
			return address, nil
		}
	}
}
