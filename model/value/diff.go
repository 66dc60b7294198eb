package value

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/etcdscope/etcdscope/model"
)

// The views of a diff.
const (
	Unified    = "unified"
	SideBySide = "side by side"
)

// Labels name the two documents that are compared.
type Labels struct{ Old, New string }

// Diff is what differs between two documents, as a document of its own.
func Diff(older, newer *Document) *Document { return Labels{"older", "newer"}.Diff(older, newer) }

// Diff is the same as the function, with labels.
func (l Labels) Diff(older, newer *Document) *Document {
	bare := sync.OnceValue(func() *difference { return differ(older.Reveal(), newer.Reveal()) })
	masked := sync.OnceValue(func() *difference {
		d := differ(older.Mask(), newer.Mask())
		d.hides(bare())
		return d
	})
	secret := older.Secret() || newer.Secret()
	var views []view
	for _, name := range []string{Unified, SideBySide} {
		f := form{kind: KindDiff, name: name, about: "diff " + l.Old + " to " + l.New, secret: secret}
		f.show = func() shown { return bare().shown(f) }
		f.masked = func() shown { return masked().shown(f) }
		views = append(views, view{form: f, name: name, secret: secret})
	}
	s := &subject{chosen: views[0]}
	s.once.Do(func() { s.all = views })
	revealed := secret && !older.Masked() && !newer.Masked()
	return s.document(s.chosen, revealed, newer.safe)
}

// difference is two documents and how the lines of one became those of the
// other.
type difference struct {
	older, newer body
	changes      *Changes
	sameBytes    bool
	notes        []string // lines of ours, above the others
	facts        []Fact
}

func differ(older, newer *Document) *difference {
	d := &difference{
		older: whole(older.body), newer: whole(newer.body),
		sameBytes: bytes.Equal(older.subject.raw, newer.subject.raw),
	}
	d.changes = compare(d.older, d.newer)
	switch {
	case d.changes.tooLong:
		d.note("Too long to be compared: %s and %s lines, of which %s, and %s of text, may be compared.",
			lines(d.older), lines(d.newer), model.Count(maxComparedLines), model.Bytes(maxComparedText))
	case len(d.changes.edits) == 0 && d.sameBytes:
		d.note("No difference: both are the same, byte for byte.")
	case len(d.changes.edits) == 0:
		d.note("No difference in this view, but the bytes differ: in managedFields, in the encoding, or in what else it leaves out. Another view may show it.")
	case d.changes.coarse:
		d.note("Much differs: lines that are equal may be among those that are shown as removed and added.")
	}
	if older.View() != newer.View() {
		d.facts = append(d.facts, Fact{Name: "views", Value: older.View() + " and " + newer.View()})
	}
	for _, f := range newer.Facts { // whoever wrote it last made the change
		if f.Name == WrittenBy {
			d.facts = append(d.facts, f)
		}
	}
	return d
}

// noteWidth is how long a line of a note gets. A page breaks lines anywhere.
const noteWidth = 44

// note says something above the lines.
func (d *difference) note(format string, args ...any) {
	line := ""
	for word := range strings.FieldsSeq(fmt.Sprintf(format, args...)) {
		if line != "" && len(line)+1+len(word) > noteWidth {
			d.notes = append(d.notes, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	d.notes = append(d.notes, line)
}

// whole is a body as it is where there is room for it, so that lines of a
// hex dump are of the same bytes.
func whole(b body) body {
	if dump, ok := b.(hexDump); ok {
		return newHexDump(dump.raw)
	}
	return b
}

func lines(b body) string { return model.Count(int64(b.len())) }

// hides says, where what is masked differs in more than is shown, that it
// does: of two secrets of the same size nothing else would tell.
func (d *difference) hides(bare *difference) {
	switch shown, all := d.changes, bare.changes; {
	case shown.tooLong || d.sameBytes:
	case all.tooLong && len(shown.edits) == 0:
		d.notes = nil
		d.note("No difference in what is shown, but the bytes differ: in what is masked, or in what this view leaves out.")
	case len(shown.edits) == 0 && len(all.edits) > 0:
		d.notes = nil
		d.note("No difference in what is shown, but what is masked differs.")
	case all.removed > shown.removed || all.added > shown.added:
		d.note("What is masked differs, too.")
	}
}

func (d *difference) shown(f form) shown {
	made := shown{about: f.about, facts: d.facts, body: newUnified(d)}
	if f.name == SideBySide {
		made.body = newSides(d)
	}
	if n := d.changes; len(n.edits) > 0 {
		made.about = fmt.Sprintf("%s: +%s -%s lines", f.about, model.Count(int64(n.added)), model.Count(int64(n.removed)))
	}
	return made
}
