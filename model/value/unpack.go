package value

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/etcdscope/etcdscope/model"
)

// maxWindow is how far back a zstd stream may refer: the memory that it takes
// before it has given a byte.
const maxWindow = 8 << 20

var (
	gzipMagic = []byte{0x1f, 0x8b, 8}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

func gzipped(in input) []form {
	return stream("gzip", in.raw, gzipMagic, func(r io.Reader) (io.Reader, func(), error) {
		z, err := gzip.NewReader(r)
		return z, func() {}, err
	})
}

func zstandard(in input) []form {
	return stream("zstd", in.raw, zstdMagic, func(r io.Reader) (io.Reader, func(), error) {
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxMemory(maxUnpacked+1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	})
}

// stream is the form of a compressed value, if it begins as one. What can't be
// unpacked at all is dumped, and says why.
func stream(name string, raw, magic []byte, open func(io.Reader) (io.Reader, func(), error)) []form {
	if !bytes.HasPrefix(raw, magic) {
		return nil
	}
	if got, err := unpack(raw, 1, open); len(got) == 0 && err != nil {
		return []form{{kind: KindHex, about: "binary", show: func() shown {
			return shown{facts: []Fact{{Name: name, Value: "cannot be unpacked: " + err.Error(), Bad: true}}, body: newHexDump(raw)}
		}}}
	}
	return []form{{name: name, unpack: func(room int) unpacked {
		got, err := unpack(raw, room, open)
		said := Fact{Name: name, Value: model.Bytes(len(raw)) + " packed, " + model.Bytes(len(got)) + " unpacked"}
		switch {
		case errors.Is(err, errRoom):
			said.Value, said.Bad = model.Bytes(len(raw))+" packed, more than "+model.Bytes(len(got))+" unpacked: the rest is left out", true
		case err != nil:
			said.Value, said.Bad = said.Value+", then it breaks off: "+err.Error(), true
		}
		return unpacked{raw: got, facts: []Fact{said}}
	}}}
}

// errRoom says that there is more than there is room for.
var errRoom = errors.New("no room for more")

// unpack reads up to room bytes. What came before an error is of use too.
func unpack(raw []byte, room int, open func(io.Reader) (io.Reader, func(), error)) ([]byte, error) {
	r, done, err := open(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := io.ReadAll(io.LimitReader(r, int64(room)+1))
	if len(got) > room {
		return got[:room], errRoom
	}
	return got, err
}
