package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// searches opens the search for keys and types.
func (s *screen) searches(text string) {
	s.t.Helper()
	s.press("/")
	s.typed(text)
}

// hits are the keys in the list, as they are shown.
func (s *screen) hits() (keys []string) {
	for _, h := range s.m.search.all {
		keys = append(keys, s.m.look.key(h.Key))
	}
	return keys
}

func (s *screen) wantsHits(want ...string) {
	s.t.Helper()
	if got := s.hits(); fmt.Sprint(got) != fmt.Sprint(want) {
		s.t.Errorf("found %q, want %q", got, want)
	}
}

func (s *screen) wantsChosen(key string) {
	s.t.Helper()
	if got, _ := s.m.search.key(); got != key {
		s.t.Errorf("chosen is %q, not %q:\n%s", got, key, s.text())
	}
	s.wants("▌" + key)
}

const checkout = "/registry/pods/payments/checkout-7d9f4c-x2x9z"

func TestSearchNarrowsWithEachLetterAndJumps(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.press("/")
	s.wants("find ▸", "12 keys ─╮", "▌/registry/configmaps/default/app")
	s.lacks(" of 12 keys")
	s.typed("pods")
	s.wants("find ▸ pods", " of 12 keys ─╮")
	before := len(s.hits())
	s.typed("chk")
	if n := len(s.hits()); n == 0 || n >= before {
		t.Errorf("%d keys match, %d did before", n, before)
	}
	s.wantsHits(checkout, "/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.wants("2 of 12 keys ─╮")
	s.wantsChosen(checkout)
	s.press("down", "enter")
	s.wantsCursor("/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.wants("▾ pods/", "▾ payments/")
	if s.m.over != nil || s.m.search.snapshot != nil || s.m.search.all != nil {
		t.Error("the search goes on, or holds what it found")
	}
	s.press("/")
	s.wants("find ▸  ─", "12 keys") // begins with nothing typed
}

func TestEscTouchesNothing(t *testing.T) {
	s := newScreen(t, 100, 12, Options{})
	s.news(cluster())
	for _, path := range []string{"/registry/pods/payments/", "/registry/configmaps/default/"} {
		s.m.goTo(path)
	}
	s.press("G", "k", "k", "k", "k")
	s.pass(time.Second)
	before, opened := s.text(), len(s.feed.opened)
	s.searches("pay")
	s.press("down", "down", "ctrl+o", "pgdown", "esc")
	if s.text() != before || len(s.feed.opened) != opened {
		t.Errorf("esc doesn't go back:\n%s\nwas:\n%s", s.text(), before)
	}
}

// The chosen key stays so, on its line, whatever comes before it; as long as nobody has
// moved, the best one is chosen.
func TestTheListDoesNotJumpUnderTheHand(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "n"}, "b", "c", "d")}})
	arrives := func(keys ...string) {
		t.Helper()
		for i, k := range keys {
			s.news(change(model.Created, k, int64(500+i)))
		}
		s.pass(searchPause)
	}
	s.press("/")
	s.wantsChosen("b")
	arrives("a")
	s.wantsChosen("a")
	s.press("down", "down")
	s.wantsChosen("c")
	line := s.lineOf("▌c")
	arrives("a1", "a2", "bb")
	s.wantsChosen("c")
	s.wants("│ a2 ", "│ bb ")
	if s.m.search.offset != 0 && s.lineOf("▌c") != line {
		t.Error("it moved on the screen")
	}
	for i := range 60 {
		arrives(fmt.Sprintf("a%02d", i))
	}
	line = s.lineOf("▌c")
	arrives("a001", "a002", "a003")
	if s.lineOf("▌c") != line {
		t.Errorf("it was on line %d, now:\n%s", line, s.text())
	}

	// Gone, it is shown as such, and stays chosen.
	s.news(change(model.Deleted, "c", 900))
	s.wants("▌c")
	if l := s.line("▌c"); !strings.Contains(l, "✕") {
		t.Errorf("it doesn't say that it has gone: %q", l)
	}
	s.pass(time.Minute)
	s.wantsChosen("c")
	if l := s.line("▌c"); !strings.Contains(l, "✕") {
		t.Errorf("it doesn't say any more that it has gone: %q", l)
	}
	s.press("enter")
	s.wants("c has gone meanwhile: t looks at when it was there")
	if s.m.place() != keymap.InSearch {
		t.Error("the search was closed for nothing")
	}
	s.press("down")
	s.wantsChosen("d")
	arrives("zz")
	s.lacks("✕")
	s.typed("zz")
	s.wantsChosen("zz")
}

