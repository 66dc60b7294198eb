package teatest

import (
	"sync/atomic"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"

	"github.com/etcdscope/etcdscope/source/demo"
)

// slow is a server whose streams of keys stand still while it is held.
type slow struct{ held atomic.Pointer[chan struct{}] }

func (s *slow) hold() (release func()) {
	c := make(chan struct{})
	s.held.Store(&c)
	return func() {
		s.held.Store(nil)
		close(c)
	}
}

func (s *slow) option() demo.Option {
	return demo.WithGRPC(grpc.ChainStreamInterceptor(
		func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			if info.FullMethod == pb.KV_RangeStream_FullMethodName {
				stream = &slowStream{ServerStream: stream, s: s}
			}
			return handle(srv, stream)
		}))
}

type slowStream struct {
	grpc.ServerStream
	s    *slow
	sent int
}

func (s *slowStream) SendMsg(m any) error {
	if held := s.s.held.Load(); held != nil && s.sent > 4 {
		<-*held
	}
	s.sent++
	return s.ServerStream.SendMsg(m)
}

// The load is paused, what is looked for isn't there: it is loaded, with its
// progress, given up, and loaded again behind the tree.
func TestFindLoadsWhatIsNotLoaded(t *testing.T) {
	s := &slow{}
	server := StartServer(t, s.option())
	server.Fill("/pods/", 80_000) // more than is read rather than hopped over
	server.Put("/pods/zebra", "black and white")
	server.Put("/other/key", "v")
	term := Start(t, Options{Cols: 100, Rows: 20, Args: []string{"--endpoints", server.Endpoint(), "--read-rate", "1"}})
	term.AwaitMatch(`▸ pods/`)
	term.Press("P")
	term.AwaitText("background load paused")
	term.Type("/zebra")
	term.AwaitMatch(`No key that is known so far matches`)
	term.AwaitMatch(`not all of the keyspace is loaded  ctrl\+r loads the rest  load paused`)

	release := s.hold()
	term.Press("ctrl+r")
	term.AwaitMatch(`loading the keyspace ⋯  [1-9][\d,]* keys  ▓+░+  ctrl\+r cancels`)
	term.AwaitMatch(`RangeStream  loading the keyspace ⋯  [1-9][\d,]* keys`)
	term.Press("esc")
	term.AwaitGone("loading the keyspace")
	release()

	release = s.hold()
	term.Type("/pods")
	term.Press("ctrl+r")
	term.AwaitText("ctrl+r cancels")
	term.Press("enter") // it goes on
	term.AwaitMatch(`RangeStream  loading the keyspace ⋯ .*esc stops`)
	release()
	term.AwaitText("all keys are loaded")
	term.Type("/zebra")
	term.AwaitText("▌/pods/zebra")
	term.AwaitGone("not all of")
	term.Press("enter")
	term.AwaitText("black and white")
	quit(t, term)
}
