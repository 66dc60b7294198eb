package source

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/proto"
)

// watchSameAsGenerated compares what is made of a message with what the
// generated code makes of it, values and leases aside.
func watchSameAsGenerated(t *testing.T, message []byte) {
	t.Helper()
	var got, want pb.WatchResponse
	err := decodeWatch(message, &got)
	if proto.Unmarshal(message, &want) != nil {
		return
	}
	if err != nil {
		t.Fatalf("%v, and the generated code takes it: %x", err, message)
	}
	for _, e := range want.Events {
		if e.Kv == nil {
			e.Kv = &mvccpb.KeyValue{} // ours always has one, so that nothing breaks of it
		}
		e.Kv.Value, e.Kv.Lease, e.PrevKv = nil, 0, nil
		e.ProtoReflect().SetUnknown(nil)
		e.Kv.ProtoReflect().SetUnknown(nil)
	}
	if !proto.Equal(&got, &want) {
		t.Fatalf("%v\nwant %v", &got, &want)
	}
}

func randomWatch(r *rand.Rand) *pb.WatchResponse {
	resp := &pb.WatchResponse{WatchId: r.Int64() - 1<<62, Created: r.IntN(2) == 0, Canceled: r.IntN(2) == 0, Fragment: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		resp.Header = &pb.ResponseHeader{ClusterId: r.Uint64(), Revision: r.Int64()}
		resp.CancelReason, resp.CompactRevision = "etcdserver: permission denied", r.Int64()
	}
	for range r.IntN(20) {
		key := make([]byte, r.IntN(300))
		for i := range key {
			key[i] = byte(r.Uint32())
		}
		e := &mvccpb.Event{Type: mvccpb.Event_EventType(r.IntN(2))}
		if r.IntN(10) > 0 {
			e.Kv = &mvccpb.KeyValue{
				Key: key, CreateRevision: r.Int64() >> r.IntN(63), ModRevision: r.Int64() - 1<<62, Version: r.Int64N(3), Lease: r.Int64(), Value: key[:len(key)/2],
			}
		}
		resp.Events = append(resp.Events, e)
	}
	return resp
}

func TestWatchEqualsGeneratedCode(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2_000 {
		message, err := proto.Marshal(randomWatch(r))
		if err != nil {
			t.Fatal(err)
		}
		watchSameAsGenerated(t, message)
		watchSameAsGenerated(t, message[:r.IntN(len(message)+1)])
		if len(message) > 0 {
			message[r.IntN(len(message))] ^= byte(1 << r.IntN(8))
		}
		watchSameAsGenerated(t, message)
	}
}

func FuzzWatch(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		message, err := proto.Marshal(randomWatch(r))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(message)
	}
	f.Fuzz(watchSameAsGenerated)
}

// heavyWatch is a message as a flood brings it: 100 events of 10 kB values.
func heavyWatch(t testing.TB) []byte {
	t.Helper()
	resp := &pb.WatchResponse{Header: &pb.ResponseHeader{Revision: 9}}
	for i := range 100 {
		resp.Events = append(resp.Events, &mvccpb.Event{Kv: &mvccpb.KeyValue{
			Key: fmt.Appendf(nil, "/registry/events/ns-%02d/event-%030d", i%10, i), Value: bytes.Repeat([]byte("v"), 10_000), ModRevision: 9, CreateRevision: 3, Version: 4,
		}})
	}
	message, err := proto.Marshal(resp)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// The values of a flood take no memory.
func TestAWatchKeepsNoValues(t *testing.T) {
	message := heavyWatch(t)
	allocs := testing.AllocsPerRun(10, func() {
		var resp pb.WatchResponse
		if err := decodeWatch(message, &resp); err != nil || len(resp.Events) != 100 || resp.Events[99].Kv.Value != nil {
			t.Fatal(err, len(resp.Events))
		}
	})
	if allocs > 8 {
		t.Errorf("100 events take %v allocations", allocs)
	}
}

// What a flood costs to decode, beside the generated code.
func BenchmarkWatch(b *testing.B) {
	message := heavyWatch(b)
	for name, decode := range map[string]func(*pb.WatchResponse) error{
		"ours":      func(resp *pb.WatchResponse) error { return decodeWatch(message, resp) },
		"generated": func(resp *pb.WatchResponse) error { return proto.Unmarshal(message, resp) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(message)))
			for b.Loop() {
				var resp pb.WatchResponse
				if err := decode(&resp); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
