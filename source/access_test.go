package source

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source/demo"
)

// Every shape of a grant, by every kind of listing: what may be read is read
// whole, live, and nothing beside it is ever asked for.
func TestAccessOfEveryShape(t *testing.T) {
	all := []string{"/app/1", "/app/x/2", "/config/a", "/config/app", "/config/app/sub", "/config/b", "/team-a/1", "/team-ab", "/z/1", "other"}
	for name, spans := range map[string][]model.Span{
		"prefixes":          {model.PrefixSpan("/app/"), model.PrefixSpan("/team-a/")},
		"prefixes and keys": {model.PrefixSpan("/app/"), keyOnly("/config/app"), keyOnly("other"), keyOnly("missing")},
		"one key":           {keyOnly("/config/app")},
		"a part of a name":  {model.PrefixSpan("/team-a"), model.PrefixSpan("/config/app")},
		"a range":           {{From: "/app/x/", To: "/config/b"}},
		"from a key on":     {{From: "/team-a/"}},
		"touching":          {{From: "/app/", To: "/config/app"}, {From: "/config/app", To: "/team-a/"}},
		"everything":        {{From: "\x00"}},
	} {
		for how, opts := range map[string]Options{"full": {}, "gentle": {ReadRate: 1_000_000}} {
			for transport, server := range map[string][]demo.Option{"stream": nil, "pages": {(&gate{refuse: noRangeStream}).option()}} {
				t.Run(name+"/"+how+"/"+transport, func(t *testing.T) {
					leaks(t)
					srv := startAuth(t, server...)
					st := srv.staff(t)
					put(t, st.Client, all...)
					st.hire(spans...)
					readable := model.SpansOf(spans)
					want := slices.DeleteFunc(slices.Clone(all), func(key string) bool { return !readable.Contains(key) })
					s := followWith(t, srv.as(t, "alice"), opts)
					s.holds(want...)
					for _, key := range want {
						st.must(st.Put(t.Context(), key, "changed"))
						s.until(key+" is followed", func() bool { rev, _ := s.tree.ModRev(key); return rev == s.modRev(st.Client, key) })
					}
					if n := srv.refused.Load(); slices.Contains(s.links, model.LinkDenied) || n > 1 {
						t.Errorf("%d reads were refused; %v", n, s.causes)
					}
				})
			}
		}
	}
}

// Levels are listed where much lies between what may be read, and in it.
func TestAccessOfBigRanges(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	for _, prefix := range []string{"/a/", "/b/x/", "/b/y/", "/c/"} {
		fillFlat(t, st.Client, prefix, 3_000)
	}
	st.hire(model.PrefixSpan("/a/"), model.PrefixSpan("/b/y/"), keyOnly("/c/000007"))
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("all of it is there", func() bool { return s.loaded() })
	if n, _ := s.tree.Keys(); n != 6_001 {
		t.Errorf("%d keys", n)
	}
	st.must(st.Put(t.Context(), "/a/later", "v"))
	s.until("a change in one of them shows with its revision", func() bool {
		rev, ok := s.tree.ModRev("/a/later")
		return ok && s.status.Revision >= rev && s.status.Link == model.LinkLive
	})
	for path, want := range map[string]model.Row{"/a/": {Count: 3_001, Exact: true}, "/b/y/": {Count: 3_000, Exact: true}, "/c/": {Count: 1}} {
		if got := s.row(path); got.Count != want.Count || got.Exact != want.Exact || !got.Prefix {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// The first answer shows the roots, before anything is listed.
func TestAccessShowsRootsAtOnce(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	st := srv.staff(t)
	st.hire(model.PrefixSpan("/team-a/"), model.PrefixSpan("/team-b/"))
	release := make(chan struct{})
	t.Cleanup(sync.OnceFunc(func() { close(release) }))
	g.set(func() {
		g.hold = func(method string) {
			if method == rangeStream {
				<-release
			}
		}
	})
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("the roots are there", func() bool {
		_, a := s.tree.IndexOf("/team-a/")
		_, b := s.tree.IndexOf("/team-b/")
		return a && b
	})
	if a, partial := s.tree.Access(); !partial || a.User != "alice" || len(a.Readable) != 2 {
		t.Errorf("%+v, %v", a, partial)
	}
	release <- struct{}{}
}

// A PREFIX that is exactly a key which may be read, and one in which a part may.
func TestAccessWithinAPrefix(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	put(t, st.Client, "/a/key", "/a/key/below", "/a/key2", "/b/1/x", "/b/2/x", "/c")
	st.hire(keyOnly("/a/key"), model.PrefixSpan("/b/1/"))
	client := srv.as(t, "alice")
	s := followWith(t, client, Options{Prefix: "/a/key"})
	s.holds("/a/key")
	if e, err := s.session.Read(s.ctx, "/a/key"); err != nil || !e.Found {
		t.Errorf("%+v, %v", e, err)
	}
	s = followWith(t, client, Options{Prefix: "/b/"})
	s.holds("/b/1/x")
	s = followWith(t, client, Options{Rev: s.status.Revision, Prefix: "/a/key"})
	s.until("the past is there", func() bool { n, exact := s.tree.Keys(); return n == 1 && exact })
}

// Who may read everything isn't asked about.
func TestAccessOfRootCostsNothing(t *testing.T) {
	g := &gate{}
	srv := startAuth(t, g.option())
	s := followWith(t, srv.as(t, testUser), Options{})
	s.until("it is loaded", s.loaded)
	s.session.Refresh()
	if g.count(userGet)+g.count(roleGet) > 0 {
		t.Errorf("asked: %v", g.calls)
	}
}

// More ranges than watches are worth: the first ones are followed, and it is said.
func TestAccessOfVeryManyRanges(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	var spans []model.Span
	for i := range readableMost + 3 {
		key := fmt.Sprintf("/k/%03d", i)
		put(t, st.Client, key)
		spans = append(spans, keyOnly(key))
	}
	st.hire(spans...)
	s := followWith(t, srv.as(t, "alice"), Options{})
	s.until("it is loaded", func() bool { n, _ := s.tree.Keys(); return s.loaded() && n == readableMost })
	if a, _ := s.tree.Access(); a.Left != 3 {
		t.Errorf("%d left", a.Left)
	}
	s.until("it is live", func() bool { return s.status.Link == model.LinkLive })
	st.must(st.Put(t.Context(), "/k/063", "v"))
	s.until("the last is followed", func() bool { rev, _ := s.tree.ModRev("/k/063"); return rev == s.modRev(st.Client, "/k/063") })
	s = followWith(t, srv.as(t, "alice"), Options{Prefix: "/k/06"})
	s.until("a PREFIX reaches the rest", func() bool { n, _ := s.tree.Keys(); return s.loaded() && n == 7 })
}

func TestGrantsAreNamed(t *testing.T) {
	names := func(spans ...model.Span) string { return strings.Join(grantNames(model.SpansOf(spans)), " | ") }
	for want, got := range map[string]string{
		"everything":                      names(grantSpan("\x00", "\x00")),
		"/a/ | the key /b":                names(grantSpan("/b", ""), grantSpan("/a/", "/a0"), grantSpan("/a/x", "")),
		"from /a to /m | from /x on":      names(grantSpan("/x", "\x00"), grantSpan("/a", "/m")),
		"the key ␀ | from ␛[ to ␛[2 | z/": names(grantSpan("\x00", ""), grantSpan("\x1b[", "\x1b[2"), grantSpan("z/", "z0")),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
