package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// filter shows the keys that match a text, as the search does.
func (s *screen) filter(text, under, chosen string) {
	s.t.Helper()
	q, err := find.Parse(text, s.m.separator)
	if err != nil {
		s.t.Fatal(err)
	}
	s.run(s.m.filter(q, under, chosen))
	s.send(nil)
}

// rows are the names in the pane of the keys, indented, each with its count.
func (s *screen) rows() string {
	var b strings.Builder
	tree := s.m.keys().tree
	for _, r := range tree.Window(0, tree.Len()) {
		fmt.Fprintf(&b, "%s%s", strings.Repeat(" ", r.Depth), r.Name)
		if r.Prefix {
			fmt.Fprintf(&b, " %d", r.Count)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (s *screen) wantsRows(want string) {
	s.t.Helper()
	if got := s.rows(); got != strings.TrimLeft(want, "\n") {
		s.t.Errorf("the rows are\n%swant\n%s", got, strings.TrimLeft(want, "\n"))
	}
}

const checkouts = `
/registry/ 2
 pods/ 2
  payments/ 2
   checkout-7d9f4c-x2x9z
   checkout-7d9f4c-zk81p
`

func TestFilteredTreeShowsWhatMatchesAndItsParents(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("pay chk", "", "/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.wantsRows(checkouts)
	s.wants("keys ▸ pay chk ──", "─ 2 of 12 ─╮", "esc whole tree")
	if got := s.m.keys().cursor.Path(); got != "/registry/pods/payments/checkout-7d9f4c-zk81p" {
		t.Errorf("the cursor is on %q", got)
	}
	s.filter("paychk", "", "") // nothing was chosen: the first of them is
	if got := s.m.keys().cursor.Path(); got != "/registry/pods/payments/checkout-7d9f4c-x2x9z" {
		t.Errorf("the cursor is on %q", got)
	}
	if len(s.feed.opened) != len(slices.Compact(slices.Sorted(slices.Values(s.feed.opened)))) {
		t.Errorf("the source was asked more than once: %q", s.feed.opened)
	}
}

func TestFilteredTreeUnderAPrefix(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(cluster())
	s.filter("default", "/registry/configmaps/", "")
	s.wantsRows("/registry/ 2\n configmaps/ 2\n  default/ 2\n   app\n   feature-flags\n")
	s.wants("keys ▸ default in /registry/configmaps/", " 2 of 3 ")
}

// What is written while the filter is on comes and goes there too, and is in the
// whole tree afterwards.
func TestFilteredTreeLives(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("paychk", "", "")
	s.news(change(model.Created, "/registry/pods/payments/checkout-new", 500))
	s.news(change(model.Created, "/registry/pods/default/other", 501))
	s.wants("3 of 14", "checkout-new", "●")
	s.lacks("other")
	s.news(change(model.Deleted, "/registry/pods/payments/checkout-new", 502))
	s.wants("checkout-new", "✕", "2 of 13")
	s.pass(model.Moment + time.Second)
	s.lacks("checkout-new")
	s.wantsRows(checkouts)
	s.press("esc")
	s.m.goTo("/registry/pods/default/other")
	s.wantsCursor("/registry/pods/default/other")
}

// esc gives the whole tree back as it was: cursor, view, and what is open.
func TestTheWholeTreeComesBackAsItWas(t *testing.T) {
	for _, back := range []string{"esc", "q"} {
		s := newScreen(t, 100, 14, Options{})
		s.news(cluster())
		for _, p := range []string{"/registry/configmaps/", "/registry/configmaps/default/", "/registry/pods/", "/registry/pods/payments/"} {
			s.m.goTo(p)
		}
		s.send(nil)
		s.press("k", "k", "k", "J")
		s.pass(time.Second)
		before, place := s.text(), *s.m.keys()
		if place.offset == 0 || place.line == 0 {
			t.Fatalf("the view is at %d, the cursor on line %d", place.offset, place.line)
		}
		s.filter("default", "", "")
		s.press("j", "C", "l", "l", "h", "G", "g", "J", "backspace", "l", "j", "h")
		s.news(cluster())
		s.pass(time.Second)
		s.press(back)
		s.pass(time.Second)
		if after := s.text(); after != before {
			t.Errorf("after %s the screen is\n%s\nit was\n%s", back, after, before)
		}
		if is := s.m.keys(); is.offset != place.offset || is.line != place.line || is.cursor.Path() != place.cursor.Path() {
			t.Errorf("the view is at %d, line %d, it was at %d, line %d", is.offset, is.line, place.offset, place.line)
		}
		if len(s.stopped) > 0 {
			t.Errorf("%s has done %q", back, s.stopped)
		}
	}
}

func TestEscGoesBackOneStepAtATime(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("paychk", "", "")
	s.press("tab", "z")
	s.press("esc")
	s.wants("keys ▸ paychk")
	if s.m.focus != treeSide {
		t.Error("the focus isn't back in the keys")
	}
	s.press("esc")
	s.lacks("paychk")
	if !s.m.zoom {
		t.Error("the zoom went with the filter")
	}
	s.press("esc", "q")
	if s.m.zoom || fmt.Sprint(s.stopped) != "[quit]" {
		t.Errorf("zoom %v, stopped %v", s.m.zoom, s.stopped)
	}
}

func TestGoToFromTheFilteredTree(t *testing.T) {
	const zk81p = "/registry/pods/payments/checkout-7d9f4c-zk81p"
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("paychk", "", "")
	s.goTo(zk81p)
	s.wants("keys ▸ paychk")
	if got := s.m.keys().cursor.Path(); got != zk81p {
		t.Errorf("the cursor is on %q", got)
	}
	s.goTo(ledger)
	s.lacks("keys ▸ paychk")
	s.wantsCursor(ledger)
	s.wants("is not among what was found: this is the whole tree")
}

// What a person opens there that isn't known yet is asked for, and given up when
// it is closed or the filter is.
func TestOpeningInTheFilteredTreeAsksTheSource(t *testing.T) {
	const configs = "/registry/configmaps/"
	s := newScreen(t, 100, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: configs + "default/b"}, clusterKeys()...)}})
	s.filter("app", "", "")
	s.feed.opened, s.feed.abandoned = nil, nil
	s.m.keys().show(configs)
	s.send(nil)
	if !slices.Equal(s.feed.opened, []string{configs}) {
		t.Fatalf("the source was asked for %q", s.feed.opened)
	}
	if l := s.line("▾ configmaps/"); !strings.Contains(l, "≥ 1 ⋯") {
		t.Errorf("its row is %q", l)
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed(configs, configs+"default/app", configs+"default/app2", configs+"b")}})
	s.wants("app2")
	s.m.treePane.opened["/registry/pods/"] = struct{}{} // as if it had been opened, too
	s.press("enter")
	if !slices.Contains(s.feed.abandoned, configs) {
		t.Errorf("given up: %q", s.feed.abandoned)
	}
	s.press("enter")
	s.press("esc")
	if s.m.tree.Expanded(configs) || !slices.Contains(s.feed.abandoned, "/registry/pods/") {
		t.Errorf("open: %v, given up: %q", s.m.tree.Expanded(configs), s.feed.abandoned)
	}
}

