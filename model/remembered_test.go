package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// noted is what is remembered after some notes, none of which is refused.
func noted(t *testing.T, r Remembered, notes ...Note) Remembered {
	t.Helper()
	for _, n := range notes {
		var err error
		if r, err = r.With(n); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestQueriesAreRememberedOnceAndTheNewestFirst(t *testing.T) {
	r := noted(t, Remembered{}, Note{NoteQuery, "pay"}, Note{NoteQuery, "chk"}, Note{NoteText, "image:"}, Note{NoteQuery, " "}, Note{NoteQuery, "pay"})
	if got := fmt.Sprint(r.Queries, r.Texts); got != "[pay chk] [image:]" {
		t.Error(got)
	}
	before := r
	for i := range RememberedQueries + 50 {
		r = noted(t, r, Note{NoteQuery, fmt.Sprint("q", i)})
	}
	if len(r.Queries) != RememberedQueries || r.Queries[0] != "q249" || slices.Contains(r.Queries, "pay") || len(r.Texts) != 1 {
		t.Errorf("%d, the newest %s", len(r.Queries), r.Queries[0])
	}
	if fmt.Sprint(before.Queries) != "[pay chk]" {
		t.Error("what was remembered before has changed")
	}
	if got := noted(t, before, Note{NoteQuery, strings.Repeat("x", RememberedQuery+1)}); len(got.Queries) != 2 {
		t.Error("a query too long is remembered")
	}
	if got := noted(t, before, Note{NoteQuery, "a\x1b[2J\u202e\\d"}).Queries[0]; got != `a\x1b[2J\u202e\d` {
		t.Errorf("%q", got)
	}
}

func TestBookmarksHaveTheOrderOfKeys(t *testing.T) {
	r := noted(t, Remembered{}, Note{NoteMark, "b"}, Note{NoteMark, "a/"}, Note{NoteMark, "b"}, Note{NoteMark, "a\x00"}, Note{NoteUnmark, "none"})
	if want := []string{"a\x00", "a/", "b"}; !slices.Equal(r.Bookmarks, want) {
		t.Errorf("%q", r.Bookmarks)
	}
	if !r.Marked("a/") || r.Marked("a") {
		t.Error("what is marked isn't known")
	}
	if after := noted(t, r, Note{NoteUnmark, "a/"}); after.Marked("a/") || !r.Marked("a/") {
		t.Error("it is marked still, or what was before has changed")
	}
	for i := range RememberedBookmarks - 3 {
		r = noted(t, r, Note{NoteMark, fmt.Sprint("k", i)})
	}
	after, err := r.With(Note{NoteMark, "one more"})
	if err == nil || len(after.Bookmarks) != RememberedBookmarks {
		t.Errorf("%d bookmarks, %v", len(after.Bookmarks), err)
	}
	noted(t, r, Note{NoteMark, "b"}, Note{NoteUnmark, "b"}, Note{NoteMark, "one more"})
}

// Bookmarks of long keys take the room of the oldest queries, and are refused
// when there are none left.
func TestBookmarksMakeRoom(t *testing.T) {
	r := noted(t, Remembered{}, Note{NoteText, "text"})
	for i := range RememberedQueries {
		r = noted(t, r, Note{NoteQuery, fmt.Sprint(i, strings.Repeat("q", 4_000))})
	}
	var err error
	n := 0
	for ; err == nil; n++ {
		r, err = r.With(Note{NoteMark, fmt.Sprint(n, strings.Repeat("\xff", 4_000))})
	}
	if n < 45 || n > 55 || len(r.Queries) != 0 || r.bytes(writtenPath) > rememberedBytes {
		t.Errorf("after %d bookmarks %d queries and %d bytes: %v", n, len(r.Queries), r.bytes(writtenPath), err)
	}
}

// A query is noted while a person waits: bookmarks aren't spelled out for that
// unless they are long, and then once.
func TestANoteHardlyLooksAtBookmarks(t *testing.T) {
	for long, times := range map[int]float64{10: 0, 80: 1} {
		name := strings.Repeat("\u202e", long)
		once := testing.AllocsPerRun(5, func() { Escape(name) })
		var r Remembered
		for i := range RememberedBookmarks {
			r.Bookmarks = append(r.Bookmarks, fmt.Sprintf("%04d%s", i, name))
		}
		r = noted(t, r, Note{NoteText, "t"})
		most := times * once * RememberedBookmarks
		if took := testing.AllocsPerRun(5, func() { _, _ = r.With(Note{NoteQuery, "q"}) }); took > 1.1*most+20 {
			t.Errorf("beside bookmarks of %d characters a note takes %.0f allocations, not %.0f", long, took, most)
		}
	}
}

func TestWhatIsLegibleStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "text"))
		once := Legible(text)
		if again := Legible(once); again != once {
			t.Errorf("%q: %q, then %q", text, once, again)
		}
		if i := strings.IndexFunc(once, func(r rune) bool { return r < ' ' || r == 0xfffd && !strings.ContainsRune(text, r) }); i >= 0 {
			t.Errorf("%q is not legible", once)
		}
		if !strings.Contains(text, `\`) {
			if back, err := Unescape(once); err != nil || back != text {
				t.Errorf("%q, %v", back, err)
			}
		}
	})
}
