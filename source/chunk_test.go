package source

import (
	"bytes"
	"math/rand/v2"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/etcdscope/etcdscope/model"
)

// sameAsGenerated compares what a chunk makes of a message with what the
// generated code makes of it. The chunk leaves fields out without looking into
// them, so it may take what the generated code refuses, not the other way.
func sameAsGenerated(t *testing.T, message []byte) {
	t.Helper()
	var c chunk
	err := c.decode(message)
	var want pb.RangeStreamResponse
	if proto.Unmarshal(message, &want) != nil {
		return
	}
	if err != nil {
		t.Fatalf("%v, and the generated code takes it: %x", err, message)
	}
	kvs := want.GetRangeResponse().GetKvs()
	if c.keys.Len() != len(kvs) || c.last != (want.GetRangeResponse().GetHeader() != nil) {
		t.Fatalf("%d keys, last %v; the generated code has %d, header %v", c.keys.Len(), c.last, len(kvs), want.GetRangeResponse().GetHeader())
	}
	for i, kv := range kvs {
		if !bytes.Equal(c.keys.Key(i), kv.Key) || c.keys.Meta(i) != metaOf(kv) {
			t.Fatalf("key %d is %q %+v, want %v", i, c.keys.Key(i), c.keys.Meta(i), kv)
		}
	}
}

func TestChunkEqualsGeneratedCode(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		message, err := proto.Marshal(randomResponse(r))
		if err != nil {
			t.Fatal(err)
		}
		sameAsGenerated(t, message)
		sameAsGenerated(t, message[:r.IntN(len(message)+1)])
		if len(message) > 0 {
			message[r.IntN(len(message))] ^= byte(1 << r.IntN(8))
		}
		sameAsGenerated(t, message)
	}
}

func randomResponse(r *rand.Rand) *pb.RangeStreamResponse {
	if r.IntN(20) == 0 {
		return &pb.RangeStreamResponse{}
	}
	resp := &pb.RangeResponse{More: r.IntN(2) == 0, Count: r.Int64()}
	if r.IntN(2) == 0 {
		resp.Header = &pb.ResponseHeader{ClusterId: r.Uint64(), Revision: r.Int64()}
	}
	for range r.IntN(20) {
		key := make([]byte, r.IntN(300))
		for i := range key {
			key[i] = byte(r.Uint32())
		}
		resp.Kvs = append(resp.Kvs, &mvccpb.KeyValue{
			Key: key, CreateRevision: r.Int64() >> r.IntN(63), ModRevision: r.Int64() - 1<<62, Version: r.Int64N(3), Lease: r.Int64(), Value: key[:len(key)/2],
		})
	}
	return &pb.RangeStreamResponse{RangeResponse: resp}
}

// oddChunks are messages that no etcd sends, and that protobuf allows.
func oddChunks() [][]byte {
	kv := func(key string) []byte {
		b := protowire.AppendTag(nil, fieldVersion, protowire.VarintType) // not in order
		b = protowire.AppendVarint(b, 7)
		b = protowire.AppendTag(b, fieldKey, protowire.VarintType) // of another type: unknown
		b = protowire.AppendVarint(b, 1)
		b = protowire.AppendTag(b, fieldKey, protowire.BytesType)
		b = protowire.AppendString(b, "overwritten")
		b = protowire.AppendTag(b, fieldKey, protowire.BytesType)
		b = protowire.AppendString(b, key)
		b = protowire.AppendTag(b, 99, protowire.StartGroupType)
		b = protowire.AppendTag(b, 1, protowire.Fixed64Type)
		b = protowire.AppendFixed64(b, 1)
		return protowire.AppendTag(b, 99, protowire.EndGroupType)
	}
	part := func(key string) []byte {
		b := protowire.AppendTag(nil, fieldKvs, protowire.BytesType)
		return protowire.AppendBytes(b, kv(key))
	}
	var twice []byte // the parts of one field: they are merged
	for _, key := range []string{"a", "b"} {
		twice = protowire.AppendTag(twice, fieldRangeResponse, protowire.BytesType)
		twice = protowire.AppendBytes(twice, part(key))
	}
	return [][]byte{twice, {}, {0x0a}, {0x0a, 0x05, 0x12}, {0x0c}, {0x00, 0x01}, bytes.Repeat([]byte{0xff}, 20)}
}

func TestOddChunks(t *testing.T) {
	for _, message := range oddChunks() {
		sameAsGenerated(t, message)
	}
	var c chunk
	if err := c.decode(oddChunks()[0]); err != nil || c.keys.Len() != 2 || string(c.keys.Key(1)) != "b" || c.keys.Meta(0) != (model.Meta{Version: 7}) {
		t.Errorf("%+v, %v", c.keys, err)
	}
}

// A hostile server's message costs no more than a small multiple of its size.
func TestAChunkAllocatesWhatCame(t *testing.T) {
	inner := bytes.Repeat([]byte{fieldKvs<<3 | 2, 0}, 100_000) // empty keys
	message := protowire.AppendTag(nil, fieldRangeResponse, protowire.BytesType)
	message = protowire.AppendBytes(message, inner)
	var c chunk
	allocs := testing.AllocsPerRun(3, func() {
		if err := c.decode(message); err != nil {
			t.Fatal(err)
		}
	})
	if c.keys.Len() != 100_000 || allocs > 8 {
		t.Errorf("%d keys took %v allocations", c.keys.Len(), allocs)
	}
}

func FuzzChunk(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		message, err := proto.Marshal(randomResponse(r))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(message)
	}
	for _, message := range oddChunks() {
		f.Add(message)
	}
	f.Fuzz(sameAsGenerated)
}

// BenchmarkChunk decodes one full chunk as it comes from etcd, by our code and
// by the generated code.
func BenchmarkChunk(b *testing.B) {
	const n = 10_240
	resp := &pb.RangeResponse{}
	for i := range n {
		key := bytes.Repeat([]byte("registry/"), 6)
		key = append(key, byte(i>>16), byte(i>>8), byte(i))
		resp.Kvs = append(resp.Kvs, &mvccpb.KeyValue{Key: key, CreateRevision: 17_000_000 + int64(i), ModRevision: 18_000_000 + int64(i), Version: 12})
	}
	message, err := proto.Marshal(&pb.RangeStreamResponse{RangeResponse: resp})
	if err != nil {
		b.Fatal(err)
	}
	for name, decode := range map[string]func() error{
		"ours":      func() error { return new(chunk).decode(message) },
		"generated": func() error { return proto.Unmarshal(message, &pb.RangeStreamResponse{}) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/key")
		})
	}
}
