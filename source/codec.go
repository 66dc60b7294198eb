package source

import (
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
)

// chunkCodec is gRPC's own codec of protobuf, under its own name, but for the
// chunks of a listing, which it decodes itself.
type chunkCodec struct{ encoding.CodecV2 }

func newChunkCodec() chunkCodec { return chunkCodec{encoding.GetCodecV2(proto.Name)} }

// Unmarshal implements encoding.CodecV2.
func (c chunkCodec) Unmarshal(data mem.BufferSlice, v any) error {
	into, ok := v.(*chunk)
	if !ok {
		return c.CodecV2.Unmarshal(data, v)
	}
	whole := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer whole.Free()
	return into.decode(whole.ReadOnlyData())
}
