package source

import (
	"fmt"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/cluster"
)

func alone(t *testing.T, names map[string]string) (all []reader) {
	t.Helper()
	for _, name := range []string{"one", "two", "three"} {
		if ep := names[name]; ep != "" {
			all = append(all, reader{name: name, client: dialForTest(t, Config{Endpoints: []string{ep}})})
		}
	}
	return all
}

func TestCompareIndependentServers(t *testing.T) {
	leaks(t)
	one, two := startEtcd(t), startEtcd(t)
	put(t, adminFor(t, one.Endpoint()), "a/1", "a/2", "b")
	put(t, adminFor(t, two.Endpoint()), "a/1", "b", "a/3", "later")
	w := adminFor(t, two.Endpoint())
	if _, err := w.Put(t.Context(), "v", "one thing"); err != nil {
		t.Fatal(err)
	}
	if _, err := adminFor(t, one.Endpoint()).Put(t.Context(), "v", "another"); err != nil {
		t.Fatal(err)
	}
	all := alone(t, map[string]string{"one": one.Endpoint(), "two": two.Endpoint()})
	c, err := compare(testContext(t), all, "a/", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	var differ []string
	for _, d := range c.Differences {
		differ = append(differ, fmt.Sprint(d.Key, " ", d.Of[0].ModRev, " ", d.Of[1].ModRev))
	}
	if fmt.Sprint(differ) != "[a/2 3 0 a/3 0 4]" || c.Rev != 5 || c.Keys != 3 {
		t.Errorf("%v, %d keys at revision %d", differ, c.Keys, c.Rev)
	}
	if c, err = compare(testContext(t), all, "a/1", false, 0); err != nil || len(c.Differences) > 0 || c.Keys != 1 {
		t.Errorf("a/1 is the same: %+v, %v", c, err)
	}
}

// The same revisions by chance, and only the values tell the two apart.
func TestCompareValues(t *testing.T) {
	leaks(t)
	one, two := startEtcd(t), startEtcd(t)
	for ep, value := range map[string]string{one.Endpoint(): "x", two.Endpoint(): "y"} {
		if _, err := adminFor(t, ep).Put(t.Context(), "k", value); err != nil {
			t.Fatal(err)
		}
	}
	all := alone(t, map[string]string{"one": one.Endpoint(), "two": two.Endpoint()})
	c, err := compare(testContext(t), all, "k", false, 0)
	if err != nil || len(c.Differences) != 1 || !c.Differences[0].Sums {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestCompareWhereTheCommonRevisionIsCompacted(t *testing.T) {
	leaks(t)
	one, two := startEtcd(t), startEtcd(t)
	put(t, adminFor(t, one.Endpoint()), "k")
	w := adminFor(t, two.Endpoint())
	put(t, w, "k", "other", "other")
	if _, err := w.Compact(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	all := alone(t, map[string]string{"one": one.Endpoint(), "two": two.Endpoint()})
	for _, prefix := range []bool{true, false} {
		c, err := compare(testContext(t), all, "k", prefix, 0)
		if err != nil || c.Rev != 0 || c.Read() != 2 || c.Keys != 1 || len(c.Differences) != 0 {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

func TestCompareIsBounded(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	fillFlat(t, adminFor(t, srv.Endpoint()), "many/", compareKeys+5_000)
	all := alone(t, map[string]string{"one": srv.Endpoint(), "two": srv.Endpoint()})
	c, err := compare(testContext(t), all, "many/", true, 0)
	if err != nil || c.End == "" || c.Keys < compareKeys || c.Keys > compareKeys+gentleMost || len(c.Differences) > 0 {
		t.Errorf("%d keys up to %q, %d differ: %v", c.Keys, c.End, len(c.Differences), err)
	}
}

func TestMembersOfAClusterAreTheSame(t *testing.T) {
	beside(t)
	c := cluster.Start(t, 3)
	put(t, admin(t, c.Endpoints()...), "a/1", "a/2", "b")
	s := followCluster(t, c, Options{})
	s.until("live and three are healthy", func() bool { return s.isLive() && s.healthy(3) })
	for path, prefix := range map[string]bool{"a/": true, "": true, "b": false} {
		got, err := s.session.Compare(s.ctx, path, prefix)
		if err != nil || got.Read() != 3 || len(got.Differences) > 0 || got.Keys == 0 || got.Rev == 0 {
			t.Errorf("%q: %+v, %v", path, got, err)
		}
	}
	c.Members[1].Kill()
	s.until("one is away", func() bool { return s.states()["etcd-2"] == model.MemberAway })
	got, err := s.session.Compare(s.ctx, "b", false)
	if err != nil || got.Read() != 2 || got.Sights[1].Member != "etcd-2" || got.Sights[1].Cause == "" {
		t.Errorf("%+v, %v", got, err)
	}
}
