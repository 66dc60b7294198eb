package value

import (
	"bytes"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// unpackedBytes is how much all layers around a view hold.
func unpackedBytes(d *Document) (n int) {
	for l := d.subject.outermost(); ; {
		f := l.choose()
		if f.unpack == nil {
			return n
		}
		l = l.inside(f)
		n += len(l.raw)
	}
}

func TestBombsStopWithAMessage(t *testing.T) {
	const tenMiB = 10 << 20
	zs, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	member := packed(t, make([]byte, tenMiB))
	zstdMember := zs.EncodeAll(make([]byte, tenMiB), nil)
	nested := bytes.Repeat(member, 1024) // 10 GiB
	for range 3 {
		nested = packed(t, nested)
	}
	for name, tt := range map[string]struct {
		raw  []byte
		fact string
	}{
		"gzip of 1 GiB":         {bytes.Repeat(member, 102), "more than 16.0 MiB unpacked: the rest is left out"},
		"gzip of 10 GiB":        {bytes.Repeat(member, 1024), "more than 16.0 MiB unpacked: the rest is left out"},
		"zstd of 10 GiB":        {bytes.Repeat(zstdMember, 1024), "more than 16.0 MiB unpacked: the rest is left out"},
		"gzip within":           {nested, "unpacked: the rest is left out"},
		"one byte too many":     {packed(t, make([]byte, maxUnpacked+1)), "more than 16.0 MiB unpacked: the rest is left out"},
		"all there is room for": {packed(t, make([]byte, maxUnpacked)), "16.0 MiB unpacked"},
	} {
		d := Decode("", tt.raw)
		if n := unpackedBytes(d); n > maxUnpacked {
			t.Errorf("%s: %d bytes are unpacked", name, n)
		}
		var facts []string
		for _, f := range d.Facts {
			facts = append(facts, f.Value)
			if f.Bad != strings.Contains(tt.fact, "left out") && len(d.Facts) == 1 {
				t.Errorf("%s: bad is %v", name, f.Bad)
			}
		}
		if said := strings.Join(facts, ", "); !strings.Contains(said, tt.fact) {
			t.Errorf("%s says %q, want %q", name, said, tt.fact)
		}
	}
}

// However deep it is packed, five layers are taken off.
func TestLayersAreBounded(t *testing.T) {
	raw := []byte("text")
	for range 40 {
		raw = packed(t, raw)
	}
	d := Decode("", raw)
	if want := strings.Repeat("gzip"+Between, maxLayers) + "hex"; d.View() != want || len(d.Views()) != maxLayers+1 {
		t.Errorf("it is %q of %q, want %q", d.View(), d.Views(), want)
	}
}

func TestAWindowThatIsTooGreatIsRefused(t *testing.T) {
	z, err := zstd.NewWriter(nil, zstd.WithWindowSize(256<<20), zstd.WithSingleSegment(false))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z.Reset(&b)
	for i := range 200 { // the header of a stream is written before its size is known
		if _, err := z.Write(bytes.Repeat([]byte{byte(i)}, 1<<16)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	d := Decode("", b.Bytes())
	if d.Kind != KindHex || len(d.Facts) != 1 || !strings.Contains(d.Facts[0].Value, "cannot be unpacked") {
		t.Errorf("it is shown as %q with %v", d.View(), d.Facts)
	}
}

func TestAStreamThatBreaksShowsWhatCame(t *testing.T) {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	long := numbered(100_000)
	for name, raw := range map[string][]byte{"gzip": packed(t, long), "zstd": z.EncodeAll(long, nil)} {
		d := Decode("", raw[:len(raw)*2/3])
		if d.Kind != KindText || text(d.Line(0)) != "line 0" || d.Len() < 1000 || !d.Facts[0].Bad || !strings.Contains(d.Facts[0].Value, "breaks off") {
			t.Errorf("%s is shown as %q, %d lines, %v", name, d.View(), d.Len(), d.Facts)
		}
	}
}

func TestWordsAreNotBase64(t *testing.T) {
	for in, want := range map[string]bool{
		"aGVsbG8gd29ybGQgaGVsbG8=":         true,
		"SGVsbG8sIFdvcmxkIQpTZWNvbmQgbGlu": true,
		"helloworldhelloworld":             false,
		"registry/pods/default":            false,
		"deadbeefdeadbeefdeadbeefdeadbeef": false,
		"2026-01-01T00:00:00Z":             false,
		"checkout-7d9f4c-x2x9z":            false,
		"short":                            false,
		"two words and more words":         false,
	} {
		has := false
		for _, v := range Decode("", []byte(in)).Views() {
			has = has || strings.HasPrefix(v, "base64")
		}
		if has != want {
			t.Errorf("%q: base64 is offered: %v", in, has)
		}
		if d := Decode("", []byte(in)); d.Kind != KindText && d.Kind != KindNumber {
			t.Errorf("%q is shown as %s", in, d.View())
		}
	}
}
