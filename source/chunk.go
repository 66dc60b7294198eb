package source

import (
	"errors"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/etcdscope/etcdscope/model"
)

// chunk is one message of a RangeStream, read from its bytes straight into a
// run of keys. The generated code makes an object for each key first: for a
// million of them that is most of what a listing costs the client.
type chunk struct {
	keys *model.Keys
	last bool // it carries the header: nothing comes after it
}

// The numbers of the fields of RangeStreamResponse, RangeResponse and KeyValue
// that are read. All others are left out, whatever they are.
const (
	fieldRangeResponse = 1

	fieldHeader = 1
	fieldKvs    = 2

	fieldKey            = 1
	fieldCreateRevision = 2
	fieldModRevision    = 3
	fieldVersion        = 4
)

// decode reads a RangeStreamResponse. It copies what it keeps. The room for
// the keys is counted out first: what is allocated is bounded by what came.
func (c *chunk) decode(message []byte) error {
	var n, size int
	err := c.each(message, func(kv []byte) error {
		n, size = n+1, size+len(kv)
		return nil
	})
	if err != nil {
		return err
	}
	c.keys = model.NewKeys(n, size)
	return c.each(message, c.add)
}

// each calls do with each KeyValue.
func (c *chunk) each(message []byte, do func(kv []byte) error) error {
	outer := wire{left: message}
	for outer.next() {
		if !outer.is(fieldRangeResponse, protowire.BytesType) {
			continue
		}
		inner := wire{left: outer.bytes}
		for inner.next() {
			switch {
			case inner.is(fieldKvs, protowire.BytesType):
				if err := do(inner.bytes); err != nil {
					return err
				}
			case inner.is(fieldHeader, protowire.BytesType):
				c.last = true
			}
		}
		if inner.err != nil {
			return inner.err
		}
	}
	return outer.err
}

// add reads a KeyValue.
func (c *chunk) add(kv []byte) error {
	var r record
	err := r.read(kv)
	c.keys.Add(r.key, r.meta)
	return err
}

// record is what is read of a KeyValue; the key is a part of the message.
type record struct {
	key  []byte
	meta model.Meta
}

func (r *record) read(kv []byte) error {
	w := wire{left: kv}
	for w.next() {
		switch {
		case w.is(fieldKey, protowire.BytesType):
			r.key = w.bytes
		case w.is(fieldCreateRevision, protowire.VarintType):
			r.meta.CreateRev = int64(w.number)
		case w.is(fieldModRevision, protowire.VarintType):
			r.meta.ModRev = int64(w.number)
		case w.is(fieldVersion, protowire.VarintType):
			r.meta.Version = int64(w.number)
		}
	}
	return w.err
}

// wire reads a protobuf message field by field.
type wire struct {
	left []byte
	err  error

	field  protowire.Number
	typ    protowire.Type
	number uint64 // of a field of VarintType
	bytes  []byte // of one of BytesType
}

var errField = errors.New("a field number out of range")

// next reads a field; false at the end, and if what is left is none.
func (w *wire) next() bool {
	if len(w.left) == 0 {
		return false
	}
	n := w.tag()
	if n < 0 {
		return false
	}
	var m int
	switch w.typ {
	case protowire.VarintType:
		w.number, m = protowire.ConsumeVarint(w.left[n:])
	case protowire.BytesType:
		w.bytes, m = protowire.ConsumeBytes(w.left[n:])
	default:
		m = protowire.ConsumeFieldValue(w.field, w.typ, w.left[n:])
	}
	if m < 0 {
		w.err = protowire.ParseError(m)
		return false
	}
	w.left = w.left[n+m:]
	return true
}

// tag reads a field's number and type, and gives the bytes that they take.
func (w *wire) tag() (n int) {
	if t := w.left[0]; t >= 1<<3 && t < 1<<7 { // in one byte, as all of etcd's are
		w.field, w.typ = protowire.Number(t>>3), protowire.Type(t&7)
		return 1
	}
	w.field, w.typ, n = protowire.ConsumeTag(w.left)
	switch {
	case n < 0:
		w.err = protowire.ParseError(n)
	case w.field > protowire.MaxValidNumber:
		w.err, n = errField, -1
	}
	return n
}

// is says whether the field that was read is the one of that number and type.
// Of another type it is unknown, as protobuf's rules have it.
func (w *wire) is(field protowire.Number, typ protowire.Type) bool {
	return w.field == field && w.typ == typ
}
