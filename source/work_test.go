package source

import (
	"fmt"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// These tests count the calls that listings make. What a call costs differs
// from machine to machine; that there is one more does not.

func TestTheFirstLevelTakesFewCalls(t *testing.T) {
	leaks(t)
	g := &gate{}
	srv := startEtcd(t, g.option())
	fill(t, adminFor(t, srv.Endpoint()), 5_000)
	g.set(func() { g.calls = nil })
	s := follow(t, srv, Options{})
	s.session.Pause(true)
	s.until("the level is listed", func() bool { return s.levels[""].State == model.LevelListed })
	// The revision of the era, and of the watch; the level, and what is behind "/".
	if ranges, streams := g.count(unaryRange), g.count(rangeStream); ranges > 2 || streams > 2 {
		t.Errorf("%d ranges and %d streams", ranges, streams)
	}
}

func TestTheLoadReadsOnOverWhatLevelsHaveRead(t *testing.T) {
	for _, refuse := range []func(string) error{nil, noRangeStream} {
		leaks(t)
		g := &gate{refuse: refuse}
		srv := startEtcd(t, g.option())
		w := adminFor(t, srv.Endpoint())
		const children, each = 20, 2_000
		for c := range children {
			fillFlat(t, w, fmt.Sprintf("l/%02d/", c), each)
		}
		s := follow(t, srv, Options{})
		s.session.Pause(true)
		s.tree.Expand("l/")
		s.until("the level is listed", func() bool { return s.levels["l/"].State == model.LevelListed })
		before := g.count(rangeStream)
		s.session.Pause(false)
		s.until("all is loaded", s.loaded)
		if n := g.count(rangeStream) - before; n > 3 {
			t.Errorf("the load took %d streams for %d gaps", n, children)
		}
		if s.status.Load.Keys != children*each {
			t.Errorf("%d keys are said to be listed, of %d", s.status.Load.Keys, children*each)
		}
		s.equalsStore(w, "")
	}
}

func TestListedTwiceCountsOnce(t *testing.T) {
	s := &Session{}
	keys := model.NewKeys(4, 4)
	for _, k := range []string{"a", "b", "c", "d"} {
		keys.Add([]byte(k), model.Meta{ModRev: 1})
	}
	part := model.Listed{Span: model.Span{From: "a"}, Keys: keys}
	s.covered.Add(model.Span{From: "b", To: "c"})
	if n := s.fresh(part); n != 3 {
		t.Errorf("%d keys are new", n)
	}
	s.covered.Add(model.Span{From: "b"})
	if n := s.fresh(part); n != 1 {
		t.Errorf("%d keys are new", n)
	}
	s.covered.Add(model.Span{})
	if n := s.fresh(part); n != 0 {
		t.Errorf("%d keys are new", n)
	}
}
