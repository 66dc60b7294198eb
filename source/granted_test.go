package source

import (
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

func TestDeniedSaysWhatMayBeRead(t *testing.T) {
	srv := startAuth(t)
	st := srv.staff(t)
	st.hire(model.PrefixSpan("/team-a/"))
	put(t, st.Client, "/team-a/key")
	client := srv.as(t, "alice")
	s := followWith(t, client, Options{Prefix: "/registry/"})
	s.until("it is denied", func() bool { return s.status.Link == model.LinkDenied })
	if want := "needs read on /registry/; alice may read /team-a/: start etcdscope with that"; !strings.Contains(s.status.Cause, want) {
		t.Errorf("the cause is %q, want %q", s.status.Cause, want)
	}
	for _, prefix := range []string{"", "/team-a/"} {
		s = followWith(t, client, Options{Prefix: prefix})
		s.holds("/team-a/key")
	}
}
