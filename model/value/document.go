// Package value turns the bytes of a key's value into a document that can be
// read line by line.
//
// A document is made in one pass over the bytes, which only finds where its
// lines start; a line is made when it is looked at. So a value of many
// megabytes opens at once, and a screen of it costs the same wherever it is.
package value

import "github.com/etcdscope/etcdscope/model"

// Kind is the form that a value is shown in.
type Kind string

// The kinds of documents.
const (
	KindEmpty Kind = "empty"
	KindJSON  Kind = "json"
	KindText  Kind = "text"
	KindHex   Kind = "hex"
)

// Document is a value made readable. It doesn't change and may be used by
// several goroutines.
type Document struct {
	Kind  Kind
	About string // what the value is, in a phrase: "utf-8 text"

	body body
	safe func(string) string
}

// body is what a decoder makes of a value.
type body interface {
	len() int
	// line makes line i, its text being made by safe from what is hostile.
	line(i int, safe func(string) string) []Span
	// continued says whether line i, not the first, was split off the one
	// before it.
	continued(i int) bool
}

// decoders are asked in this order, and the first that knows the value shows
// it: the special before the general, since JSON is text too. A decoder
// returns nil for what it doesn't know; what none knows is a hex dump.
var decoders = []func([]byte) *Document{
	decodeEmpty,
	decodeJSON,
	decodeText,
}

// Decode makes a document of a value of up to 4 GiB (gRPC's limit is 2). The
// document keeps b, which must not be changed any more.
func Decode(b []byte) *Document {
	d := decode(b)
	d.safe = model.Safe
	return d
}

func decode(b []byte) *Document {
	for _, known := range decoders {
		if d := known(b); d != nil {
			return d
		}
	}
	return dumpHex(b)
}

// ASCII is the same document for terminals that show ASCII only.
func (d *Document) ASCII() *Document {
	ascii := *d
	ascii.safe = model.SafeASCII
	return &ascii
}

// Fit is the same document, its lines made for a pane of width cells if they
// can be: a hex dump has fewer bytes on a line where there is little room.
func (d *Document) Fit(width int) *Document {
	dump, ok := d.body.(hexDump)
	if !ok || dump.columns == columnsFor(width) {
		return d
	}
	fitted := *d
	fitted.body = hexDump{raw: dump.raw, columns: columnsFor(width)}
	return &fitted
}

// Len is the number of lines.
func (d *Document) Len() int { return d.body.len() }

// Line makes line i, counted from 0, in a time that doesn't depend on the
// size of the value; nil if there is no such line.
func (d *Document) Line(i int) []Span {
	if i < 0 || i >= d.Len() {
		return nil
	}
	return d.body.line(i, d.safe)
}

// Continued says whether line i goes on with the line before it: a long line
// is several, so that none costs much to make.
func (d *Document) Continued(i int) bool { return i > 0 && i < d.Len() && d.body.continued(i) }

// maxSegment is how many bytes of a value one line shows; longer lines are
// split. It bounds what making and wrapping one line costs.
const maxSegment = 2048

func decodeEmpty(b []byte) *Document {
	if len(b) > 0 {
		return nil
	}
	return &Document{Kind: KindEmpty, About: "empty value", body: &plainText{}}
}
