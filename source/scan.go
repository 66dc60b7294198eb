package source

import (
	"context"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// scanner reads the keys of a span in order, all at one revision, in parts
// whose size the server and the transport choose.
type scanner interface {
	// next reads on: the keys of a span that begins where the part before
	// ended. io.EOF says that the end is reached.
	next() (model.Listed, error)
	// seek leaves out what is between the position and key.
	seek(key string)
	// hopCost is how many keys could be read in the time that a seek costs.
	hopCost() int
	// close gives up what is not read yet.
	close()
}

// lister lists keys by the best means that the server has: RangeStream, or
// pages from those that don't know it.
type lister struct {
	stream streamer
	kv     clientv3.KV
	who    streaming
	hops   streamPace
	pace   pagePace
	// first is told how long the first keys of the first request took.
	first func(model.Transport, time.Duration)
}

// scan returns a scanner of span at rev. ctx bounds all that it does.
func (l *lister) scan(ctx context.Context, span model.Span, rev int64) scanner {
	s := &anyScanner{l: l, ctx: ctx, span: span, rev: rev}
	s.open()
	return s
}

// gently returns a scanner for what nobody waits for.
func (l *lister) gently(ctx context.Context, span model.Span, rev int64) scanner {
	return newGentlePages(ctx, l.kv, &l.pace, span, rev)
}

// reset forgets who refused streams: others may answer now.
func (l *lister) reset() { l.who.reset() }

// anyScanner changes from the stream to pages where it stands when servers
// refuse the stream, and stays with them. In a cluster of mixed versions that
// can be at any time: a hop opens another stream, which goes to another member.
type anyScanner struct {
	scanner
	l     *lister
	ctx   context.Context
	span  model.Span // what is left
	rev   int64
	read  bool
	again bool // another member was asked after a refusal
}

func (s *anyScanner) open() {
	if s.l.who.worth() {
		s.openStream()
	} else {
		s.openPages()
	}
}

func (s *anyScanner) openStream() {
	s.scanner = newStream(s.ctx, s.l.stream, &s.l.hops, s.span, s.rev)
}

func (s *anyScanner) openPages() {
	s.scanner = newPages(s.ctx, s.l.kv, &s.l.pace, s.span, s.rev)
}

// refused goes on with the stream of another member, once, or with pages. The
// balancer takes turns: without a second try, whose turn it is when a listing
// begins would decide, and that can be the same member every time.
func (s *anyScanner) refused(addr string) {
	s.close()
	again := s.l.who.refuse(addr) && !s.again
	s.again = true
	if again {
		s.openStream()
	} else {
		s.openPages()
	}
}

func (s *anyScanner) next() (model.Listed, error) {
	start := time.Now()
	part, err := s.scanner.next()
	from, streams := s.scanner.(*stream)
	for streams && isUnimplemented(err) {
		s.refused(from.server())
		start = time.Now()
		part, err = s.scanner.next()
		from, streams = s.scanner.(*stream)
	}
	if err != nil {
		return part, err
	}
	if streams && !s.read {
		s.l.who.serve()
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
