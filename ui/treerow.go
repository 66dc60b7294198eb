package ui

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// Widths of the parts of a row, in cells.
const (
	indentWidth  = 2
	ageWidth     = 3 // 59s, 23h; from 1000 days on it takes one from the name
	countLeast   = 5
	nameLeast    = 20 // what goes for the columns beside it, count last
	causeLeast   = 12
	deepestShare = 3 // the indent takes a third of the row at most
)

// fresh is how long a change is marked in its own colour, then in the muted
// one until faded.
const (
	fresh = 5 * time.Second
	faded = 10 * time.Second
)

// columns are the widths of the right-hand parts of every row in view. They
// depend on the pane and on the number of keys in all, never on the rows, so
// nothing in a row moves when its neighbours change.
type columns struct {
	width    int
	age      int // with the mark before it; 0: not shown
	count    int // 0: not shown
	arriving int
	denied   bool // nothing arrives, whatever is being listed

	remembered model.Remembered
}

func columnsFor(k *look, width, total int) columns {
	c := columns{width: width, arriving: model.Width(k.glyphs.Arriving) + 1}
	const left, gaps = 3, 3
	count := max(countLeast, model.Width(k.glyphs.AtLeast)+1+len(model.Count(int64(total))))
	room := width - left - nameLeast
	if need := count + c.arriving + gaps; need <= room {
		c.count = count
		room -= need
	}
	if need := ageWidth + 4; need <= room {
		c.age = ageWidth
	}
	return c
}

// row draws one row of the tree. A blank has the ink of what stands beside it,
// and a glyph that of its name: a change of ink is ten bytes to the terminal.
func (c columns) row(k *look, ink themes.Ink, r model.Row, now time.Time) string {
	l := k.line(c.width)
	if c.remembered.Marked(r.Path) { // the margin has room: nothing moves
		l.put(ink.Muted, k.glyphs.Bookmark)
	} else {
		l.skip(ink.Text, 1)
	}
	l.skip(ink.Text, min(indentWidth*r.Depth, c.width/deepestShare))
	l.put(ink.Text, glyph(k, r)+" ")
	if trouble(r) {
		c.cause(l, ink, r)
		return l.end(ink.Text)
	}
	right := c.rightWidth()
	c.name(l, ink, r, l.room-right)
	l.skip(ink.Text, l.room-right)
	return l.end(c.right(l, ink, r, now))
}

// rightWidth is what the columns take, with the gaps before them.
func (c columns) rightWidth() (n int) {
	n = 3 // a gap, the mark and the margin
	if c.age > 0 {
		n += 1 + c.age
	}
	if c.count > 0 {
		n += 2 + c.count + c.arriving
	}
	return n
}

// glyph is the sign before the name.
func glyph(k *look, r model.Row) string {
	switch {
	case r.Prefix && r.Expanded:
		return k.glyphs.Open
	case r.Prefix:
		return k.glyphs.Closed
	case r.AlsoPrefix:
		return k.glyphs.Both
	}
	return " "
}

func (c columns) name(l *line, ink themes.Ink, r model.Row, room int) {
	k := l.look
	style := ink.Text
	if r.Mark == model.Deleted && !r.Prefix {
		style = ink.Muted
	}
	both := ""
	if r.Prefix && r.Key { // the prefix itself is a key
		both = " " + k.glyphs.Both
	}
	l.put(style, k.middle(k.key(r.Name), room-model.Width(both)))
	l.put(ink.Muted, both)
}

// right draws the columns beside the name, and says in which ink it ends.
func (c columns) right(l *line, ink themes.Ink, r model.Row, now time.Time) themes.Style {
	k := l.look
	l.skip(ink.Text, 1)
	age := now.Sub(r.MarkedAt)
	glyph, style := mark(k, ink, r, age)
	if glyph == "" {
		glyph = " "
	}
	l.put(style, glyph)
	if c.age > 0 {
		text := ""
		if r.Mark != model.Unchanged && !r.MarkedAt.IsZero() {
			text = model.Age(age)
		}
		l.skip(ink.Text, 1+c.age-model.Width(text))
		l.put(ageStyle(ink, age), text)
	}
	if c.count == 0 || !r.Prefix {
		return ink.Text
	}
	text := k.count(r.Count, r.Exact)
	l.skip(ink.Text, 2+c.count-model.Width(text))
	l.put(ink.Muted, text)
	if arriving(r) && !c.denied {
		l.skip(ink.Text, 1)
		l.put(ink.Faint, k.glyphs.Arriving)
	}
	return ink.Muted
}

// mark is the sign of a change while it is fresh.
func mark(k *look, ink themes.Ink, r model.Row, age time.Duration) (glyph string, style themes.Style) {
	glyph, style = k.glyphs.Mark, ink.Changed
	switch r.Mark {
	case model.Unchanged:
		return "", ink.Text
	case model.Created:
		style = ink.Created
	case model.Deleted:
		glyph, style = k.glyphs.Deleted, ink.Deleted
	}
	switch {
	case age < fresh:
		return glyph, style
	case age < faded || r.Mark == model.Deleted: // as long as it has a row
		return glyph, ink.Muted
	}
	return "", ink.Text
}

func ageStyle(ink themes.Ink, age time.Duration) themes.Style {
	if age < faded {
		return ink.Muted
	}
	return ink.Faint
}

// arriving says that more is coming into an open prefix.
func arriving(r model.Row) bool {
	return r.Prefix && r.Expanded && !r.Exact && r.Level == model.LevelListing
}

// trouble says that the row's own words matter more than its numbers.
func trouble(r model.Row) bool {
	return r.Prefix && (r.Level == model.LevelDenied || r.Level == model.LevelFailed)
}

// cause puts the name, and after it what keeps the prefix from being read.
func (c columns) cause(l *line, ink themes.Ink, r model.Row) {
	k := l.look
	style, text := ink.Bad, k.glyphs.Deleted+" denied: "
	if r.Level == model.LevelFailed {
		style, text = ink.Warn, k.glyphs.Warning+" failed: "
	}
	text += k.safe(r.Cause)
	name := k.key(r.Name)
	room := l.room - 1
	// The name gives way, but only down to half of the row.
	l.put(ink.Text, k.middle(name, max(room/2, room-2-max(causeLeast, model.Width(text)))))
	l.skip(ink.Text, 2)
	l.put(style, k.clip(text, l.room-1))
}
