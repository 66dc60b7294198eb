package source

import (
	"context"
	"errors"
	"io"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// streamer opens RangeStreams on a connection, past clientv3, whose GetStream
// makes an object for each key. The connection's interceptors are the same.
type streamer struct {
	conn *grpc.ClientConn
	opts []grpc.CallOption
}

func newStreamer(conn *grpc.ClientConn, maxRecvBytes int) streamer {
	return streamer{conn: conn, opts: []grpc.CallOption{grpc.MaxCallRecvMsgSize(maxRecvBytes)}}
}

// open begins to read span at rev, keys only. The end of ctx ends the stream,
// and there is nothing else to be done to give it up.
func (s streamer) open(ctx context.Context, span model.Span, rev int64) (grpc.ClientStream, error) {
	call, err := s.conn.NewStream(ctx, &rangeStreamDesc, pb.KV_RangeStream_FullMethodName, s.opts...)
	if err != nil {
		return nil, err
	}
	// io.EOF says that the stream has ended already; RecvMsg knows why.
	if err := call.SendMsg(rangeRequest(span, rev)); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return call, call.CloseSend()
}

var rangeStreamDesc = grpc.StreamDesc{StreamName: "RangeStream", ServerStreams: true}

// rangeRequest asks for the keys of span at rev, of whichever member answers:
// a serializable read costs no consensus and works without a leader.
func rangeRequest(span model.Span, rev int64) *pb.RangeRequest {
	end := span.To
	if end == "" {
		end = "\x00" // to the end of the keyspace
	}
	return &pb.RangeRequest{Key: []byte(rangeKey(span.From)), RangeEnd: []byte(end), Revision: rev, Serializable: true, KeysOnly: true}
}

// stream reads by RangeStream, keys only: the server answers from its index,
// without touching a disk, in chunks of 10, 20, 40 … keys.
type stream struct {
	from   streamer
	ctx    context.Context // of the scanner; a stream outlives the call that opens it
	left   model.Span
	rev    int64
	done   bool
	pace   *streamPace
	at     time.Time // of the last chunk, or of the opening
	fresh  bool      // nothing came since the opening
	cancel context.CancelFunc
	call   grpc.ClientStream // nil: not open
}

func newStream(ctx context.Context, from streamer, pace *streamPace, span model.Span, rev int64) *stream {
	return &stream{from: from, pace: pace, ctx: ctx, left: span, rev: rev}
}

// errNoHeader says that a stream ended before its last chunk, which is the
// one that carries a header.
var errNoHeader = status.Error(codes.Unavailable, "the stream ended early")

func (s *stream) next() (model.Listed, error) {
	if s.done || s.left.Empty() {
		return model.Listed{}, io.EOF
	}
	if s.call == nil {
		if err := s.open(); err != nil {
			return model.Listed{}, err
		}
	}
	for {
		var c chunk
		switch err := s.call.RecvMsg(&c); {
		case err == io.EOF:
			return model.Listed{}, errNoHeader
		case err != nil:
			return model.Listed{}, clientv3.ContextError(s.ctx, err)
		}
		if n := c.keys.Len(); n > 0 && string(c.keys.Key(n-1)) < s.left.From {
			return model.Listed{}, errNonsense
		}
		s.measure(c.keys.Len())
		if c.last || c.keys.Len() > 0 { // else it says nothing
			return s.part(c), nil
		}
	}
}

// measure takes in that a chunk of n keys came.
func (s *stream) measure(n int) {
	now := time.Now()
	if s.fresh {
		s.pace.opened(now.Sub(s.at))
	} else {
		s.pace.read(n, now.Sub(s.at))
	}
	s.at, s.fresh = now, false
}

func (s *stream) hopCost() int { return s.pace.hop() }

// part is what a chunk tells: the keys up to its last one, or to the end.
func (s *stream) part(c chunk) model.Listed {
	part := model.Listed{Span: s.left, Rev: s.rev, Keys: c.keys}
	if s.done = c.last; s.done {
		s.close()
	} else {
		part.Span.To = model.After(string(c.keys.Key(c.keys.Len() - 1)))
	}
	s.left.From = part.Span.To
	return part
}

func (s *stream) open() error {
	s.at, s.fresh = time.Now(), true
	ctx, cancel := context.WithCancel(s.ctx)
	call, err := s.from.open(ctx, s.left, s.rev)
	if err != nil {
		cancel()
		return clientv3.ContextError(s.ctx, err)
	}
	s.cancel, s.call = cancel, call
	return nil
}

// server is the address of who answered, "" if nobody has.
func (s *stream) server() string {
	if s.call == nil {
		return ""
	}
	if p, ok := peer.FromContext(s.call.Context()); ok && p.Addr != nil {
		return p.Addr.String()
	}
	return ""
}

func (s *stream) seek(key string) {
	s.close()
	s.left.From = key
}

func (s *stream) close() {
	if s.call != nil {
		s.cancel()
		s.call = nil
	}
}
