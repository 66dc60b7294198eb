package source

import (
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
)

// codec is gRPC's own codec of protobuf, under its own name, but for the two
// messages that come in masses, which it decodes itself: the chunks of a
// listing, and the events of a watch.
type codec struct{ encoding.CodecV2 }

func newCodec() codec { return codec{encoding.GetCodecV2(proto.Name)} }

// Unmarshal implements encoding.CodecV2.
func (c codec) Unmarshal(data mem.BufferSlice, v any) error {
	var decode func([]byte) error
	switch v := v.(type) {
	case *chunk:
		decode = v.decode
	case *pb.WatchResponse:
		decode = func(message []byte) error { return decodeWatch(message, v) }
	default:
		return c.CodecV2.Unmarshal(data, v)
	}
	whole := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer whole.Free()
	return decode(whole.ReadOnlyData())
}
