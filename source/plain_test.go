package source

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// kineLike makes an etcd refuse and answer what kine 0.17.5 does, as its
// pkg/server says; teatest has the real one.
type kineLike struct {
	refused atomic.Int64 // requests that it doesn't understand
	streams bool         // from 0.17 on, before there was no RangeStream
}

func (k *kineLike) option() demo.Option {
	return demo.WithGRPC(grpc.ChainUnaryInterceptor(k.unary), grpc.ChainStreamInterceptor(k.stream))
}

func (k *kineLike) unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	switch req := req.(type) {
	case *pb.RangeRequest: // kv.go, Range
		if err := k.refuses(req); err != nil {
			return nil, err
		}
		if string(req.RangeEnd) == "\x00" && string(req.Key) != "\x00" { // list.go: no key is before the end
			return &pb.RangeResponse{Header: &pb.ResponseHeader{Revision: req.Revision}}, nil
		}
	case *pb.StatusRequest: // maintenance.go
		return &pb.StatusResponse{Header: &pb.ResponseHeader{}, Version: "3.6.11"}, nil
	case *pb.MemberListRequest: // cluster.go
		return &pb.MemberListResponse{Header: &pb.ResponseHeader{}, Members: []*pb.Member{{Name: "kine"}}}, nil
	case *pb.LeaseTimeToLiveRequest: // lease.go
		return nil, errors.New("lease time to live is not supported")
	case *pb.AuthStatusRequest: // there is no such service
		return nil, status.Error(codes.Unimplemented, "unknown service etcdserverpb.Auth")
	}
	return h(ctx, req)
}

func (k *kineLike) refuses(r *pb.RangeRequest) error {
	switch {
	case r.Serializable:
		k.refused.Add(1)
		return status.Error(codes.Unimplemented, "serializable is not implemented by kine")
	case len(r.RangeEnd) == 0 && r.Limit > 1: // get.go
		k.refused.Add(1)
		return status.Error(codes.Unimplemented, "limit is not implemented by kine")
	}
	return nil
}

func (k *kineLike) stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
	switch {
	case info.FullMethod != rangeStream:
		return h(srv, ss)
	case !k.streams:
		k.refused.Add(1)
		return noRangeStream(rangeStream)
	}
	return h(srv, &kineStream{ss, k})
}

type kineStream struct {
	grpc.ServerStream
	k *kineLike
}

func (s *kineStream) RecvMsg(m any) error {
	err := s.ServerStream.RecvMsg(m)
	if r, ok := m.(*pb.RangeRequest); ok && err == nil {
		err = s.k.refuses(r)
	}
	return err
}

func TestKineIsAskedPlainly(t *testing.T) {
	for _, streams := range []bool{true, false} {
		leaks(t)
		k := &kineLike{streams: streams}
		srv := startEtcd(t, k.option())
		w := adminFor(t, srv.Endpoint())
		fill(t, w, 5_000)
		lease, err := w.Grant(testContext(t), 600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Put(testContext(t), "compact_rev_key", "7", withLease(lease.ID)); err != nil {
			t.Fatal(err)
		}
		s := follow(t, srv, Options{})
		s.until("all is loaded", s.loaded)
		s.until("live", func() bool { return s.status.Link == model.LinkLive })
		if n, exact := s.tree.Keys(); n != 5_001 || !exact {
			t.Errorf("%d keys, exact %v", n, exact)
		}
		want := model.TransportPaged
		if streams {
			want = model.TransportStream
		}
		if s.status.Transport != want {
			t.Errorf("%v", s.status.Transport)
		}
		e, err := s.session.Read(s.ctx, "compact_rev_key")
		if err != nil || string(e.Value) != "7" || e.TTL != nil || e.TTLCause != "lease time to live is not supported" {
			t.Errorf("%+v, %v", e, err)
		}
		for range 3 { // health is looked at, and nothing is made of what isn't there
			st, err := s.session.beatOf()
			if err != nil {
				t.Fatal(err)
			}
			s.session.beat(st, s.session.memberNames(), &lag{})
		}
		put(t, w, "/registry/pods/new")
		s.until("the change is seen", func() bool { _, ok := s.tree.ModRev("/registry/pods/new"); return ok })
		if n := k.refused.Load(); n > 1+levelsAtOnce {
			t.Errorf("%d requests were refused", n)
		}
		for i, link := range s.links {
			if link != model.LinkConnecting && link != model.LinkLive {
				t.Errorf("link %v: %s", link, s.causes[i])
			}
		}
		if s.status.Leader != "" || s.status.Version != "3.6.11 (kine)" {
			t.Errorf("version %q, leader %q", s.status.Version, s.status.Leader)
		}
	}
}

func TestProbeOfKine(t *testing.T) {
	k := &kineLike{streams: true}
	srv := startEtcd(t, k.option())
	if c := probe(t, Config{Endpoints: []string{srv.Endpoint()}}); c.Problem != "" || c.Stream != Yes || c.Auth != No {
		t.Errorf("%+v", c)
	}
}
