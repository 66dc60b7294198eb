package value

import "encoding/binary"

// The wire types of protobuf. Groups, which nobody writes any more, aren't
// among them.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

// maxField is the greatest number that is taken for a field's, in bytes that
// don't say that they are protobuf.
const maxField = 10_000

// wireField is a field as it is on the wire.
type wireField struct {
	number, wire int
	head         int    // bytes before the content of bytes, or before a number
	size         int    // of all of it
	integer      uint64 // of a number
	bytes        []byte
}

// nextField takes the first field of a message; false if it is none.
func nextField(b []byte) (f wireField, ok bool) {
	tag, n := binary.Uvarint(b)
	if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29-1 {
		return f, false
	}
	f.number, f.wire, f.head = int(tag>>3), int(tag&7), n
	rest := b[n:]
	switch f.wire {
	case wireVarint:
		f.integer, n = binary.Uvarint(rest)
		if n <= 0 {
			return f, false
		}
		f.size = f.head + n
	case wireFixed64:
		if len(rest) < 8 {
			return f, false
		}
		f.integer, f.size = binary.LittleEndian.Uint64(rest), f.head+8
	case wireFixed32:
		if len(rest) < 4 {
			return f, false
		}
		f.integer, f.size = uint64(binary.LittleEndian.Uint32(rest)), f.head+4
	case wireBytes:
		length, n := binary.Uvarint(rest)
		if n <= 0 || length > uint64(len(rest)-n) {
			return f, false
		}
		f.head += n
		f.size = f.head + int(length)
		f.bytes = b[f.head:f.size]
	default:
		return f, false
	}
	return f, true
}

// maxNesting is how deep messages of known types may be in each other; no kind
// of Kubernetes comes close. The library's stack would grow with it.
const maxNesting = 200

// nests says whether there could be messages in b in each other more than so
// many levels deep.
func nests(b []byte, levels int) bool {
	var inner [][]byte
	for len(b) > 0 {
		f, ok := nextField(b)
		if !ok {
			return false // a text, or broken: nobody goes further down here
		}
		if len(f.bytes) > 1 {
			inner = append(inner, f.bytes)
		}
		b = b[f.size:]
	}
	if levels == 0 {
		return len(inner) > 0
	}
	for _, b := range inner {
		if nests(b, levels-1) {
			return true
		}
	}
	return false
}

// isMessage says whether bytes are a message as programs write them: every
// byte is of a field, and their numbers don't go down. What is taken for one
// by mistake would only confuse, so it is strict.
func isMessage(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	for before := 0; len(b) > 0; {
		f, ok := nextField(b)
		if !ok || f.number > maxField || f.number < before {
			return false
		}
		before, b = f.number, b[f.size:]
	}
	return true
}
