package ui

import (
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// What has come meanwhile is counted while the text is typed.
func TestThePriceIsOfWhatIsKnownByNow(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "b"}, "a")}})
	s.m.openGrep("")
	s.send(nil)
	s.says("≥ 1 key everywhere")
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{From: "b"}, "b", "c")}})
	s.pass(2 * time.Second)
	s.says("3 keys everywhere are known")
}

// The keys are counted when there are others, not because not all are known: while
// nothing happens the screen sleeps.
func TestThePriceIsNotCountedAnewForNothing(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	part := func(from, to string, keys ...string) model.Batch {
		return model.Batch{Status: half(model.LoadPaused).Status, Listed: []model.Listed{listedSpan(model.Span{From: from, To: to}, keys...)}}
	}
	s.feed.entries["a"] = entry("v", 200)
	s.news(part("a", "c", "a", "b"))
	s.pass(time.Minute)
	s.m.openGrep("")
	s.send(nil)
	s.says("≥ 2 keys everywhere")
	counted, alarms := s.m.grep.counted, s.m.alarm.id
	s.pass(time.Minute)
	if n := s.m.alarm.id - alarms; n > 0 {
		t.Errorf("it woke %d times", n)
	}
	s.news(change(model.Changed, "a", 201)) // which makes none other
	s.pass(time.Minute)
	if s.m.grep.counted != counted {
		t.Errorf("it counted %v later", s.m.grep.counted.Sub(counted))
	}
	s.news(part("c", "d", "c"))
	counted = s.m.grep.counted
	s.news(part("d", "e", "d"))
	s.says("≥ 3 keys everywhere") // not twice in a second
	s.pass(time.Minute)
	s.says("≥ 4 keys everywhere")
	if late := s.m.grep.counted.Sub(counted); late != time.Second {
		t.Errorf("it counted %v later", late)
	}
}

// Everywhere is what there is to see: under a start prefix that has a name. It is
// the same for both that look for something.
func TestEverywhereUnderAStartPrefix(t *testing.T) {
	s := newScreen(t, 100, 20, Options{Scope: "/registry/pods/"})
	s.news(cluster())
	s.press("g", "/")
	s.wants("scope: all of /registry/pods/")
	s.press("/")
	s.says("keys in all of /registry/pods/ are known")
	s.typed("needle")
	s.press("enter")
	s.wants("done in all of /registry/pods/")
	s.press("/", "ctrl+o")
	s.lacks("everywhere")
}

// A prefix of one cluster means nothing in another.
func TestWhereIsOfTheCluster(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	s.news(cluster())
	s.m.goTo("/registry/pods/")
	s.send(nil)
	late := slowly(s, 1)
	s.press("/", "/")
	s.says("under /registry/pods/")
	s.typed("needle")
	s.send(late)
	s.wants("[prod]", "values ▸ needle", "No keys are known so far.")
	s.lacks("/registry/pods/")
	s.press("ctrl+o")
	s.lacks("/registry/pods/")
}
