package ui

import (
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

func TestThePathOfTheCursor(t *testing.T) {
	s := onValue(t, 120, 40, `{"spec":{"containers":[{"name":"x","image":"y"}],"a b\u001b":1}}`)
	for _, want := range []string{"", ".spec", ".spec.containers", ".spec.containers[0]", ".spec.containers[0].name", ".spec.containers[0].image"} {
		if got := s.m.value.path(); got != want {
			t.Errorf("line %d has the path %q, want %q", s.m.value.page.cursor, got, want)
		}
		if want != "" {
			s.wants("╰ " + want + " ─")
		}
		s.press("j")
	}
	s.press("j", "j") // a name that would be obeyed
	if got, want := s.m.value.path(), `.spec["a b\x1b"]`; got != want {
		t.Errorf("the path is %q, want %q", got, want)
	}
	s.press("tab")
	s.lacks(".spec[")
	if got := s.m.value.path(); got == "" {
		t.Error("there is no path without the focus")
	}
}

func TestALongPathKeepsItsEnd(t *testing.T) {
	s := onValue(t, 80, 24, strings.Repeat(`{"name-of-a-level":`, 10)+`{"image":1}`+strings.Repeat("}", 10))
	for range 11 {
		s.press("j")
	}
	foot := s.line("╰ .name-of")
	if !strings.Contains(foot, "…") || !strings.Contains(foot, ".image ─") || model.Width(foot) != 80 {
		t.Errorf("the border says %q", foot)
	}
}

func TestNoPathWithoutStructure(t *testing.T) {
	if got := onValue(t, 80, 24, "text\nof two lines").m.value.path(); got != "" {
		t.Errorf("text has the path %q", got)
	}
	if got := newScreen(t, 80, 24, Options{}).m.value.path(); got != "" {
		t.Errorf("nothing has the path %q", got)
	}
}
