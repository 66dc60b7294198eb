package source

import (
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// The numbers of the fields of WatchResponse and Event that are read here. The
// values are not: etcd can't be asked to leave them out of a watch, the tree
// doesn't want them, and the generated code would copy each.
const (
	fieldEvents = 11

	fieldEventType = 1
	fieldEventKv   = 2
)

// decodeWatch reads a WatchResponse, its events without their values. All but
// the events is left to the generated code.
func decodeWatch(message []byte, into *pb.WatchResponse) error {
	var rest []byte
	n, size := 0, 0
	err := eachEvent(message, &rest, func(event []byte) error {
		var e watchEvent
		err := e.read(event)
		n, size = n+1, size+len(e.key)
		return err
	})
	if err != nil {
		return err
	}
	if err := proto.Unmarshal(rest, into); err != nil || n == 0 {
		return err
	}
	// One allocation each for all events, for what they hold and for their keys.
	into.Events = make([]*mvccpb.Event, 0, n)
	room := make([]struct {
		event mvccpb.Event
		kv    mvccpb.KeyValue
	}, n)
	keys := make([]byte, 0, size)
	return eachEvent(message, nil, func(event []byte) error {
		var e watchEvent
		err := e.read(event)
		at, start := &room[len(into.Events)], len(keys)
		keys = append(keys, e.key...)
		at.event.Type, at.event.Kv = e.kind, &at.kv
		at.kv.Key = keys[start:len(keys):len(keys)]
		at.kv.CreateRevision, at.kv.ModRevision, at.kv.Version = e.meta.CreateRev, e.meta.ModRev, e.meta.Version
		into.Events = append(into.Events, &at.event)
		return err
	})
}

// eachEvent calls do with each event, and collects all other fields in rest.
func eachEvent(message []byte, rest *[]byte, do func(event []byte) error) error {
	w := wire{left: message}
	for before := w.left; w.next(); before = w.left {
		switch {
		case w.is(fieldEvents, protowire.BytesType):
			if err := do(w.bytes); err != nil {
				return err
			}
		case rest != nil:
			*rest = append(*rest, before[:len(before)-len(w.left)]...)
		}
	}
	return w.err
}

// watchEvent is what is read of an event.
type watchEvent struct {
	kind mvccpb.Event_EventType
	record
}

func (e *watchEvent) read(event []byte) error {
	w := wire{left: event}
	for w.next() {
		switch {
		case w.is(fieldEventType, protowire.VarintType):
			e.kind = mvccpb.Event_EventType(int32(w.number))
		case w.is(fieldEventKv, protowire.BytesType):
			if err := e.record.read(w.bytes); err != nil {
				return err
			}
		}
	}
	return w.err
}
