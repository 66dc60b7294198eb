package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

func TestBookmarksSayWhatIsThere(t *testing.T) {
	s := newScreen(t, 120, 20, Options{Scope: "/registry/"})
	b := clusterBut("/registry/secrets/", "/registry/services/")
	s.news(b)
	s.bookmarked(ledger, "/registry/pods/payments/", "/registry/pods/payments/none", "/registry/services/zz", "/other/", "/")
	s.press("'")
	for path, standing := range map[string]string{
		ledger: "there", "/registry/pods/payments/ ": "there", "/payments/none": "not there", "/registry/services/zz": "unknown",
		"/other/": "outside", "▌/ ": "there",
	} {
		if line := s.line(path); !strings.HasSuffix(strings.TrimRight(line, " │┃"), "  "+standing) {
			t.Errorf("%s is not %s: %q", path, standing, line)
		}
	}
	s.news(change(model.Deleted, ledger, 900))
	if line := s.line(ledger); !strings.Contains(line, "not there") {
		t.Errorf("it is gone: %q", line)
	}
}

// A jump goes where : goes: to what isn't loaded, too.
func TestJumpToABookmark(t *testing.T) {
	s := newScreen(t, 120, 20, Options{Scope: "/registry/"})
	s.news(clusterBut("/registry/services/"))
	s.bookmarked(ledger, "/registry/services/zz", "/zoo/")
	s.press("b", "enter")
	if got := s.m.treePane.cursor.Path(); got != ledger || s.m.over != nil {
		t.Errorf("the cursor is on %s", got)
	}
	s.press("b", "j", "enter")
	if got := strings.Join(s.feed.located, " "); got != "/registry/services/zz" {
		t.Errorf("asked for %q", got)
	}
	s.press("b", "G", "enter")
	s.wants("/zoo/ is outside of /registry/: start etcdscope without a PREFIX to reach it")
}

func TestRemoveBookmarks(t *testing.T) {
	s := newScreen(t, 120, 20, Options{})
	s.news(cluster())
	s.bookmarked("/a", "/b", "/c")
	s.press("b", "j", "d")
	s.wants("removed the bookmark /b ", "▌/c")
	s.lacks("brings it back") // it isn't there to be marked again
	s.press("d")
	s.wants("▌/a")
	s.press("d")
	s.says("There are no bookmarks yet: m makes one of the key or prefix under the cursor")
	s.press("d", "enter", "j", "G")
	s.wants("There are no bookmarks yet")
	for _, key := range []string{"esc", "q", "b", "'"} {
		s.press(key)
		s.lacks("no bookmarks yet")
		s.press("b")
	}
	if len(s.stopped) > 0 {
		t.Errorf("it quits: %v", s.stopped)
	}
}

// Only where there is a row one can make a bookmark again.
func TestHowARemovedBookmarkComesBack(t *testing.T) {
	s := newScreen(t, 120, 20, Options{Scope: "/registry/"})
	s.news(cluster())
	for path, back := range map[string]bool{ledger: true, "/registry/pods/payments/": true, "/registry/pods/none": false, "/other/x": false} {
		s.bookmarked(path)
		s.press("b", "d")
		s.wants("removed the bookmark " + path)
		if said := strings.Contains(s.text(), path+": m there brings it back"); said != back {
			t.Errorf("%s, m brings it back: %v", path, said)
		}
		s.press("esc")
	}
}

// The list may change under the cursor, by another instance: it stays on its
// bookmark.
func TestBookmarksOfAnotherInstance(t *testing.T) {
	s := newScreen(t, 80, 20, Options{})
	s.news(cluster())
	s.bookmarked("/b", "/c")
	s.press("b", "j")
	s.wants("▌/c")
	s.bookmarked("/a", "/bb")
	s.wants("▌/c")
	s.press("d")
	if got := bookmarksOf(s); got != `["/a" "/b" "/bb"]` {
		t.Error(got)
	}
}

func TestBookmarksBeginOnTheOneUnderTheCursor(t *testing.T) {
	s := newScreen(t, 80, 14, Options{})
	s.news(cluster())
	s.bookmarked(clusterKeys()...)
	s.m.goTo(ledger)
	s.press("b")
	s.wants("▌" + ledger)
	s.send(tea.WindowSizeMsg{Width: 80, Height: 6})
	s.wants("▌" + ledger)
}

// Whatever a file says is a bookmark can be looked at.
func TestHostileBookmarks(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(cluster())
	s.bookmarked("\x00", "\xff\xfe/", "a\x1b]0;title\a", "\u202eevil", strings.Repeat("長い", 1000), strings.Repeat("/", 4096), "x\ny", `\xff`)
	s.press("b")
	for range 8 {
		s.press("j")
		s.pass(time.Second)
	}
	s.wants("␀", `\xff\xfe/`, `\\xff`)
	if content := s.m.View().Content; strings.ContainsAny(content, "\x00\a\u202e") || strings.Contains(content, "\x1b]") {
		t.Errorf("%q", content)
	}
	s.press("g", "enter")
	if len(s.feed.located) != 1 {
		t.Errorf("asked for %q", s.feed.located)
	}
}