// lineOf is the first line of the screen that contains text, -1 for none.
func (s *screen) lineOf(text string) int {
	for i, l := range strings.Split(s.text(), "\n") {
		if strings.Contains(l, text) {
			return i
		}
	}
	return -1
}

func TestSearchSaysHowMuchIsKnown(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(clusterBut("/registry/pods/payments/c"))
	s.searches("default")
	s.wants(" of ≥ ", " keys ─╮")
	s.press("ctrl+u")
	s.wants("≥ 12 keys ─╮")
	s.typed("nowhere")
	s.wants("0 of ≥ 12 keys", "No key that is known so far matches; not all are loaded.", "esc, then : asks etcd for an exact key or prefix.")
	s.news(cluster())
	s.pass(searchPause)
	s.wants("0 of 12 keys", "No key matches, of 12 keys in all.")
	s.lacks("esc, then :", "≥")
}

func TestScopeIsWhereTheCursorIs(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.searches("default")
	s.wants("ctrl+o scope: everywhere")
	s.press("ctrl+o")
	s.wants("ctrl+o scope: /registry/pods/payments/", "0 of 3 keys", "No key under /registry/pods/payments/ matches, of 3 keys in all.", "ctrl+o looks everywhere.")
	s.press("ctrl+u")
	s.typed("chk")
	s.wantsHits(checkout, "/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.press("ctrl+o")
	s.wants("scope: everywhere", "2 of 12 keys")
	s.press("esc", "h", "/")
	s.typed("x")
	s.press("ctrl+o") // on the prefix itself
	s.wants("scope: /registry/pods/payments/")
	s.press("esc", "g", "/", "ctrl+o", "ctrl+o", "ctrl+o")
	s.wants("scope: /registry/")
}

func TestScopeOfAStartPrefixAndOfAFlatTree(t *testing.T) {
	s := newScreen(t, 100, 20, Options{Scope: "/registry/pods/"})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods/", clusterKeys()...)}})
	s.press("/")
	s.wants("scope: all of /registry/pods/", "4 keys ─╮")
	s.press("ctrl+o")
	s.wants("scope: all of /registry/pods/", "4 keys ─╮")

	s = newScreen(t, 100, 20, Options{Separator: noSeparator})
	s.news(cluster())
	s.press("/", "ctrl+o")
	s.wants("scope: everywhere", "12 keys ─╮")
}

func TestWhereTheSearchLeads(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(clusterBut("/registry/pods/payments/c"))
	var led []string
	f := &s.m.search
	f.values = func(under string) { led = append(led, "values "+under) }
	f.filter = func(q find.Query, under, _ string) tea.Cmd {
		led = append(led, "filter "+q.String()+" "+under)
		return nil
	}
	f.fetch = func(under string) { led = append(led, "fetch "+under) }
	f.unloaded = func(string) []piece { return []piece{say(0, s.m.look.Plain.Warn, "not all is loaded")} }
	s.m.goTo(ledger)
	s.send(nil)
	s.press("/")
	s.wants("/ in values", "│ not all is loaded")
	s.send(tea.PasteMsg{Content: "/"})
	s.press("/")
	if got := f.line.typed.String(); got != "//" || len(led) > 0 {
		t.Errorf("typed %q, led to %q", got, led)
	}
	s.press("ctrl+u", "ctrl+o", "ctrl+r", "/")
	if s.m.over != nil {
		t.Error("the overlay stays over the search in values")
	}
	s.searches("pods")
	s.press("tab")
	if want := "[fetch /registry/pods/payments/ values /registry/pods/payments/ filter pods ]"; fmt.Sprint(led) != want || s.m.over != nil {
		t.Errorf("led to %q, want %s", led, want)
	}
}

func TestSearchOfMoreThanIsListed(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	var keys []string
	for i := range 3 * find.Most {
		keys = append(keys, fmt.Sprintf("k%05d", i))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.searches("k")
	s.wants("3,000 of 3,000 keys")
	for range 100 {
		s.press("pgdown")
	}
	s.wantsChosen(fmt.Sprintf("k%05d", find.Most-1))
	s.wants("these are the best 1,000: type on to see others")
	s.press("up", "pgup")
	s.lacks("these are")
}

func TestWhatIsTooLongToSearchFor(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.searches("ledger")
	s.send(tea.PasteMsg{Content: strings.Repeat("x", inputMost)})
	s.wants("That is too long", "│ "+ledger)
	s.lacks("▌")
	s.press("enter")
	if s.m.place() != keymap.InSearch {
		t.Error("enter jumps to what was found of something else")
	}
	s.typed("-")
	s.wantsChosen(ledger)
	s.send(tea.PasteMsg{Content: strings.Repeat("y", inputMost-7)})
	s.wants("yyyy", " 0 ─╮", "No key matches")
}

// An error is said as one types; what was found before it stays in view, but
// isn't taken for what is typed.
func TestAQueryThatCannotBeReadSaysSo(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.press("/")
	s.typed("re:pods/")
	s.wantsHits("/registry/pods/default/web-5f9c7d-abcde", checkout, "/registry/pods/payments/checkout-7d9f4c-zk81p", ledger)
	s.typed("(")
	s.wants("re:pods/(", "│ "+ledger)
	s.lacks("▌", " of 12 keys")
	line := s.lineOf("find ▸")
	if said := strings.Split(s.text(), "\n")[line+1]; !strings.Contains(said, "(") || strings.Contains(said, "registry") {
		t.Errorf("the first line is %q", said)
	}
	s.press("enter", "tab")
	if s.m.place() != keymap.InSearch {
		t.Error("enter goes to what was found of something else")
	}
	s.typed("pay")
	s.press("down") // chooses nothing of another query
	s.typed(").*0$")
	s.wantsHits(ledger)
	s.wantsChosen(ledger)
	s.press("ctrl+u")
	s.typed("glob:/registry/*/*")
	s.wants("2 of 12 keys")
	s.typed("/[")
	s.lacks(" of 12 keys")
}

func TestTermsAllMatch(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(cluster())
	s.searches("chk !zk81p ^/reg")
	s.wantsHits(checkout)
	s.press("ctrl+w", "ctrl+w")
	s.wants("find ▸ chk  ─", "2 of 12 keys")
}

func TestSearchOfAPartThatMayBeReadSaysSo(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(restricted())
	s.searches("nowhere")
	s.wants("No key matches, of 5 keys that may be read.", "What else there is isn't searched: alice may read 3 ranges.")
	s.lacks("asks etcd")
}

// Whatever was found, a message costs what is in view.
func TestSearchCostsWhatIsInView(t *testing.T) {
	cost := func(n int) float64 {
		s := newScreen(t, 100, 20, Options{})
		var keys []string
		for i := range n {
			keys = append(keys, fmt.Sprintf("k%05d", i))
		}
		s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
		s.searches("k0")
		s.press("down", "down")
		return testing.AllocsPerRun(10, func() { s.m.Update(nil); s.m.View() })
	}
	few, many := cost(50), cost(5000)
	if many > 1.1*few {
		t.Errorf("with 5,000 keys found a message allocates %v times, with 50 %v times", many, few)
	}
}
