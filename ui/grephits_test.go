package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// The others stay in view, and etcd isn't asked for what is known to be gone.
func TestAHitThatIsGoneIsSaid(t *testing.T) {
	s := onValues(t, 100, 24, map[string]string{"/a/x": "needle", "/a/y": "needle"})
	s.looksFor("needle")
	s.news(change(model.Deleted, "/a/x", 400))
	s.pass(model.Moment * 2)
	s.press("enter")
	s.wants("2 hits", "/a/x has gone meanwhile: t looks at when it was there")
	if len(s.feed.located) > 0 {
		t.Errorf("etcd was asked for %q", s.feed.located)
	}
	s.press("down", "enter")
	s.wantsCursor("/a/y")
	s.lacks("2 hits")
}

// A page is what is in view, less the hit that was the last one.
func TestHitsArePaged(t *testing.T) {
	values := map[string]string{}
	for i := range 40 {
		values[fmt.Sprintf("/a/%02d", i)] = "needle"
	}
	s := onValues(t, 80, 15, values)
	s.looksFor("needle")
	s.wants("▌/a/00", "/a/03")
	s.lacks("/a/04")
	s.press("pgdown")
	s.wants("▌/a/03")
	s.press("pgdown")
	s.wants("/a/03", "▌/a/06")
	s.press("pgup", "pgup", "k")
	s.wants("▌/a/00", "/a/03")
}

func TestHitsFitEveryScreen(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		s := newScreen(t, 80, 24, Options{ASCII: ascii})
		showValues(s, map[string]string{
			"/a/wide":  strings.Repeat("世界 ", 200) + "needle" + strings.Repeat(" 世界", 200),
			"/a/marks": "e\u0301ne\u0301edle needlee\u0301 " + strings.Repeat("\u202e", 40),
			"/a/esc":   "\x1b[31mneedle\x1b_x\x1b\\",
			"/a/long":  strings.Repeat("needle", 2_000),
		})
		s.looksFor("needle")
		for range 2 {
			for width := 1; width < 130; width += 3 {
				for _, height := range []int{1, 2, 3, 4, 6, 9, 24} {
					s.send(tea.WindowSizeMsg{Width: width, Height: height}) // it is checked to fit to the cell
				}
			}
			s.press("/")
		}
	}
}
