package value

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// aroundDiff is how many equal lines are shown around those that differ.
const aroundDiff = 3

// unified is a diff with one line below the other:
//
//	⋯ 120 equal lines
//	  metadata:
//	-   generation: 12
//	+   generation: 13
//	    name: checkout
type unified struct {
	*difference
	rows []diffRow
}

// diffRow is a line of a diff. What it hasn't is -1.
type diffRow struct {
	sign     sign
	old, new int32 // lines of the documents; of a removed or added line also the one that it is to be compared with
}

// sign is what happened to a line.
type sign byte

const (
	equal   sign = ' '
	removed sign = '-'
	added   sign = '+'
	changed sign = '~' // both, side by side
	gap     sign = '.' // equal lines that aren't shown, from old to new
	note    sign = '#' // of the notes, number old
)

func newUnified(d *difference) *unified {
	u := &unified{difference: d}
	u.rows = d.rows(func(rows []diffRow, e edit) []diffRow {
		for i := e.Start; i < e.End; i++ {
			row := diffRow{sign: removed, old: int32(i), new: -1}
			if j := i - e.Start + e.ReplStart; j < e.ReplEnd {
				row.new = int32(j)
			}
			rows = append(rows, row)
		}
		for i := e.ReplStart; i < e.ReplEnd; i++ {
			row := diffRow{sign: added, old: -1, new: int32(i)}
			if j := i - e.ReplStart + e.Start; j < e.End {
				row.old = int32(j)
			}
			rows = append(rows, row)
		}
		return rows
	})
	return u
}

// rows are the notes, the edits as replace writes them, and a few equal lines
// around each.
func (d *difference) rows(replace func([]diffRow, edit) []diffRow) (rows []diffRow) {
	for i := range d.notes {
		rows = append(rows, diffRow{sign: note, old: int32(i)})
	}
	before := edit{}
	for i, e := range d.changes.edits {
		rows = appendEqual(rows, before.End, e.Start, before.ReplEnd, i > 0, true)
		rows = replace(rows, e)
		before = e
	}
	if len(d.changes.edits) > 0 {
		rows = appendEqual(rows, before.End, d.older.len(), before.ReplEnd, true, false)
	}
	return rows
}

// appendEqual appends lines [from, to), of which the first is at now in the
// newer document: those next to an edit before or after them, and how many
// there are between. A single one is no shorter said than shown.
func appendEqual(rows []diffRow, from, to, now int, after, before bool) []diffRow {
	head, tail := from, to
	if after {
		head = min(from+aroundDiff, to)
	}
	if before {
		tail = max(to-aroundDiff, head)
	}
	if tail-head == 1 {
		head = tail
	}
	for i := from; i < to; i++ {
		if i == head && head < tail {
			rows = append(rows, diffRow{sign: gap, old: int32(head), new: int32(tail)})
			i = tail
			if i == to {
				break
			}
		}
		rows = append(rows, diffRow{sign: equal, old: int32(i), new: int32(i - from + now)})
	}
	return rows
}

func (u *unified) len() int { return len(u.rows) }

func (*unified) continued(int) bool { return false }

func (u *unified) line(i int, safe func(string) string) []Span {
	switch r := u.rows[i]; r.sign {
	case removed:
		return prefixed("- ", Removed, u.part(r, true, safe))
	case added:
		return prefixed("+ ", Added, u.part(r, false, safe))
	case equal:
		return prefixed(blankSign, Text, u.newer.line(int(r.new), safe))
	default:
		return u.own(r, safe)
	}
}

func prefixed(sign string, token Token, spans []Span) []Span {
	return append([]Span{{Text: sign, Token: token}}, spans...)
}

// own is a line that isn't of the documents.
func (d *difference) own(r diffRow, safe func(string) string) []Span {
	if r.sign == note {
		return []Span{{Text: safe(d.notes[r.old]), Token: Muted}}
	}
	return []Span{{Text: either(safe, "⋯", "...") + " " + model.Count(int64(r.new-r.old)) + " equal lines", Token: Faint}}
}

// either is a sign, or what stands for it where only ASCII is shown.
func either(safe func(string) string, sign, ascii string) string {
	if safe(sign) == sign {
		return sign
	}
	return ascii
}

// part is a removed or added line, of which only what differs from the one
// beside it is marked.
func (d *difference) part(r diffRow, old bool, safe func(string) string) (spans []Span) {
	was, is := lineText(d.older, r.old, safe), lineText(d.newer, r.new, safe)
	text, other, token := is, was, Added
	if old {
		text, other, token = was, is, Removed
	}
	from, to := 0, len(text)
	if r.old >= 0 && r.new >= 0 {
		from, to = differing(text, other)
	}
	for _, s := range []Span{{text[:from], Text}, {text[from:to], token}, {text[to:], Text}} {
		spans = appendSpan(spans, s, 0, len(s.Text))
	}
	return spans
}

// lineText is a line of a document, "" if it hasn't one.
func lineText(b body, line int32, safe func(string) string) string {
	if line < 0 {
		return ""
	}
	return textOf(b.line(int(line), safe))
}

// differing is the part of text, in whole words, in which it isn't like the
// other one. Where little is alike, it is all.
func differing(text, other string) (from, to int) {
	most := min(len(text), len(other))
	for from < most && text[from] == other[from] {
		from++
	}
	tail := 0
	for tail < most-from && text[len(text)-1-tail] == other[len(other)-1-tail] {
		tail++
	}
	to = len(text) - tail
	for from > 0 && inWord(text[from-1]) {
		from--
	}
	for to < len(text) && inWord(text[to]) {
		to++
	}
	if alike := len(strings.TrimSpace(text[:from])) + len(strings.TrimSpace(text[to:])); 4*alike < len(strings.TrimSpace(text)) {
		return 0, len(text)
	}
	return from, to
}

// inWord also says so of all bytes of what isn't ASCII: characters stay whole.
func inWord(c byte) bool {
	return c >= 0x80 || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
