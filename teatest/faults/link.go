//go:build linux

package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync/atomic"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// loopback is where members and proxies listen. Clients have 127.0.0.1, so
// none of their ports can be one that a stopped member will listen on again,
// and none of them connects to itself where nobody listens.
const loopback = "127.0.0.2"

// link is a way to one address, which can be cut, slowed and spoilt.
type link struct {
	proxy *toxiproxy.Proxy
	last  atomic.Int64 // number of the toxic that was added last
}

func newLink(upstream string) (*link, error) {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	l := &link{proxy: toxiproxy.NewProxy(server, upstream, loopback+":0", upstream)}
	return l, l.mend()
}

// address is what to dial; it stays the same.
func (l *link) address() string { return l.proxy.Listen }

// cut closes all connections and refuses new ones.
func (l *link) cut() { l.proxy.Stop() }

// mend takes connections again.
func (l *link) mend() error {
	err := l.proxy.Start()
	if err == toxiproxy.ErrProxyAlreadyStarted {
		return nil
	}
	return err
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
func (l *link) spoil(t toxic) (remove func(), err error) {
	t.Name = fmt.Sprint(l.last.Add(1))
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(string(text))); err != nil {
		return nil, fmt.Errorf("%v: %w", t, err)
	}
	return func() { _ = l.proxy.Toxics.RemoveToxic(context.Background(), t.Name) }, nil // heal may have been quicker
}

// stall lets nothing through and closes nothing, as a network that loses every
// packet. What was sent meanwhile arrives afterwards: TCP sends it again.
func (l *link) stall() (release func(), err error) {
	const hour = 3_600_000
	up, err := l.spoil(toxic{Type: "latency", Stream: "upstream", Toxicity: 1, Attributes: map[string]any{"latency": hour}})
	if err != nil {
		return nil, err
	}
	down, err := l.spoil(toxic{Type: "latency", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"latency": hour}})
	if err != nil {
		up()
		return nil, err
	}
	return func() { up(); down() }, nil
}

// heal takes every toxic away and lets connections through.
func (l *link) heal() error {
	l.proxy.Toxics.ResetToxics(context.Background())
	return l.mend()
}

// freeAddress is one that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
