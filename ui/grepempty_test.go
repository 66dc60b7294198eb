package ui

import (
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

func TestThereIsNothingToSearchInAnEmptyStore(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("")}})
	s.m.openGrep("")
	s.send(nil)
	s.says("There are no keys.")
	s.lacks("ctrl+o")
	s.typed("needle")
	s.press("enter")
	s.says("there are no keys to be searched")
	s.lacks("every value was read", "0 of 0 keys")
	if len(s.feed.valuesRead) > 0 {
		t.Error("it reads")
	}
}

func TestThereIsNothingToSearchUnderAnEmptyPrefix(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"/a/x": "needle"})
	s.m.openGrep("/b/")
	s.send(nil)
	s.says("There are no keys under /b/. ctrl+o looks everywhere.")
	s.typed("needle")
	s.press("enter")
	s.says("there are no keys to be searched")
	s.press("ctrl+o", "enter")
	s.wants("1 hit · 1 of 1 keys")
}

func TestWhatIsNotKnownYetIsNotSearched(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "/b/"}, "/a/x")}})
	s.m.openGrep("/b/")
	s.send(nil)
	s.says("No keys under /b/ are known so far. ctrl+o looks everywhere.")
	s.typed("needle")
	s.press("enter")
	s.says("no keys are known so far that could be searched: ctrl+r in the find loads them")
}
