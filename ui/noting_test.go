package ui

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// forgetful is a Memory that can't be written.
type forgetful struct {
	fleeting
	trouble error // known from the start
	fault   error // of writing
	writes  int
}

func (f *forgetful) Trouble() error { return f.trouble }

func (f *forgetful) Write() error {
	f.writes++
	if f.fault != nil {
		f.trouble = f.fault
	}
	return f.trouble
}

// bookmarked makes bookmarks of paths, wherever the cursor is.
func (s *screen) bookmarked(paths ...string) {
	s.t.Helper()
	for _, path := range paths {
		if err := s.m.memory.note(model.NoteMark, path); err != nil {
			s.t.Fatal(err)
		}
	}
	s.send(nil)
}

func bookmarksOf(s *screen) string { return fmt.Sprintf("%q", s.m.memory.Remembered().Bookmarks) }

func TestBookmarkIsMadeAndTakenAway(t *testing.T) {
	var kept forgetful
	s := newScreen(t, 100, 20, Options{Memory: &kept})
	s.press("m")
	s.wants("the cursor is on no key")
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	was := s.line("ledger-0")
	s.press("m")
	s.wants("bookmarked "+ledger+": b lists the bookmarks", "◆")
	if is := s.line("ledger-0"); len([]rune(is)) != len([]rune(was)) || is[:len("│")] != was[:len("│")] {
		t.Errorf("it was %q and is %q", was, is)
	}
	s.press("tab", "m") // the same row, from the value
	s.wants("removed the bookmark "+ledger, ": m there brings it back")
	s.lacks("◆")
	s.press("m", "tab", "backspace", "m")
	if got := bookmarksOf(s); got != `["/registry/pods/payments/" "/registry/pods/payments/ledger-0"]` || kept.writes != 4 {
		t.Errorf("%s, written %d times", got, kept.writes)
	}
}

func TestALongKeyLeavesRoomForWords(t *testing.T) {
	s := newScreen(t, 60, 20, Options{})
	long := "/registry/" + fmt.Sprintf("%0300d", 7)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", long)}, Levels: []model.Level{{Prefix: "", State: model.LevelListed}}})
	s.m.goTo(long)
	s.press("m")
	s.wants("b lists the bookmarks")
	s.press("m")
	s.wants("m there brings it back")
}

func TestNoRoomForABookmark(t *testing.T) {
	s := newScreen(t, 120, 20, Options{})
	s.news(cluster())
	for i := range model.RememberedBookmarks {
		s.bookmarked(fmt.Sprint("k", i))
	}
	s.press("m")
	s.wants("cannot bookmark it: there are 1,000 bookmarks already: remove some of them (b lists them)")
}

// What is wrong with the file is said once: at once if there is one that can't
// be read, else when something is to be kept.
func TestTroubleIsSaidOnce(t *testing.T) {
	const says = "bookmarks and queries are for this run only: it is \u241b[2J corrupt: mend it"
	trouble := errors.New("it is \x1b[2J corrupt: mend it")
	for name, memory := range map[string]*forgetful{"known": {trouble: trouble}, "met": {fault: trouble}} {
		s := newScreen(t, 120, 20, Options{Memory: memory})
		if name == "known" {
			s.wants(says)
		} else {
			s.lacks(says)
		}
		s.news(cluster())
		s.press("m")
		if name == "met" {
			s.wants(says)
		} else {
			s.wants("bookmarked ")
		}
		s.press("m")
		s.wants("removed the bookmark ")
		s.press("b")
		s.says(says)
		s.press("esc")
		memory.trouble, memory.fault = nil, nil
		s.press("m", "b")
		s.lacks(says)
	}
}

// Each cluster has its own memory, and an answer about that of the one before
// says nothing of this one. At another revision it is the same.
func TestMemoryIsOfItsCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 120, 16)
	s.press("m")
	if got := bookmarksOf(s); got == "[]" {
		t.Fatal("nothing is bookmarked")
	}
	dev := s.m.memory.Memory
	s.switched(&c, "j")
	if got := bookmarksOf(s); got != "[]" {
		t.Errorf("prod has the bookmarks %s of dev", got)
	}
	s.send(writtenMsg{dev, errors.New("of dev")})
	s.lacks("of dev")

	s, _ = traveller(t, 120, 20)
	s.press("m")
	before := bookmarksOf(s)
	s.travels("18,402,113")
	s.news(past(18_402_113))
	if got := bookmarksOf(s); got != before || got == "[]" {
		t.Errorf("%s, before %s", got, before)
	}
	s.wants("◆")
}

// unwilling is a Memory that takes no notes.
type unwilling struct{ fleeting }

func (unwilling) Note(model.Note) error { return errors.New("no room on \x1b[31m/dev/full") }

func TestWhyThereIsNoBookmarkIsSafeText(t *testing.T) {
	s := newScreen(t, 100, 20, Options{Memory: &unwilling{}})
	s.news(cluster())
	s.press("m")
	s.wants("cannot bookmark it: no room on ␛[31m/dev/full (b lists them)")
}
