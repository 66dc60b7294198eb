package source

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// mixed is one store behind two addresses, of which one is a server from before
// 3.7: what a cluster of mixed versions looks like from here.
type mixed struct {
	old             string // endpoint without RangeStream
	served, refused atomic.Int64
}

func (m *mixed) options(t *testing.T) []demo.Option {
	socket := filepath.Join(t.TempDir(), "old.sock:1")
	m.old = "unix://" + socket
	return []demo.Option{
		demo.WithConfig(func(cfg *embed.Config) {
			cfg.ListenClientUrls = append(cfg.ListenClientUrls, url.URL{Scheme: "unix", Host: socket})
		}),
		demo.WithGRPC(grpc.ChainStreamInterceptor(func(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
			if info.FullMethod != rangeStream {
				return h(srv, ss)
			}
			if p, ok := peer.FromContext(ss.Context()); ok && p.LocalAddr.Network() == "unix" {
				m.refused.Add(1)
				return noRangeStream(rangeStream)
			}
			m.served.Add(1)
			return h(srv, ss)
		})),
	}
}

func TestAMixedClusterIsStreamedWhereItCan(t *testing.T) {
	leaks(t)
	var m mixed
	srv := startEtcd(t, m.options(t)...)
	w := adminFor(t, srv.Endpoint())
	const children = 40
	for c := range children {
		fillFlat(t, w, fmt.Sprintf("l/%02d/", c), 50)
	}
	client := dialForTest(t, Config{Endpoints: []string{srv.Endpoint(), m.old}})
	for met := map[string]bool{}; len(met) < 2; met[client.LastEndpoint()] = true {
		if _, err := client.Revision(testContext(t), "a"); err != nil {
			t.Fatal(err)
		}
	}
	s := followWith(t, client, Options{})
	s.session.Pause(true)
	for c := range children {
		s.tree.Expand(fmt.Sprintf("l/%02d/", c))
	}
	s.tree.Expand("l/")
	s.until("the level is listed", func() bool { return s.levels["l/"].State == model.LevelListed })
	for c := range children {
		child := fmt.Sprintf("l/%02d/", c)
		s.session.Locate(child) // a stream each, of a key or two
		s.until(child, func() bool { return len(s.located) == c+1 })
		if s.located[c].Cause != "" {
			t.Fatalf("%s: %s", child, s.located[c].Cause)
		}
	}
	for prefix, level := range s.levels {
		if level.State == model.LevelFailed {
			t.Errorf("%q failed: %s", prefix, level.Cause)
		}
	}
	served, refused := m.served.Load(), m.refused.Load()
	if served < children/refusalsEach { // whoever has met refusals first tries one in so many
		t.Errorf("only %d streams of about %d: %d were refused", served, children, refused)
	}
	if refused == 0 || refused > served+refusalsMost+levelsAtOnce+2*children/refusalsEach {
		t.Errorf("%d streams were refused, %d served", refused, served)
	}
	s.session.Pause(false)
	s.until("all is loaded", s.loaded)
	s.equalsStore(w, "")
}

// What nobody serves is not asked for again and again.
func TestRefusedStreamsAreBounded(t *testing.T) {
	const listings = 100
	for _, c := range []struct {
		name    string
		servers int
		answers []string // who refuses a stream, in turn; "" if it is served
		most    int
	}{
		{"one server", 1, []string{"a"}, 1},
		{"three", 3, []string{"a", "b", "c"}, 3},
		{"behind one address", 3, []string{"a"}, refusalsMost + 1 + listings/refusalsEach},
		{"one of three streams", 3, []string{"a", "b", ""}, 2*refusalsMost + 2*listings/refusalsEach},
		{"two of three stream", 3, []string{"a", "", ""}, listings/2 + 1}, // a third of the tries
	} {
		who := streaming{servers: c.servers}
		tried, refused, served := 0, 0, 0
		for range listings {
			if !who.worth() {
				continue
			}
			for range 2 { // as anyScanner does
				addr := c.answers[tried%len(c.answers)]
				if tried++; addr == "" {
					who.serve()
					served++
					break
				}
				refused++
				if !who.refuse(addr) {
					break
				}
			}
		}
		if refused > c.most {
			t.Errorf("%s: refused %d times, want %d at most", c.name, refused, c.most)
		}
		if want := slices.Contains(c.answers, ""); want != (served > listings/20) {
			t.Errorf("%s: %d streams were served", c.name, served)
		}
	}
}

func TestAnUpgradedMemberIsAskedAgain(t *testing.T) {
	who := streaming{servers: 2}
	who.heard(1, "3.6.16")
	who.heard(2, "3.6.16")
	who.refuse("a")
	who.refuse("b")
	who.heard(1, "3.6.16")
	if who.worth() {
		t.Fatal("nobody streams")
	}
	if who.heard(2, "3.7.3"); !who.worth() {
		t.Error("a member was upgraded, and isn't asked")
	}
}

// A server that is another version after a restart is found to stream, or not to.
func TestStreamsAreFoundAfterAnUpgrade(t *testing.T) {
	beside(t)
	g := &gate{refuse: noRangeStream}
	srv := startEtcd(t, g.option())
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a/1", "b/1")
	s := follow(t, srv, Options{ReadRate: 1_000})
	for i, want := range []model.Transport{model.TransportPaged, model.TransportStream, model.TransportPaged} {
		if i > 0 {
			srv.Stop()
			s.until("away", func() bool { return s.status.Link == model.LinkReconnecting })
			g.set(func() {
				if g.refuse = noRangeStream; want == model.TransportStream {
					g.refuse = nil
				}
			})
			if err := srv.Restart(s.ctx); err != nil {
				t.Fatal(err)
			}
		}
		s.until("live", func() bool { return s.status.Link == model.LinkLive })
		s.located = nil
		s.session.Locate("a/")
		s.until("located", func() bool { return len(s.located) > 0 })
		s.until(want.String(), func() bool { return s.status.Transport == want })
	}
}

func TestProbeOfAMixedCluster(t *testing.T) {
	leaks(t)
	var m mixed
	srv := startEtcd(t, m.options(t)...)
	c := probe(t, Config{Endpoints: []string{srv.Endpoint(), m.old, "http://127.0.0.1:1"}})
	if c.Stream != Some || c.Endpoints[0].Stream != Yes || c.Endpoints[1].Stream != No || c.Endpoints[2].Stream != "" {
		t.Errorf("%+v", c)
	}
}
