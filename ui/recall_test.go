package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

func TestRecall(t *testing.T) {
	for name, test := range map[string]struct {
		all         []string
		keys, shows string // < before, > after, letters are typed at the end
	}{
		"back and forth":                  {[]string{"c", "b", "a"}, "x<<<>>>", "x c b a b c x"},
		"past the ends":                   {[]string{"b", "a"}, "><<<<>>>>", "- b a - - b . - -"},
		"none":                            {nil, "x<>", "x - -"},
		"nothing typed":                   {[]string{"a"}, "<>", "a ."},
		"the newest is what is typed":     {[]string{"x", "a"}, "x<>>", "x a x x"},
		"only that":                       {[]string{"x"}, "x<>", "x - -"},
		"what is recalled may be changed": {[]string{"c", "b"}, "x<y<>>", "x c cy b c x"},
	} {
		var r recall
		r.begin(test.all)
		line, shown := "", []string{}
		for _, key := range test.keys {
			text, ok := line+string(key), true
			switch key {
			case '<':
				text, ok = r.before(line)
			case '>':
				text, ok = r.after()
			}
			switch {
			case !ok:
				shown = append(shown, "-")
				continue
			case text == "":
				shown = append(shown, ".")
			default:
				shown = append(shown, text)
			}
			line = text
		}
		if got := strings.Join(shown, " "); got != test.shows {
			t.Errorf("%s: %s, want %s", name, got, test.shows)
		}
	}
}

// A query is remembered when it has led somewhere, and comes back by a key; what
// was being typed waits at the newest end.
func TestQueriesComeBack(t *testing.T) {
	var kept forgetful
	s := newScreen(t, 100, 20, Options{Memory: &kept})
	s.news(cluster())
	s.searches("pods chk")
	s.press("esc")
	if kept.writes > 0 {
		t.Errorf("what led nowhere is remembered: %q", s.m.queries())
	}
	s.searches("pods chk")
	s.press("enter")
	s.searches("no such key")
	s.press("enter", "esc")
	s.searches("led")
	s.press("enter")
	if got := strings.Join(s.m.queries(), ", "); got != "led, pods chk" || kept.writes != 2 {
		t.Errorf("remembered: %s, written %d times", got, kept.writes)
	}
	s.searches("ser")
	s.press("ctrl+p")
	s.wants("find ▸ led", "▌"+ledger)
	s.press("ctrl+p")
	s.wants("find ▸ pods chk")
	s.wantsChosen(checkout)
	s.press("ctrl+p", "ctrl+n", "ctrl+n")
	s.wants("find ▸ ser")
	s.lacks("led ")
	s.press("ctrl+n", "ctrl+p", "ctrl+p", "enter")
	if got := s.m.treePane.cursor.Path(); got != checkout {
		t.Errorf("the cursor is on %s", got)
	}
	if got := strings.Join(s.m.queries(), ", "); got != "pods chk, led" {
		t.Errorf("remembered: %s", got)
	}
}

// A file may say anything.
func TestAHostileQueryComesBack(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	for _, query := range []string{"\x1b]0;t\a\x00", "re:(", strings.Repeat("x", model.RememberedQuery)} {
		s.m.asked(query)
	}
	s.press("/")
	for range 4 {
		s.press("ctrl+p")
	}
	s.wants(`find ▸ \x1b]0;t\x07\x00`)
	s.press("ctrl+n", "ctrl+n", "ctrl+n", "ctrl+n")
}

// Each cluster has its own queries, also while the search is open.
func TestQueriesAreOfTheirCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	s.m.asked("of dev")
	late := slowly(s, 1)
	s.press("/", "ctrl+p")
	s.wants("find ▸ of dev")
	s.press("ctrl+u")
	s.send(late)
	s.wants("[prod]")
	s.press("ctrl+p")
	s.lacks("of dev")
}

// Texts that are looked for in values have a history of their own.
func TestTextsComeBack(t *testing.T) {
	var kept forgetful
	s := newScreen(t, 100, 20, Options{Memory: &kept})
	s.feed.entries[ledger] = entry("image: ledger:2", 109)
	s.news(cluster())
	s.m.asked("of keys")
	s.m.openGrep("")
	s.typed("image")
	s.press("enter", "/", "ctrl+u")
	s.typed("ledger:2")
	s.press("enter", "esc")
	if r := kept.Remembered(); fmt.Sprint(r.Texts, r.Queries) != "[ledger:2 image] [of keys]" || kept.writes < 2 {
		t.Errorf("%q, written %d times", r, kept.writes)
	}
	s.m.openGrep("")
	s.typed("typed")
	s.press("ctrl+p", "ctrl+p")
	s.wants("values ▸ image")
	s.press("ctrl+p", "ctrl+n", "ctrl+n")
	s.wants("values ▸ typed")
	s.press("ctrl+p", "enter")
	s.wants("ledger:2")
	s.press("/", "ctrl+p") // the newest is what is in the line
	s.wants("values ▸ image")
}
