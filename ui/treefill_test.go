package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// What is done in one go is bounded by the bytes of keys, if they are long, and by
// the time, if one of them takes long.
func TestASliceOfFillingIsShort(t *testing.T) {
	const n, long = 2_000, 1_500
	for _, tt := range []struct {
		what string
		look time.Duration // that the clock goes on by whenever it is looked at
		most int           // keys in one go
	}{
		{"long keys", 0, fillSlice/long + 1},
		{"slow keys", fillTime / 8, 8},
		{"a clock that goes back", -time.Second, fillSlice/long + 1},
	} {
		s := newScreen(t, 100, 24, Options{})
		keys := model.NewKeys(n, n*long)
		for i := range n {
			keys.Add(fmt.Appendf(nil, "a/%06d%s", i, strings.Repeat("x", long)), model.Meta{ModRev: int64(i + 1)})
		}
		s.news(model.Batch{Status: live(), Listed: []model.Listed{{Span: model.PrefixSpan(""), Rev: n, Keys: keys}}})
		s.m.clock.now = func() time.Time {
			s.now = s.now.Add(tt.look)
			return s.now
		}
		q, err := find.Parse("'a/", "/")
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for cmd := s.m.filter(q, "", ""); cmd != nil; cmd = s.m.filled(cmd().(fillMsg)) {
			found, _ := s.m.filtered.matches.Tree().Keys()
			if found == last || found-last > tt.most {
				t.Fatalf("%s: %d keys in one go, not %d at most", tt.what, found-last, tt.most)
			}
			last = found
		}
		if found, _ := s.m.filtered.matches.Tree().Keys(); found != n {
			t.Errorf("%s: %d keys were found", tt.what, found)
		}
	}
}
