package value

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// protobufs knows messages of unknown types. Four bytes that happen to be one
// are more likely something else.
func protobufs(in input) []form {
	if len(in.raw) < 4 || !isMessage(in.raw) {
		return nil
	}
	readable, _ := isText(in.raw)
	return []form{{kind: KindProtobuf, about: "protobuf of an unknown type", offered: readable, show: func() shown {
		return shown{body: protoFields(in.raw)}
	}}}
}

// protoText shows a message by the numbers of its fields. What has a length
// is a text if it reads as one, a message if it can be one, else bytes.
//
//	1: {
//	  1: "v1"
//	}
//	2: 42
type protoText struct {
	raw   []byte
	lines []protoLine
}

// protoLine is a field, or a part of one, from start to end in raw.
type protoLine struct {
	start, end uint32
	depth      uint8
	form       protoForm
	first      bool // the field begins here
	last       bool // it ends here
	number     int32
}

type protoForm uint8

const (
	protoNumber protoForm = iota
	protoOpen             // of a message
	protoClose
	protoString
	protoBytes
	protoBroken // what isn't a field
)

const (
	maxProtoDepth = 20
	protoPiece    = 512 // bytes of content on a line
)

func protoFields(raw []byte) *protoText {
	t := &protoText{raw: raw}
	t.index(0, len(raw), 0)
	return t
}

func (t *protoText) index(at, end int, depth uint8) {
	for at < end {
		f, ok := nextField(t.raw[at:end])
		if !ok {
			t.pieces(at, end, protoLine{depth: depth, form: protoBroken})
			return
		}
		line := protoLine{start: uint32(at + f.head), end: uint32(at + f.size), depth: depth, number: int32(f.number), first: true}
		switch {
		case f.wire != wireBytes:
			line.start = uint32(at)
			t.lines = append(t.lines, line)
		case reads(f.bytes):
			line.form = protoString
			t.pieces(at+f.head, at+f.size, line)
		case depth < maxProtoDepth && isMessage(f.bytes):
			line.form = protoOpen
			t.lines = append(t.lines, line)
			t.index(at+f.head, at+f.size, depth+1)
			t.lines = append(t.lines, protoLine{depth: depth, form: protoClose})
		default:
			line.form = protoBytes
			t.pieces(at+f.head, at+f.size, line)
		}
		at += f.size
	}
}

// pieces adds the lines of a content that may be long.
func (t *protoText) pieces(from, to int, line protoLine) {
	for first := true; first || from < to; first = false {
		end := min(to, from+protoPiece)
		if line.form == protoString && end < to {
			end = runeStart(t.raw, end)
		}
		line.start, line.end, line.first, line.last = uint32(from), uint32(end), first, end == to
		t.lines = append(t.lines, line)
		from = end
	}
}

// reads says whether bytes are a text without control characters.
func reads(b []byte) bool {
	readable, _ := isText(b)
	return readable && !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f })
}

func (t *protoText) len() int { return len(t.lines) }

func (t *protoText) continued(i int) bool {
	l := t.lines[i]
	return !l.first && l.form != protoClose
}

func (t *protoText) line(i int, safe func(string) string) []Span {
	l := t.lines[i]
	var spans []Span
	if l.depth > 0 && !t.continued(i) {
		spans = append(spans, Span{Text: strings.Repeat(" ", indent*int(l.depth))})
	}
	if l.first && l.form != protoBroken {
		spans = append(spans, Span{Text: strconv.Itoa(int(l.number)), Token: Key}, Span{Text: ": ", Token: Muted})
	}
	return append(spans, t.content(l, safe)...)
}

func (t *protoText) content(l protoLine, safe func(string) string) []Span {
	raw := t.raw[l.start:l.end]
	switch l.form {
	case protoOpen:
		return []Span{{Text: "{", Token: Muted}}
	case protoClose:
		return []Span{{Text: "}", Token: Muted}}
	case protoString:
		text := string(raw)
		if l.first {
			text = `"` + text
		}
		if l.last {
			text += `"`
		}
		return []Span{{Text: safe(text), Token: String}}
	case protoBytes:
		return []Span{{Text: hex.EncodeToString(raw)}}
	case protoBroken:
		words := ""
		if l.first {
			words = "not a field: "
		}
		return []Span{{Text: words + hex.EncodeToString(raw), Token: Faint}}
	}
	f, _ := nextField(raw)
	return numberSpans(f)
}

// numberSpans writes a number, and what else it would be.
func numberSpans(f wireField) []Span {
	spans := []Span{{Text: strconv.FormatUint(f.integer, 10), Token: Number}}
	var note string
	switch {
	case f.wire == wireFixed64:
		note = fmt.Sprintf("  fixed64, as double %g", math.Float64frombits(f.integer))
	case f.wire == wireFixed32:
		note = fmt.Sprintf("  fixed32, as float %g", math.Float32frombits(uint32(f.integer)))
	case int64(f.integer) < 0:
		note = fmt.Sprintf("  signed %d", int64(f.integer))
	default:
		note = timeNote(f.integer)
	}
	if note != "" {
		spans = append(spans, Span{Text: note, Token: Faint})
	}
	return spans
}
