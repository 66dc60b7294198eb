package source

import (
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// Every time that the screen counts from has a monotonic reading, so that a
// jump of the host's clock changes no age and no countdown.
func TestTimesAreMonotonic(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	put(t, w, "a")
	s := follow(t, srv, Options{})
	s.until("live and healthy", func() bool { return s.isLive() && s.healthy(1) })
	put(t, w, "a")
	s.until("a has changed", func() bool { return s.tree.At(0).Mark == model.Changed })
	e, err := s.session.Read(s.ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	for what, at := range map[string]time.Time{
		"the link's": s.status.Since, "a change's": s.tree.At(0).MarkedAt, "a read's": e.ReadAt, "a member's": s.members[0].HeardAt,
	} {
		if !strings.Contains(at.String(), " m=") {
			t.Errorf("%s time %v has no monotonic reading", what, at)
		}
	}
}
