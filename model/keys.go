package model

import "sort"

// Meta is what etcd's index knows of a key beside its name: the revisions of
// its last change and of its creation, and how often it was put since. A
// keys-only listing brings them for nothing.
type Meta struct {
	ModRev, CreateRev, Version int64
}

// Keys is a packed, append-only run of keys in ascending byte order, each with
// its Meta. One chunk of a listing becomes one Keys: three allocations,
// whatever the number of keys, so the client's own objects can be collected at
// once.
type Keys struct {
	buf   []byte
	ends  []uint32
	metas []Meta
}

// NewKeys returns an empty run with room for n keys of together size bytes.
func NewKeys(n, size int) *Keys {
	return &Keys{buf: make([]byte, 0, size), ends: make([]uint32, 0, n), metas: make([]Meta, 0, n)}
}

// Add appends a copy of key. Keys must come in ascending byte order.
func (k *Keys) Add(key []byte, meta Meta) {
	k.buf = append(k.buf, key...)
	k.ends = append(k.ends, uint32(len(k.buf)))
	k.metas = append(k.metas, meta)
}

// Len is the number of keys; a nil run has none.
func (k *Keys) Len() int {
	if k == nil {
		return 0
	}
	return len(k.ends)
}

// Size is how many bytes all keys have.
func (k *Keys) Size() int {
	if k == nil {
		return 0
	}
	return len(k.buf)
}

// Key returns the i-th key. The bytes belong to the run: don't change them.
func (k *Keys) Key(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = k.ends[i-1]
	}
	return k.buf[start:k.ends[i]:k.ends[i]]
}

// Meta returns what is known of the i-th key.
func (k *Keys) Meta(i int) Meta { return k.metas[i] }

// In is how many of the keys are in the span.
func (k *Keys) In(s Span) int {
	first := func(from string) int {
		return sort.Search(k.Len(), func(i int) bool { return string(k.Key(i)) >= from })
	}
	if s.To == "" {
		return k.Len() - first(s.From)
	}
	return max(0, first(s.To)-first(s.From))
}
