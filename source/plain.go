package source

import (
	"context"
	"sync/atomic"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// plainly asks servers that only look like etcd in words that they know. kine,
// which keeps Kubernetes' keys in a SQL database, refuses every serializable
// read ("serializable is not implemented by kine": KVServerBridge.Range and
// .RangeStream in its pkg/server/kv.go). No etcd answers a Range so: whoever
// does is asked plainly from then on, until the connection breaks.
//
// It is one interceptor, so nobody who reads needs to know of it.
type plainly struct{ on atomic.Bool }

func (p *plainly) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	asked, ok := req.(*pb.RangeRequest)
	if !ok {
		return invoker(ctx, method, req, reply, cc, opts...)
	}
	if p.on.Load() {
		err := invoker(ctx, method, plain(asked), reply, cc, opts...)
		if status.Code(err) == codes.Unavailable {
			p.on.Store(false) // who comes back may be an etcd
		}
		return err
	}
	err := invoker(ctx, method, asked, reply, cc, opts...)
	if !asked.Serializable || !isUnimplemented(err) {
		return err
	}
	if err = invoker(ctx, method, plain(asked), reply, cc, opts...); !isUnimplemented(err) {
		p.on.Store(true)
	}
	return err
}

// stream needs no second try: before a range is streamed its revision is asked
// for, by a Range.
func (p *plainly) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	s, err := streamer(ctx, desc, cc, method, opts...)
	if err != nil || !p.on.Load() || method != pb.KV_RangeStream_FullMethodName {
		return s, err
	}
	return plainStream{s}, nil
}

type plainStream struct{ grpc.ClientStream }

func (s plainStream) SendMsg(m any) error {
	if asked, ok := m.(*pb.RangeRequest); ok {
		m = plain(asked)
	}
	return s.ClientStream.SendMsg(m)
}

// plainEnd is behind all keys that a SQL database has for Kubernetes, which
// begin with a slash or a letter. Not all databases take what isn't ASCII.
const plainEnd = "\x7f"

// plain is what kine understands of a request. It takes the end "\x00", which
// means the end of the keyspace, as a key that is before all others, unless the
// range begins there, too, when it may leave out the limit (pkg/server/list.go;
// pkg/drivers/generic, ListCurrent); and a read of one key has no limit (get.go).
func plain(asked *pb.RangeRequest) *pb.RangeRequest {
	r := proto.CloneOf(asked)
	r.Serializable = false
	switch string(r.RangeEnd) {
	case "":
		r.Limit = 0
	case "\x00":
		r.RangeEnd = []byte(plainEnd)
	}
	return r
}

// fresh keeps a cache from answering a serializable read of one key. The gRPC
// proxy keeps such answers until the key is written by way of the same proxy
// (kvProxy.Range in etcd's server/proxy/grpcproxy/kv.go), and it tells requests
// apart by all that is in them: also by a limit, which is nothing to one key.
func fresh() clientv3.OpOption { return clientv3.WithLimit(time.Now().UnixNano()) }
