package source

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// scanner reads the keys of a span in order, all at one revision, in parts
// whose size the server and the transport choose.
type scanner interface {
	// next reads on: the keys of a span that begins where the part before
	// ended. io.EOF says that the end is reached.
	next(ctx context.Context) (model.Listed, error)
	// seek leaves out what is between the position and key.
	seek(key string)
	// close gives up what is not read yet.
	close()
}

// lister lists keys by the best means that the server has: RangeStream, or
// pages if it doesn't know it (before 3.7, the gRPC proxy, kine).
type lister struct {
	kv    clientv3.KV
	paged atomic.Bool // RangeStream was refused; asked again after a reconnection
	pace  pagePace
	// first is told how long the first keys of the first request took.
	first func(model.Transport, time.Duration)
}

// scan returns a scanner of span at rev. ctx bounds all that it does.
func (l *lister) scan(ctx context.Context, span model.Span, rev int64) scanner {
	s := &anyScanner{l: l, span: span, rev: rev}
	s.open(ctx)
	return s
}

// reset forgets what the server refused: another one may answer now.
func (l *lister) reset() { l.paged.Store(false) }

// anyScanner changes from the stream to pages where it stands when the server
// refuses the stream. In a cluster of mixed versions that can be at any time.
type anyScanner struct {
	scanner
	l    *lister
	span model.Span // what is left
	rev  int64
	read bool
}

func (s *anyScanner) open(ctx context.Context) {
	if s.l.paged.Load() {
		s.scanner = newPages(s.l.kv, &s.l.pace, s.span, s.rev)
	} else {
		s.scanner = newStream(ctx, s.l.kv, s.span, s.rev)
	}
}

func (s *anyScanner) next(ctx context.Context) (model.Listed, error) {
	start := time.Now()
	part, err := s.scanner.next(ctx)
	if _, streams := s.scanner.(*stream); streams && isUnimplemented(err) {
		s.l.paged.Store(true)
		s.close()
		s.open(ctx)
		start = time.Now()
		part, err = s.scanner.next(ctx)
	}
	if err != nil {
		return part, err
	}
	s.span.From = part.Span.To
	if !s.read {
		s.read = true
		s.l.first(s.kind(), time.Since(start))
	}
	return part, nil
}

func (s *anyScanner) seek(key string) {
	s.span.From = key
	s.scanner.seek(key)
}

func (s *anyScanner) kind() model.Transport {
	if _, ok := s.scanner.(*pages); ok {
		return model.TransportPaged
	}
	return model.TransportStream
}

func isUnimplemented(err error) bool { return status.Code(err) == codes.Unimplemented }

// stream reads by RangeStream, keys only: the server answers from its index,
// without touching a disk, in chunks of 10, 20, 40 … keys.
type stream struct {
	kv     clientv3.KV
	ctx    context.Context // of the scanner; a stream outlives the call that opens it
	left   model.Span
	rev    int64
	done   bool
	cancel context.CancelFunc
	chunks clientv3.GetStreamChan // nil: not open
}

func newStream(ctx context.Context, kv clientv3.KV, span model.Span, rev int64) *stream {
	return &stream{kv: kv, ctx: ctx, left: span, rev: rev}
}

// errNoHeader says that a stream ended before its last chunk, which is the
// one that carries a header.
var errNoHeader = status.Error(codes.Unavailable, "the stream ended early")

func (s *stream) next(ctx context.Context) (model.Listed, error) {
	if s.done || s.left.Empty() {
		return model.Listed{}, io.EOF
	}
	if s.chunks == nil {
		if err := s.open(); err != nil {
			return model.Listed{}, err
		}
	}
	for {
		select {
		case chunk, ok := <-s.chunks:
			switch {
			case !ok:
				return model.Listed{}, errNoHeader
			case chunk.Err() != nil: // its RangeResponse is nil
				return model.Listed{}, chunk.Err()
			case chunk.Header == nil && len(chunk.Kvs) == 0:
				continue // says nothing
			}
			return s.part(chunk.RangeResponse), nil
		case <-ctx.Done():
			return model.Listed{}, ctx.Err()
		}
	}
}

// part is what a chunk tells: the keys up to its last one, or to the end.
func (s *stream) part(chunk *etcdserverpb.RangeResponse) model.Listed {
	part := model.Listed{Span: s.left, Rev: s.rev, Keys: packKeys(chunk.Kvs)}
	if s.done = chunk.Header != nil; !s.done {
		part.Span.To = model.After(string(chunk.Kvs[len(chunk.Kvs)-1].Key))
	}
	s.left.From = part.Span.To
	return part
}

func (s *stream) open() error {
	ctx, cancel := context.WithCancel(s.ctx)
	chunks, err := s.kv.GetStream(ctx, rangeKey(s.left.From), rangeOptions(s.left, s.rev)...)
	if err != nil {
		cancel()
		return err
	}
	s.cancel, s.chunks = cancel, chunks
	return nil
}

func (s *stream) seek(key string) {
	s.close()
	s.left.From = key
}

// close cancels the stream and drains it: clientv3's goroutine would wait for
// ever with a chunk that nobody takes.
func (s *stream) close() {
	if s.chunks == nil {
		return
	}
	s.cancel()
	for range s.chunks {
		continue // draining is all
	}
	s.chunks = nil
}

// rangeKey is the key to begin a range at: etcd takes an empty key for none.
func rangeKey(from string) string {
	if from == "" {
		return "\x00"
	}
	return from
}

// rangeEnd ends a range where span does.
func rangeEnd(span model.Span) clientv3.OpOption {
	if span.To == "" {
		return clientv3.WithFromKey()
	}
	return clientv3.WithRange(span.To)
}

// rangeOptions ask for the keys of span at rev, of whichever member answers:
// a serializable read costs no consensus and works without a leader.
func rangeOptions(span model.Span, rev int64) []clientv3.OpOption {
	return []clientv3.OpOption{rangeEnd(span), clientv3.WithRev(rev), clientv3.WithSerializable(), clientv3.WithKeysOnly()}
}