func TestNothingMatches(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "/registry/pods/"}, clusterKeys()...)}})
	s.filter("xyzzy", "", "")
	s.press("z")
	s.says("No key matches xyzzy among the 6 that are known so far. Those that come appear here. / looks for something else, esc goes back to the whole tree.")
	s.news(cluster())
	s.says("No key matches xyzzy. / looks for something else, esc goes back to the whole tree.")
	s.news(change(model.Created, "/registry/xyzzy", 500))
	s.wants("1 of 13", " xyzzy ")
	s.lacks("No key matches")
}

// At another revision the same is looked for, and after a restore.
func TestFilterStaysWhenTheTreeBeginsAnew(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.filter("paychk", "", "/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.press("k")
	s.travels("100")
	s.wants("keys ▸ paychk", "0 of ≥ 0")
	s.news(past(100))
	s.wantsRows(checkouts)
	if got := s.m.keys().cursor.Path(); got != "/registry/pods/payments/checkout-7d9f4c-x2x9z" {
		t.Errorf("the cursor is on %q", got)
	}
	if got := fmt.Sprint(s.feed.opened); strings.Contains(got, "pods") {
		t.Errorf("the source was asked for %s", got)
	}
	b := cluster()
	b.Reset = true
	s.news(b)
	s.wantsRows(checkouts)
	s.press("esc")
	s.wants("namespaces/")
}

func TestAnotherClusterEndsTheFilter(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	s.filter("paychk", "", "")
	s.switched(&c, "j")
	s.lacks("paychk")
	s.news(cluster())
	s.wants("namespaces/")
}

// A big tree is filled in slices, between which the screen answers; a filter that
// is left goes no further.
func TestFillingIsDoneInSlices(t *testing.T) {
	const n = 3*fillSlice/(8+keyWork) + 100 // of 8 bytes each
	s := newScreen(t, 100, 24, Options{})
	keys := model.NewKeys(n, n*10)
	for i := range n {
		keys.Add(fmt.Appendf(nil, "a/%06d", i), model.Meta{ModRev: int64(i + 1)})
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{{Span: model.PrefixSpan(""), Rev: n, Keys: keys}}})
	q, _ := find.Parse("7", "/")
	cmd := s.m.filter(q, "", "")
	for slices := 1; cmd != nil; slices++ {
		s.send(nil)
		s.wants(fmt.Sprintf(" of %s ⋯", model.Count(n)))
		msg := cmd()
		if _, ok := msg.(fillMsg); !ok || slices > 3 {
			t.Fatalf("after %d slices comes %T", slices, msg)
		}
		if slices == 2 { // the person moves, and moves no more with the filling
			s.press("j")
		}
		cmd = s.m.filled(msg.(fillMsg))
	}
	s.send(nil)
	s.wants(fmt.Sprintf(" of %s ─", model.Count(n)))
	stale := fillMsg{s.m.filtered}
	s.press("esc")
	if s.m.filled(stale) != nil {
		t.Error("what was left goes on filling")
	}
}

