package ui

import (
	"fmt"
	"slices"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// From the search to the tree of what it finds, and back to change it.
func TestSearchAndFilteredTree(t *testing.T) {
	const zk81p = "/registry/pods/payments/checkout-7d9f4c-zk81p"
	s := newScreen(t, 120, 24, Options{})
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.press("/")
	s.press("ctrl+o")
	s.typed("checkout")
	s.press("down", "tab")
	if s.m.over != nil {
		t.Fatalf("%T stays open", s.m.over)
	}
	s.wants("keys ▸ checkout in /registry/pods/payments/", " 2 of 3 ")
	if got := s.m.keys().cursor.Path(); got != zk81p {
		t.Errorf("the cursor is on %q, not on what was chosen", got)
	}
	s.press("/")
	s.wants("find ▸ checkout", "scope: /registry/pods/payments/", "2 of 3 keys")
	s.press("esc")
	s.wants("keys ▸ checkout in /registry/pods/payments/")
	s.press("/", "ctrl+u", "ctrl+o")
	s.typed("default")
	s.press("tab")
	s.wants("keys ▸ default ──", " 6 of 12 ")
	s.press("/", "ctrl+u")
	s.typed("ledger")
	s.press("enter") // which isn't among what matched before
	s.lacks("keys ▸ default")
	s.wantsCursor(ledger)
}

// A filter of more than is known grows as keys come, also where nothing is open.
func TestFilteredTreeGrowsAsKeysArrive(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	part := func(from, to string) model.Batch {
		return model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{From: from, To: to}, clusterKeys()...)}}
	}
	s.news(part("", "/registry/pods/payments/checkout-7d9f4c-z"))
	s.filter("paychk", "", "")
	s.wants(" 1 of ≥ 8 ", "≥ 1")
	s.press("G")
	s.news(part("/registry/pods/payments/checkout-7d9f4c-z", ""))
	s.wants(" 2 of 12 ")
	s.lacks("≥")
	if got := s.m.keys().cursor.Path(); got != "/registry/pods/payments/checkout-7d9f4c-x2x9z" {
		t.Errorf("the cursor is on %q", got)
	}
	if n := len(s.feed.opened); n > 3 {
		t.Errorf("the source was asked for %q", s.feed.opened)
	}
}

// A key that matches is found in the filtered tree, also before that has come to it.
func TestGoToWhileTheFilteredTreeFills(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	var keys []string
	for i := range 2 * fillSlice {
		keys = append(keys, fmt.Sprintf("/a/%05d", i), fmt.Sprintf("/b/%05d", i))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	filling := func() {
		t.Helper()
		q, err := find.Parse("!7", s.m.separator)
		if err != nil {
			t.Fatal(err)
		}
		s.m.filter(q, "", "/b/06666") // its slices wait
		s.send(nil)
	}
	filling()
	s.goTo("/b/05555")
	s.lacks("not among what was found")
	s.wants("keys ▸ !7")
	if got := s.m.keys().cursor.Path(); got != "/b/05555" {
		t.Errorf("the cursor is on %q", got)
	}
	s.goTo("/b/05557")
	s.wants("/b/05557 is not among what was found: this is the whole tree")

	filling()
	s.goTo("/b/06666") // which is all that is known to match in /b/
	s.goTo("/b/")
	s.wants("keys ▸ !7")
	s.m.filtered.matches.Choose("/a/00000")
	s.goTo("/b/")
	s.wants("/b/ is not among what was found so far: this is the whole tree")
}

// A query that is looked at again, and wasn't touched, is none that is being typed.
func TestSlashTwiceInAFilteredTreeSearchesInValues(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, "╭ values ▸ "},
		{[]string{"down"}, "╭ values ▸ "},
		{[]string{"x", "backspace"}, "find ▸ checkout/ ──"},
		{[]string{"left", "end"}, "find ▸ checkout/ ──"},
		{[]string{"ctrl+u"}, "╭ values ▸ "},
	} {
		s := newScreen(t, 100, 20, Options{})
		s.news(cluster())
		s.searches("checkout")
		s.press("tab", "/")
		s.press(c.keys...)
		s.press("/")
		s.wants(c.want)
		s.press("esc")
		s.wants("keys ▸ checkout ")
	}
}

// Of nothing all keys are a match: tab shows the whole tree.
func TestTabOnAnEmptyQueryShowsTheWholeTree(t *testing.T) {
	for _, keys := range [][]string{{"tab", "/", "ctrl+u", "tab"}, {"ctrl+u", "tab"}} {
		s := newScreen(t, 100, 20, Options{})
		s.news(cluster())
		s.searches("checkout")
		s.press(keys...)
		s.wants("╭ keys ──", "nothing is looked for: this is the whole tree")
		s.lacks("keys ▸", "find ▸")
		if got := s.m.queries(); slices.Contains(got, "") {
			t.Errorf("it remembers %q", got)
		}
	}
}
