package model

// Keys is a packed, append-only run of keys in ascending byte order, each with
// its mod revision. One chunk of a listing becomes one Keys: three
// allocations, whatever the number of keys, so the client's own objects can
// be collected at once.
type Keys struct {
	buf  []byte
	ends []uint32
	revs []int64
}

// NewKeys returns an empty run with room for n keys of together size bytes.
func NewKeys(n, size int) *Keys {
	return &Keys{buf: make([]byte, 0, size), ends: make([]uint32, 0, n), revs: make([]int64, 0, n)}
}

// Add appends a copy of key. Keys must come in ascending byte order.
func (k *Keys) Add(key []byte, modRev int64) {
	k.buf = append(k.buf, key...)
	k.ends = append(k.ends, uint32(len(k.buf)))
	k.revs = append(k.revs, modRev)
}

// Len is the number of keys; a nil run has none.
func (k *Keys) Len() int {
	if k == nil {
		return 0
	}
	return len(k.ends)
}

// Key returns the i-th key. The bytes belong to the run: don't change them.
func (k *Keys) Key(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = k.ends[i-1]
	}
	return k.buf[start:k.ends[i]:k.ends[i]]
}

// ModRev returns the mod revision of the i-th key.
func (k *Keys) ModRev(i int) int64 { return k.revs[i] }
