package source

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// patience is how long a test waits for what must come.
const patience = 60 * time.Second

// leaks fails the test if it leaves goroutines behind. Call it first.
func leaks(t *testing.T) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
}

// beside lets a test run beside others, because it mostly waits. What it leaves
// behind TestMain looks for. Call it first.
func beside(t *testing.T) {
	t.Helper()
	t.Parallel()
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// screen is what ui does with a session, without a screen: it applies every
// batch to a tree and asks for what the tree wants.
type screen struct {
	t       *testing.T
	ctx     context.Context
	session *Session
	tree    *model.Tree
	status  model.Status
	links   []model.Link // every one that was shown, in order
	causes  []string
	levels  map[string]model.Level
	located []model.Located
	members []model.Member
	gaps    int
	resets  int
	read    int // keys that were listed, however often
}

func follow(t *testing.T, srv *demo.Server, opts Options) *screen {
	t.Helper()
	return followWith(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}}), opts)
}

func followWith(t *testing.T, client *Client, opts Options) *screen {
	t.Helper()
	if opts.Separator == "" {
		opts.Separator = "/"
	}
	if opts.MaxKeys == 0 {
		opts.MaxKeys = 10_000_000
	}
	s := &screen{
		t:       t,
		ctx:     testContext(t),
		session: Follow(client, opts),
		tree:    model.NewTree(opts.Prefix, opts.Separator),
		levels:  map[string]model.Level{},
	}
	t.Cleanup(s.session.Close)
	return s
}

// until applies batches until ok.
func (s *screen) until(what string, ok func() bool) {
	s.t.Helper()
	for {
		for _, prefix := range s.tree.Wanted() {
			s.session.Open(prefix)
		}
		if ok() {
			return
		}
		b, err := s.session.Next(s.ctx)
		if err != nil {
			n, exact := s.tree.Keys()
			s.t.Fatalf("waiting until %s: %v; %d keys, exact %v, status %+v", what, err, n, exact, s.status)
		}
		s.tree.Apply(b)
		for _, l := range b.Listed {
			s.read += l.Keys.Len()
		}
		if b.Gap {
			s.gaps++
		}
		if b.Reset {
			s.resets++
		}
		if len(s.links) == 0 || b.Status.Link != s.status.Link {
			s.links = append(s.links, b.Status.Link)
			s.causes = append(s.causes, b.Status.Cause)
		}
		s.status = b.Status
		if b.Members != nil {
			s.members = b.Members
		}
		for _, l := range b.Levels {
			s.levels[l.Prefix] = l
		}
		s.located = append(s.located, b.Located...)
	}
}

func (s *screen) loaded() bool {
	_, exact := s.tree.Keys()
	return exact && s.status.Load.State == model.LoadDone
}

// equalsStore waits until the tree has what the store has at its newest
// revision: the same keys with the same mod revisions.
func (s *screen) equalsStore(w *clientv3.Client, prefix string) {
	s.t.Helper()
	want, err := w.Get(s.ctx, rangeKey(prefix), rangeEnd(model.PrefixSpan(prefix)), clientv3.WithKeysOnly())
	if err != nil {
		s.t.Fatal(err)
	}
	s.until("the tree equals the store", func() bool {
		if n, exact := s.tree.Keys(); !exact || n != len(want.Kvs) || s.status.Revision < want.Header.Revision {
			return false
		}
		return true
	})
	for _, kv := range want.Kvs {
		if rev, ok := s.tree.ModRev(string(kv.Key)); !ok || rev != kv.ModRevision {
			s.t.Fatalf("tree has %q at %d (%v), the store at %d", kv.Key, rev, ok, kv.ModRevision)
		}
	}
}

func fill(t *testing.T, w *clientv3.Client, n int) {
	t.Helper()
	if err := demo.Fill(testContext(t), w, demo.Registry(n)); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, w *clientv3.Client, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if _, err := w.Put(testContext(t), k, "v"); err != nil {
			t.Fatal(err)
		}
	}
}

// gate stands in the server and counts the calls, refuses some, or holds them.
type gate struct {
	mu     sync.Mutex
	calls  []string // method and, of a Range or RangeStream, nothing more
	refuse func(method string) error
	hold   func(method string)       // called before each message of a stream is sent
	broken func(method string) error // the same, to end the stream
	before func(req any)             // called before each unary call is answered
}

// refuses lets everything pass but calls of these methods.
func refuses(err error, methods ...string) func(method string) error {
	return func(method string) error {
		if slices.Contains(methods, method) {
			return err
		}
		return nil
	}
}

func (g *gate) option() demo.Option {
	return demo.WithGRPC(
		grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
			if err := g.pass(info.FullMethod); err != nil {
				return nil, err
			}
			g.mu.Lock()
			before := g.before
			g.mu.Unlock()
			if before != nil {
				before(req)
			}
			return h(ctx, req)
		}),
		grpc.ChainStreamInterceptor(func(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, h grpc.StreamHandler) error {
			if err := g.pass(info.FullMethod); err != nil {
				return err
			}
			return h(srv, &heldStream{ServerStream: ss, g: g, method: info.FullMethod})
		}),
	)
}

func (g *gate) pass(method string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls = append(g.calls, method)
	if g.refuse != nil {
		return g.refuse(method)
	}
	return nil
}

func (g *gate) set(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

func (g *gate) count(method string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(g.calls), func(m string) bool { return m != method }))
}

type heldStream struct {
	grpc.ServerStream
	g      *gate
	method string
}

func (s *heldStream) SendMsg(m any) error {
	s.g.mu.Lock()
	hold, broken := s.g.hold, s.g.broken
	s.g.mu.Unlock()
	if hold != nil {
		hold(s.method)
	}
	if broken != nil {
		if err := broken(s.method); err != nil {
			return err
		}
	}
	return s.ServerStream.SendMsg(m)
}

const (
	rangeStream = "/etcdserverpb.KV/RangeStream"
	unaryRange  = "/etcdserverpb.KV/Range"
)

// noRangeStream makes the server one from before 3.7.
func noRangeStream(method string) error {
	if method == rangeStream {
		return status.Error(codes.Unimplemented, fmt.Sprintf("unknown method %s", method))
	}
	return nil
}

// fillFlat puts n keys under the prefix.
func fillFlat(t *testing.T, w *clientv3.Client, prefix string, n int) {
	t.Helper()
	if err := demo.Fill(testContext(t), w, func(yield func(demo.Item) bool) {
		for i := range n {
			if !yield(demo.Item{Key: fmt.Sprintf("%s%06d", prefix, i), Value: []byte("v")}) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func withLease(id clientv3.LeaseID) clientv3.OpOption { return clientv3.WithLease(id) }
