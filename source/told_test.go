package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/embed"
	"google.golang.org/grpc"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// looks waits until the members were looked at so many times more.
func (s *screen) looks(n int) {
	s.t.Helper()
	s.session.WatchMembers(true)
	defer s.session.WatchMembers(false)
	var last time.Time
	for range n {
		s.until("the members are looked at", func() bool {
			for _, m := range s.members {
				if m.HeardAt.After(last) {
					last = m.HeardAt
					return true
				}
			}
			return false
		})
	}
}

// counting is a server that asks for a login and counts those that come.
func counting(t *testing.T) (srv *authServer, logins *atomic.Int32) {
	t.Helper()
	logins = &atomic.Int32{}
	srv = startAuth(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if _, login := req.(*pb.AuthenticateRequest); login {
			logins.Add(1)
		}
		return h(ctx, req)
	})))
	logins.Store(0)
	return srv, logins
}

// Whatever members and alarms a server tells of, they are bounded, each once,
// and no file of this host is among them.
func TestWhatAServerTellsIsBounded(t *testing.T) {
	leaks(t)
	srv := startEtcd(t, demo.WithGRPC(grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		resp, err := h(ctx, req)
		switch r := resp.(type) {
		case *pb.MemberListResponse:
			r.Members = append(r.Members, r.Members[0], &pb.Member{ID: 5, Name: "socket", ClientURLs: []string{"unix:///run/docker.sock"}})
			for i := range 100 { // all of them at one address, which is one that was named, too
				r.Members = append(r.Members, &pb.Member{ID: uint64(10 + i/2), Name: fmt.Sprint(i), ClientURLs: []string{"http://127.0.0.1:1"}})
			}
		case *pb.StatusResponse:
			for i := range 10_000 {
				r.Errors = append(r.Errors, fmt.Sprintf("memberID:%d alarm:KIND%d", r.Header.MemberId, i))
			}
		}
		return resp, err
	})))
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint(), "127.0.0.1:1"}}), Options{})
	s.looks(4)
	seen := map[string]bool{}
	for _, m := range s.members {
		who := fmt.Sprint(m.ID, m.Endpoint)
		if seen[who] || strings.Contains(m.Endpoint, "unix") || len(m.Alarms) > alarmsMost {
			t.Errorf("%s: twice %v, %d alarms", who, seen[who], len(m.Alarms))
		}
		seen[who] = true
	}
	if len(s.members) > membersMost {
		t.Errorf("%d members", len(s.members))
	}
}

// One endpoint decides for all how they are secured, also where each is looked
// at by itself.
func TestNoLoginInPlainTextBesideTLS(t *testing.T) {
	leaks(t)
	srv, logins := counting(t)
	c := dialForTest(t, Config{Endpoints: []string{"https://127.0.0.1:1", strings.TrimPrefix(srv.Endpoint(), "http://")}, User: testUser, Password: testPassword})
	s := followWith(t, c, Options{})
	s.until("both are away", func() bool {
		return len(s.members) == 2 && !slices.ContainsFunc(s.members, func(m model.Member) bool { return m.State != model.MemberAway })
	})
	if logins.Load() > 0 {
		t.Error("the password was sent in plain text")
	}
}

// A member that our login must not be sent to can't be pinned.
func TestOnlyTrustedMembersArePinned(t *testing.T) {
	leaks(t)
	stranger, logins := counting(t)
	srv := startAuth(t, tellsOf(stranger.Endpoint()))
	s := followWith(t, srv.dial(t), Options{})
	s.until("the stranger was asked", func() bool { return s.stranger().Cause != "" })
	s.session.Pin(stranger.Endpoint())
	s.looks(2)
	if s.status.Pinned != "" || s.stranger().Trusted || logins.Load() > 0 || s.session.client.LastEndpoint() != srv.Endpoint() {
		t.Errorf("pinned %q, %d logins", s.status.Pinned, logins.Load())
	}
}

// Endpoints of two clusters: one of them is looked at, and the other said.
func TestEndpointsOfTwoClusters(t *testing.T) {
	leaks(t)
	one := startEtcd(t)
	other := startEtcd(t, demo.WithConfig(func(cfg *embed.Config) { cfg.InitialClusterToken = "other" }))
	put(t, adminFor(t, one.Endpoint()), "one")
	fill(t, adminFor(t, other.Endpoint()), 500) // and is ahead
	s := followWith(t, dialForTest(t, Config{Endpoints: []string{one.Endpoint()}}), Options{})
	s.until("live", s.isLive)
	o := s.session.onlooker(other.Endpoint(), true)
	s.session.health.add(o)
	const says = "it belongs to another cluster: correct --endpoints"
	s.until("it is said", func() bool {
		return slices.ContainsFunc(s.members, func(m model.Member) bool { return m.Endpoint == other.Endpoint() && m.Cause == says })
	})
	if h := model.HealthOf(s.members); h != (model.Health{Members: 2, Healthy: 1, Trouble: true}) {
		t.Errorf("%+v", h)
	}
	members := []model.Member{{Endpoint: "a", ID: 1, State: model.MemberHealthy}, {Endpoint: "a", ID: 2, State: model.MemberSilent}}
	if got := choose([]string{"a"}, members, nil); !slices.Equal(got, []string{"a"}) {
		t.Errorf("of one endpoint that has two members, %q is read", got)
	}
}
