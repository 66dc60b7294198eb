package ui

import (
	"bytes"

	"github.com/etcdscope/etcdscope/model/value"
)

// taken is what the cursor is on at one moment, to be taken away: what is read
// meanwhile doesn't change it.
type taken struct {
	path   string // the key or prefix
	prefix bool
	rev    int64 // at which it is as it is shown
	lease  int64 // 0: none

	doc  *value.Document // as it is shown; nil: there is no value
	raw  []byte
	line string // the path of the line under the cursor, "" if it has none
}

// taken is what the pane shows; ok is false if that is nothing.
func (p *valuePane) taken() (t taken, ok bool) {
	t = taken{path: p.row.Path, prefix: p.reading.key == "", rev: p.status.Revision}
	if p.entry.Found && p.page.doc != nil {
		t.rev, t.lease = p.shownAt(), p.entry.Lease
		if p.diff.on() { // the command can read only one of the two
			t.rev, t.lease = p.diff.at, p.diff.newer.Lease
		}
		t.doc, t.raw, t.line = p.page.doc, p.page.doc.Raw(), p.path()
	}
	return t, p.isRow
}

// takenValue is the value that the cursor is on; if there is none, that is
// said.
func (m *Model) takenValue() (t taken, ok bool) {
	t, ok = m.value.taken()
	switch {
	case !ok || t.prefix:
		m.tell(noValue)
	case t.doc == nil:
		m.tell("the value isn't read yet")
	}
	return t, t.doc != nil
}

// shownAt is a revision at which the key is as it is shown. Of these the last
// is the one that is not compacted for longest.
func (p *valuePane) shownAt() int64 {
	e, r := p.entry, p.row
	switch {
	case p.old() && p.stepping.shown.last > 0:
		return p.stepping.shown.last
	case p.gone(): // the revision of its end may not be that of the next change
		return e.ModRevision
	case e.Version > 0 && r.Version == e.Version+1 && r.CreateRev == e.CreateRevision:
		return r.ModRev - 1
	case r.ModRev > e.ModRevision:
		return e.ModRevision
	}
	return max(e.ModRevision, p.status.Revision)
}

// notRead says why there is no value of a key.
const notRead = "it isn't read"

// masked says that what is shown of the value is not all of it.
func (t taken) masked() bool { return t.doc != nil && t.doc.Masked() }

// inTheClear says of what is taken that secrets were revealed in it.
func (t taken) inTheClear() string {
	if t.doc == nil || !t.doc.Secret() || t.masked() {
		return ""
	}
	return ", its secrets in the clear"
}

// shown is the value as it is shown, whole. It takes a while for a big one.
func (t taken) shown() []byte {
	var b bytes.Buffer
	for i := range t.doc.Len() {
		if i > 0 && !t.doc.Continued(i) {
			b.WriteByte('\n')
		}
		for _, span := range t.doc.Line(i) {
			b.WriteString(span.Text)
		}
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// kept says why what is shown can't be taken away byte for byte, and what to do
// about it; "" if it can.
func (t taken) kept(noReveal bool) string {
	switch {
	case t.doc == nil:
		return notRead
	case t.raw == nil && t.doc.Kind != value.KindEmpty:
		return "it is of more than one value"
	case !t.masked():
		return ""
	case noReveal:
		return "its secrets stay masked: the program was started with --no-reveal"
	}
	return "its secrets are masked: x reveals them"
}
