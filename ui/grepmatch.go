package ui

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// hitAround is how many cells of a line are kept before and after what was found
// in it.
const hitAround = 200

// hit is a value in which the text is: display text, but for the key.
type hit struct {
	key  string
	view string // the name of the view it is in; "" for the one that fits
	line passage
	n    int // lines of that view that have it; 0: it isn't in a line of one

	masked bool // it is in what is masked, of which nothing is kept
}

// passage is a line with what was found in it, and what is around that.
type passage struct{ before, match, after string }

// matcher looks for a text in values as a person sees them: in the view that
// fits, then in the others, and last in the bytes. It is used by one command at
// a time and looks at nothing that the screen changes.
type matcher struct {
	needle needle
	secret []string // patterns of keys whose values are masked, too
	ascii  bool
	bared  bared // what is masked is looked at in nothing else
}

// match looks at one value. unseen says that it may be behind a mask there, where
// nothing was looked at.
func (m matcher) match(ctx context.Context, e model.Entry) (h hit, ok, unseen bool) {
	doc := value.Options{Now: e.ReadAt, Secret: m.secret}.Decode(e.Key, e.Value)
	if m.ascii {
		doc = doc.ASCII()
	}
	h, secret, ok := m.views(ctx, doc)
	switch {
	case ok:
	case !secret:
		h.line, ok = m.raw(e.Value)
	case m.bared.has(e.Key, e.ModRevision):
		h, ok = m.behind(ctx, doc, e.Value)
	default:
		unseen = true
	}
	h.key = e.Key
	return h, ok, unseen
}

// views looks at all views but hex dumps, as they are shown at first: masked.
func (m matcher) views(ctx context.Context, doc *value.Document) (h hit, secret, ok bool) {
	secret = doc.Secret()
	if h.line, h.n = m.lines(ctx, doc); h.n > 0 {
		return h, secret, true
	}
	for _, name := range doc.Views()[1:] {
		view := doc.As(name)
		secret = secret || view.Secret()
		if ctx.Err() != nil || view.Kind == value.KindHex {
			continue
		}
		if h.line, h.n = m.lines(ctx, view); h.n > 0 {
			h.view = name
			return h, secret, true
		}
	}
	return hit{}, secret, false
}

// behind looks at what is masked, of a value that a person has revealed. Where it
// was found is all that is told.
func (m matcher) behind(ctx context.Context, doc *value.Document, raw []byte) (h hit, ok bool) {
	for i, name := range doc.Views() {
		view := doc.As(name)
		if ctx.Err() != nil || view.Kind == value.KindHex {
			continue
		}
		if _, n := m.lines(ctx, view.Reveal()); n > 0 {
			if i == 0 {
				name = "" // the one that fits
			}
			return hit{masked: true, view: name}, true
		}
	}
	_, ok = m.raw(raw)
	return hit{masked: true}, ok
}

// lines is the first line of a document that has the text, and how many have it.
func (m matcher) lines(ctx context.Context, doc *value.Document) (first passage, n int) {
	for i := range doc.Len() {
		if i%tallyLines == 0 && ctx.Err() != nil {
			break
		}
		text := joined(doc.Line(i))
		for at := range m.needle.in(text) {
			if n++; n == 1 {
				first = around(text, at, len(m.needle.text))
			}
			break
		}
	}
	return first, n
}

// raw looks at the bytes: for what a view breaks into lines, or has no words for.
func (m matcher) raw(raw []byte) (line passage, ok bool) {
	text, all := m.needle.text, raw
	if m.needle.anyCase {
		all = smallASCII(raw)
	}
	at := bytes.Index(all, []byte(text))
	if at < 0 {
		return line, false
	}
	end := at + len(text)
	before, after := raw[max(0, at-hitAround):at], raw[end:min(len(raw), end+hitAround)]
	for at > hitAround && len(before) > 0 && !utf8.RuneStart(before[0]) {
		before = before[1:]
	}
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	if i := bytes.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	lead, found := m.safe(before), m.safe(raw[at:end])
	return around(lead+found+m.safe(after), len(lead), len(found)), true
}

// smallASCII is b in small letters, all bytes in their places.
func smallASCII(b []byte) []byte {
	b = bytes.Clone(b)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

func (m matcher) safe(b []byte) string {
	if m.ascii {
		return model.SafeASCII(string(b))
	}
	return model.Safe(string(b))
}

// around is a line of display text, shortened around what was found in it, and
// cut between graphemes: they would be wider in two.
func around(text string, at, n int) passage {
	from, _ := graphemeAround(text, at)
	_, to := graphemeAround(text, at+n)
	before := strings.TrimLeft(text[:from], " ")
	if over := model.Width(before) - hitAround; over > 0 {
		before = ansi.TruncateLeft(before, over, "")
	}
	return passage{
		strings.Clone(before), strings.Clone(text[from:to]),
		strings.Clone(ansi.Truncate(text[to:], hitAround, "")),
	}
}

// bared are the versions of keys whose secrets a person has revealed in this
// run.
type bared map[revealed]bool

// revealed is a key as it was last written at a mod revision.
type revealed struct {
	key string
	rev int64
}

// baredMost is how many of them are remembered.
const baredMost = 1_000

func (b bared) has(key string, rev int64) bool { return b[revealed{key, rev}] }

// note takes in that a version was revealed.
func (b *bared) note(key string, rev int64) {
	if *b == nil {
		*b = bared{}
	}
	delete(*b, revealed{key, rev})
	for other := range *b {
		if len(*b) < baredMost {
			break
		}
		delete(*b, other)
	}
	(*b)[revealed{key, rev}] = true
}

// drop takes in that it was masked again.
func (b bared) drop(key string, rev int64) { delete(b, revealed{key, rev}) }

// firstHits are no more hits than there is room for.
func firstHits(hits []hit, room int) []hit { return slices.Clip(hits[:min(len(hits), max(0, room))]) }
