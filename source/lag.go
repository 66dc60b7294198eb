package source

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// lag tells a watch that is behind from one that is only not asked: writes
// outside of the prefix don't come by it. And it tells a member that is behind
// the others.
type lag struct {
	rev   int64     // the store's at a beat before, which the watch must reach
	since time.Time // that beat
	far   time.Time // since when the member is far behind; zero if it isn't
	led   time.Time // when a member that was read last knew a leader
}

// behind is what the member with this ID lacked at the last look at all, and
// who had it.
func behind(members []model.Member, id uint64) (revisions int64, ahead string) {
	newest := model.Newest(members)
	for _, m := range members {
		if m.ID == id && m.State.Answers() && m.Cluster == newest.Cluster && m.Revision < newest.Revision {
			return newest.Revision - m.Revision, newest.Title()
		}
	}
	return 0, ""
}

// lags says whether a member that lacks so many revisions has done so for long.
func (l *lag) lags(revisions int64, now time.Time) bool {
	switch {
	case revisions < farBehind:
		l.far = time.Time{}
	case l.far.IsZero():
		l.far = now
	}
	return !l.far.IsZero() && now.Sub(l.far) > lagAfter
}
