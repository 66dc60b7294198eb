package ui

import (
	"strings"
	"testing"
)

// wantsCrumbs is what the line above the panes says.
func (s *screen) wantsCrumbs(path string) {
	s.t.Helper()
	if got := strings.TrimSpace(strings.Split(s.text(), "\n")[1]); got != path {
		s.t.Errorf("the breadcrumbs say %q, not %q:\n%s", got, path, s.text())
	}
}

// A hit may be too long for its row: the breadcrumbs have it whole.
func TestBreadcrumbsShowWhatIsChosen(t *testing.T) {
	s := newScreen(t, 60, 20, Options{})
	s.news(cluster())
	s.searches("checkout")
	s.wantsCrumbs(checkout)
	s.press("down")
	s.wantsCrumbs("/registry/pods/payments/checkout-7d9f4c-zk81p")
	s.typed("zzz")
	s.wantsCrumbs("/registry/") // nothing is: it is where the cursor was
	s.press("esc")
	s.wantsCrumbs("/registry/")

	s.bookmarked(ledger)
	s.press("b")
	s.wantsCrumbs(ledger)
	s.press("d")
	s.wantsCrumbs("/registry/")

	s = onValues(t, 80, 24, map[string]string{"/a/x": "needle", "/a/y": "needle"})
	s.press("/", "/")
	s.typed("needle")
	s.wantsCrumbs("/a/")
	s.press("enter")
	s.wantsCrumbs("/a/x")
	s.press("j")
	s.wantsCrumbs("/a/y")
	s.press("/")
	s.wantsCrumbs("/a/")
}
