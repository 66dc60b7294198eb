package ui

import (
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// restricted is a cluster of which alice may read two prefixes and a key.
func restricted() model.Batch {
	config := model.Span{From: "/config/app", To: "/config/app\x00"}
	b := model.Batch{Status: live(), Access: &model.Access{User: "alice", Readable: []model.Span{
		config, model.PrefixSpan("/registry/pods/payments/"), model.PrefixSpan("/registry/secrets/"),
	}}}
	b.Listed = []model.Listed{
		listedSpan(config, "/config/app"),
		listed("/registry/pods/payments/", clusterKeys()...), listed("/registry/secrets/", clusterKeys()...),
	}
	for _, prefix := range []string{"", "/", "/config/", "/registry/", "/registry/pods/"} {
		b.Levels = append(b.Levels, model.Level{Prefix: prefix, State: model.LevelListed})
	}
	b.Status.Load.State = model.LoadDone
	return b
}

func TestWhatMayBeReadIsInViewAtOnce(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(restricted())
	s.wants("● live", "▾ config/", "app", "pods/payments/", "▸ secrets/", "alice may read 3 ranges")
	s.lacks("denied")
	s.golden("restricted")
	s.press("j", "j", "j")
	s.wants("Only a part of it may be read")
}

func TestARevokedRangeLooksDenied(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(restricted())
	s.news(model.Batch{Status: live(), Gap: true, Access: &model.Access{User: "alice", Readable: []model.Span{
		model.PrefixSpan("/registry/pods/payments/"),
	}}})
	s.wants("secrets/  ✕ denied: needs read on /registry/secre", "config/  ✕ denied: needs read on /config/", "alice may read 1 range")
	s.lacks("app")
	s.press("r")
	if s.feed.refreshed != 1 {
		t.Errorf("asked again %d times", s.feed.refreshed)
	}
}

func TestGoingToADeniedPlaceSaysSo(t *testing.T) {
	s := newScreen(t, 120, 24, Options{})
	s.news(restricted())
	s.goTo("/x/")
	s.news(model.Batch{Status: live(), Located: []model.Located{{Asked: "/x/", Cause: "needs read on /x/; alice may read /team-a/\x1b[m", Denied: true}}})
	s.wants("✕ denied: needs read on /x/; alice may read /team-a/␛[m")
}

// What to do about a login that is refused doesn't fit into the header.
func TestARefusedLoginIsSaidWhole(t *testing.T) {
	const cause = "the server asks for a user: give one with --user"
	s := newScreen(t, 80, 24, Options{})
	b := cluster()
	b.Status.Link, b.Status.Cause = model.LinkDenied, cause
	s.news(b)
	s.wants("✕ denied", " "+cause)
}

func TestRestrictedAccessIsSaid(t *testing.T) {
	s := newScreen(t, 140, 24, Options{})
	s.news(model.Batch{Status: live(), Access: &model.Access{User: "ev\x1b[2Jil", Readable: []model.Span{model.PrefixSpan("a/")}}, Listed: []model.Listed{listed("a/")}})
	s.wants("ev␛[2Jil may read 1 range", "No keys at revision 18,402,113")
	s.news(model.Batch{Status: live(), Access: &model.Access{User: "bob", Readable: []model.Span{model.PrefixSpan("a/")}, Left: 1_999}})
	s.wants("bob may read 2,000 ranges, the first 1 are shown: start with a PREFIX for others")
	s.news(model.Batch{Status: live(), Access: &model.Access{User: "bob", Readable: []model.Span{{}}}})
	s.lacks("bob may")
}
