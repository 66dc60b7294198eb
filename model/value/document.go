// Package value turns the bytes of a key's value into a document that can be
// read line by line.
//
//	bytes ─ decoders ─► forms ─┬─ a layer (gzip, base64): its inside ─ decoders ─► …
//	                           └─ a view (yaml, json, text, hex): lines
//
// Whatever a value is, it can be looked at in several views; the first that
// fits is chosen, and the others are made when they are asked for. A document
// is made in one pass, which only finds where its lines start; a line is made
// when it is looked at. So a value of many megabytes opens at once, and a
// screen of it costs the same wherever it is.
package value

import (
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// Kind is the form that a value is shown in.
type Kind string

// The kinds of documents.
const (
	KindEmpty     Kind = "empty"
	KindYAML      Kind = "yaml"
	KindJSON      Kind = "json"
	KindText      Kind = "text"
	KindHex       Kind = "hex"
	KindProtobuf  Kind = "protobuf"
	KindEncrypted Kind = "encrypted"
	KindPEM       Kind = "pem"
	KindJWT       Kind = "jwt"
	KindNumber    Kind = "number"
	KindMasked    Kind = "masked"
	KindDiff      Kind = "diff"
)

// Document is one view of a value. It doesn't change and may be used by
// several goroutines.
type Document struct {
	Kind  Kind
	About string // what the value is, in a phrase: "utf-8 text", "v1 Pod"
	Facts []Fact // what is worth a place above it, the most important first

	body    body
	safe    func(string) string
	subject *subject
	view    view
	bare    bool // shown though it is secret
}

// Fact is one thing that a value says of itself. Its text is as hostile as
// the value.
type Fact struct {
	Name  string
	Value string
	Time  time.Time // if not zero, when that was; Value may be empty then
	Bad   bool      // something is wrong there
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

// fitting is a body whose lines depend on the width of the pane. other says
// that the fitted one is another one.
type fitting interface {
	fit(width int) (fitted body, other bool)
}

// Options are what is to be known beside a value.
type Options struct {
	Secret []string  // patterns of keys whose values are secret, beside SecretKeys
	Now    time.Time // when the value was read; zero: nothing is said to have expired
}

// Decode makes a document of a key's value of up to 4 GiB (gRPC's limit is 2).
// The document keeps b, which must not be changed any more.
func Decode(key string, b []byte) *Document { return Options{}.Decode(key, b) }

// Decode is the same as the function, with options.
func (o Options) Decode(key string, b []byte) *Document {
	s := newSubject(key, b, o.Now, o.isSecret(key))
	return s.document(s.chosen, false, model.Safe)
}

// Views are the names of all views of the value, each with the layers that
// are around it: "base64 › gzip › json". The first is the one that was chosen.
func (d *Document) Views() []string {
	var names []string
	for _, v := range d.subject.views() {
		names = append(names, v.name)
	}
	return names
}

// View is the name of this view.
func (d *Document) View() string { return d.view.name }

// Offers is the name of the view that says more than this one: what a text in
// base64 is, or a Secret's data as text; "" if there is none, or if it would be
// masked.
func (d *Document) Offers() string {
	if d.subject == nil || d.Masked() || d.view.name != d.subject.chosen.name {
		return ""
	}
	return d.subject.offers
}

// As is the value in another view; the same document if it has none of that
// name.
func (d *Document) As(name string) *Document {
	if name == d.view.name {
		return d
	}
	for _, v := range d.subject.views() {
		if v.name == name {
			return d.with(v, d.bare)
		}
	}
	return d
}

// with is another view of the value. What is known of the value is true of
// views, too, that tell nothing themselves: a hex dump.
func (d *Document) with(v view, bare bool) *Document {
	other := d.subject.document(v, bare, d.safe)
	switch {
	case len(other.Facts) > 0:
	case bare || !d.bare:
		other.Facts = d.Facts
	case !d.subject.hides(d.subject.chosen):
		other.Facts = maskedFacts(d.Facts)
	}
	return other
}

// Masked says that something of the value isn't shown because it is secret.
func (d *Document) Masked() bool { return d.view.secret && !d.bare }

// Raw are the bytes that this is a view of; nil if it is of more than one
// value. They must not be changed.
func (d *Document) Raw() []byte {
	if d.subject == nil {
		return nil
	}
	return d.subject.raw
}

// Secret says that something of the value is secret, whether it is shown or
// not.
func (d *Document) Secret() bool { return d.view.secret }

// Reveal is the same view with what is secret.
func (d *Document) Reveal() *Document {
	if !d.Masked() {
		return d
	}
	return d.with(d.view, true)
}

// Mask is the same view without what is secret.
func (d *Document) Mask() *Document {
	if d.Masked() || !d.Secret() {
		return d
	}
	return d.with(d.view, false)
}

// ASCII is the same document for terminals that show ASCII only.
func (d *Document) ASCII() *Document {
	ascii := *d
	ascii.safe = safeASCII
	return &ascii
}

// safeASCII spells everything out but what stands for a secret.
func safeASCII(s string) string { return model.SafeASCII(strings.ReplaceAll(s, masking, "******")) }

// Fit is the same document, its lines made for a pane of width cells if they
// can be: a hex dump has fewer bytes on a line where there is little room.
func (d *Document) Fit(width int) *Document {
	b, ok := d.body.(fitting)
	if !ok {
		return d
	}
	made, other := b.fit(width)
	if !other {
		return d
	}
	fitted := *d
	fitted.body = made
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
