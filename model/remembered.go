package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is remembered of a cluster. A query is no longer than the line
// that it is typed into.
const (
	RememberedQueries   = 200 // of each kind
	RememberedBookmarks = 1_000
	RememberedQuery     = 4 << 10    // bytes
	rememberedBytes     = 1000 << 10 // of all as they are written down: what is written around them makes it 1 MiB
)

// Remembered is what is remembered of a cluster from one run to the next: what
// was looked for in it, and the places that were marked. It never changes: With
// makes another one.
type Remembered struct {
	Queries   []string // by which keys were looked for, the newest first
	Texts     []string // that were looked for in values, likewise
	Bookmarks []string // keys and prefixes, byte for byte, in their order
}

// NoteKind says what a note is about.
type NoteKind uint8

// The kinds of notes.
const (
	NoteQuery  NoteKind = iota // keys were looked for by it
	NoteText                   // it was looked for in values
	NoteMark                   // a key or prefix is to be a bookmark
	NoteUnmark                 // and is to be none any more
)

// Note is one change of what is remembered. Notes may be taken twice.
type Note struct {
	Kind NoteKind
	Text string
}

// Marked says whether a key or prefix is a bookmark.
func (r Remembered) Marked(path string) bool {
	_, marked := slices.BinarySearch(r.Bookmarks, path)
	return marked
}

// With is what is remembered after a note. The oldest queries make room; the
// error of a bookmark for which there is none is one line for a person.
func (r Remembered) With(n Note) (Remembered, error) {
	after := r
	switch at, marked := slices.BinarySearch(r.Bookmarks, n.Text); {
	case n.Kind == NoteQuery:
		after.Queries = withQuery(r.Queries, n.Text)
	case n.Kind == NoteText:
		after.Texts = withQuery(r.Texts, n.Text)
	case marked == (n.Kind == NoteMark):
	case n.Kind == NoteUnmark:
		after.Bookmarks = slices.Delete(slices.Clone(r.Bookmarks), at, at+1)
	case len(r.Bookmarks) >= RememberedBookmarks:
		return r, fmt.Errorf("there are %s bookmarks already: remove some of them", Count(RememberedBookmarks))
	default:
		after.Bookmarks = slices.Insert(slices.Clone(r.Bookmarks), at, n.Text)
	}
	if after.fit() > 0 {
		return r, fmt.Errorf("the bookmarks would take more than 1 MiB: remove some of them")
	}
	return after, nil
}

// withQuery puts a query before the others.
func withQuery(all []string, query string) []string {
	query = Legible(query)
	if strings.TrimSpace(query) == "" || len(query) > RememberedQuery {
		return all
	}
	others := slices.DeleteFunc(slices.Clone(all), func(q string) bool { return q == query })
	others = others[:min(len(others), RememberedQueries-1)]
	return append([]string{query}, others...)
}

// fit drops the oldest queries until all has room, as long as there are any, and
// gives how many bytes are too many still. Bookmarks are spelled out only if there
// are very long ones: of a megabyte of them it takes 20 ms, at each note.
func (r *Remembered) fit() (over int) {
	roughly := func(path string) int { return written("") + 5*len(path) } // \xff for each byte, as \\xff
	if r.bytes(roughly) <= rememberedBytes {
		return 0
	}
	for over = r.bytes(writtenPath) - rememberedBytes; over > 0; {
		oldest := &r.Queries
		if len(r.Texts) > len(r.Queries) {
			oldest = &r.Texts
		}
		last := len(*oldest) - 1
		if last < 0 {
			break
		}
		over -= written((*oldest)[last])
		*oldest = (*oldest)[:last:last]
	}
	return over
}

func (r *Remembered) bytes(of func(path string) int) (n int) {
	for _, q := range r.Queries {
		n += written(q)
	}
	for _, q := range r.Texts {
		n += written(q)
	}
	for _, path := range r.Bookmarks {
		n += of(path)
	}
	return n
}

func writtenPath(path string) int { return written(Escape(path)) }

// written is how many bytes a legible text takes as a line of a list in JSON.
func written(text string) int {
	const around = len(`    "",` + "\n")
	return around + len(text) + strings.Count(text, `\`) + strings.Count(text, `"`)
}

// Legible spells out what can't be seen of a text that was typed, as [Escape]
// does. A backslash in it is as it was typed.
func Legible(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRuneInString(text[i:])
		if text[i] == '\\' {
			b.WriteByte('\\')
		} else {
			b.WriteString(Escape(text[i : i+size]))
		}
		i += size
	}
	return b.String()
}