// All that is asked of the row under the cursor is asked of the one that is shown.
func TestWhatIsOnTheFilteredRow(t *testing.T) {
	const key = "/registry/pods/payments/checkout-7d9f4c-x2x9z"
	s := newScreen(t, 100, 24, Options{})
	s.feed.entries[key] = entry("the value of it", 108)
	s.news(cluster())
	s.filter("paychk", "", key)
	s.pass(time.Second)
	s.wants("the value of it", " "+key+" ")
	s.press("y", "k")
	if !slices.Contains(s.outlet.copied, key) {
		t.Errorf("copied: %q", s.outlet.copied)
	}
	s.press("t")
	s.wants("the last change of " + key)
	s.press("esc", "enter")
	if s.m.focus != valueSide {
		t.Error("enter doesn't lead into the value")
	}
	s.press("esc", "esc")
	s.pass(time.Second)
	s.lacks("the value of it")
}

func TestFilteredTreeHints(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(cluster())
	s.filter("paychk", "", "")
	if got := s.m.hinted(); got != keymap.InFiltered {
		t.Errorf("hints of %v", got)
	}
	s.press("tab")
	if got := s.m.hinted(); got != keymap.InValue {
		t.Errorf("in the value, hints of %v", got)
	}
}

func TestFilteredScreens(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}} {
		for _, size := range [][2]int{{80, 24}, {40, 10}} {
			s := newScreen(t, size[0], size[1], o)
			s.feed.entries["/registry/pods/payments/checkout-7d9f4c-x2x9z"] = entry("kind: Pod\n", 108)
			s.news(clusterBut("/registry/secrets/"))
			s.filter("paychk", "", "/registry/pods/payments/checkout-7d9f4c-x2x9z")
			s.news(change(model.Changed, "/registry/pods/payments/checkout-7d9f4c-zk81p", 501))
			s.pass(2 * time.Second)
			name := fmt.Sprintf("filtered_%dx%d", size[0], size[1])
			if o.ASCII {
				name += "_ascii"
			}
			s.golden(name)
		}
	}
}

// However little room there is, the border is whole.
func TestFilteredTreeFitsAnywhere(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(cluster())
	s.filter(strings.Repeat("a long query ", 20), "/registry/pods/", "")
	s.filter("o", "/registry/pods/", "")
	for width := 1; width < 90; width++ {
		s.send(tea.WindowSizeMsg{Width: width, Height: 12}) // which checks the width of each line
	}
}
