package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// membersFeed is the part of a feed that is about members.
type membersFeed struct {
	watched  []bool
	pinned   []string
	compared []string
	sights   []model.Sight
}

func (f *feed) WatchMembers(w bool) { f.watched = append(f.watched, w) }
func (f *feed) Pin(endpoint string) { f.pinned = append(f.pinned, endpoint) }

func (f *feed) Compare(_ context.Context, path string, prefix bool) (model.Comparison, error) {
	f.compared = append(f.compared, path)
	return model.Compare(path, prefix, f.sights), f.faults[path]
}

// threeMembers are a cluster that is well.
func threeMembers(now time.Time) []model.Member {
	all := manyMembers(3)
	for i := range all {
		all[i].HeardAt = now
	}
	all[0].Role = model.RoleLeader
	all[2].Took = 12 * time.Millisecond
	return all
}

func manyMembers(n int) []model.Member {
	var all []model.Member
	for i := range n {
		all = append(all, model.Member{
			Trusted: true,
			Name:    fmt.Sprintf("etcd-%d", i), ID: uint64(i + 1), Cluster: 0xcdf818194e3a8c32, Endpoint: fmt.Sprintf("https://10.0.0.%d:2379", i),
			State: model.MemberHealthy, Role: model.RoleFollower, HeardAt: t0, Took: 400 * time.Microsecond, Read: true,
			Version: "3.7.3", Storage: "3.7.0", Revision: 18_402_113, Term: 4, Index: 19_002_400, Applied: 19_002_400,
			Size: 8_500_000, InUse: 6_300_000, Quota: 2 << 30,
		})
	}
	return all
}

// inTrouble has a leader that hangs, and one with an alarm.
func inTrouble(now time.Time) []model.Member {
	all := threeMembers(now)
	all[0].State, all[0].Cause, all[0].HeardAt, all[0].Read = model.MemberSilent, "no answer in time", now.Add(-41*time.Second), false
	all[1].Role = model.RoleLeader
	all[2].Alarms, all[2].Revision, all[2].Applied = []string{"NOSPACE"}, 18_402_101, 19_002_388
	return all
}

// withMembers is a screen of a cluster with these members, its status open.
func withMembers(t *testing.T, width, height int, members func(time.Time) []model.Member, o Options) *screen {
	t.Helper()
	s := newScreen(t, width, height, o)
	b := cluster()
	b.Members = members(s.now)
	s.news(b)
	s.pass(time.Second)
	s.press("s")
	return s
}

func TestHeaderSaysHowTheMembersAre(t *testing.T) {
	for name, tt := range map[string]struct {
		change func([]model.Member) []model.Member
		want   string
	}{
		"well":        {func(all []model.Member) []model.Member { return all }, "3/3 healthy"},
		"one hangs":   {func(all []model.Member) []model.Member { all[1].State = model.MemberSilent; return all }, "2/3 healthy"},
		"one is away": {func(all []model.Member) []model.Member { all[1].State = model.MemberAway; return all }, "2/3 healthy"},
		"unreached":   {func(all []model.Member) []model.Member { all[1].State = model.MemberUnreached; return all }, "2/3 reached"},
		"alarm":       {func(all []model.Member) []model.Member { all[1].Alarms = []string{"NOSPACE"}; return all }, "⚠ NOSPACE on etcd-1: writes are refused"},
		"two alarms": {func(all []model.Member) []model.Member {
			all[1].Alarms, all[2].Alarms = []string{"NOSPACE"}, []string{"NOSPACE", "CORRUPT"}
			return all
		}, "⚠ NOSPACE on etcd-1, etcd-2: writes are refused; CORRUPT on etcd-2: its data may be wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 200, 10, Options{})
			b := cluster()
			b.Members = tt.change(threeMembers(s.now))
			s.news(b)
			line := strings.Split(s.text(), "\n")[0]
			if !strings.Contains(line, tt.want) || !strings.Contains(line, "● live") {
				t.Errorf("the header is %q, want %q in it", line, tt.want)
			}
		})
	}
}

func TestALoneMemberThatIsWellNeedsNoWord(t *testing.T) {
	s := newScreen(t, 200, 10, Options{})
	b := cluster()
	b.Members = threeMembers(s.now)[:1]
	s.news(b)
	s.lacks("healthy")
	b.Members[0].Alarms = []string{"CORRUPT"}
	s.news(b)
	s.wants("⚠ CORRUPT on etcd-0")
}

func TestAlarmsOutliveTheRestOfTheHeader(t *testing.T) {
	for _, width := range []int{60, 80, 120} {
		s := newScreen(t, width, 10, Options{})
		b := cluster()
		b.Members = inTrouble(s.now)
		s.news(b)
		if line := strings.Split(s.text(), "\n")[0]; !strings.Contains(line, "⚠ NOSPACE on etcd-2: writes are refused") || !strings.Contains(line, "● live") {
			t.Errorf("%d cells: %q", width, line)
		}
	}
}

func TestLinearizableWithoutAQuorumSaysSo(t *testing.T) {
	s := newScreen(t, 120, 10, Options{})
	status := live()
	status.Link, status.Cause, status.Linearizable = model.LinkNoLeader, "no leader", true
	s.news(model.Batch{Status: status})
	s.wants("✕ no quorum: linearizable reads are refused; --consistency s reads what a member has")
	s.lacks("STALE")
}

func TestStaleSaysWhatIsLacking(t *testing.T) {
	s := newScreen(t, 120, 10, Options{})
	status := live()
	status.Link, status.Cause, status.Reading, status.Behind, status.Ahead = model.LinkNoLeader, "no leader", "etcd-2", 1204, "etcd-1"
	s.news(model.Batch{Status: status})
	s.wants("⚠ STALE — no leader, reading member etcd-2, 1,204 revisions behind etcd-1")
}

func TestStatusIsLive(t *testing.T) {
	s := withMembers(t, 120, 24, threeMembers, Options{})
	s.wants("healthy", "12 ms", "serializable", "cdf818194e3a8c32, raft term 4", "etcd-0, etcd-1, etcd-2")
	s.press("j")
	b := cluster()
	b.Members = inTrouble(s.now)
	s.news(b)
	s.wants("✕ etcd-0", "no answer in time, last heard 41 s ago", "⚠ etcd-2", "NOSPACE", "reading      etcd-1, etcd-2")
	if m, _ := s.m.status.member(); m.Name != "etcd-1" {
		t.Errorf("the cursor went to %s", m.Name)
	}
	s.press("esc")
	s.lacks("NOSPACE\n", "raft term")
	if got := fmt.Sprint(s.feed.watched); got != "[true false]" {
		t.Errorf("the members were watched: %s", got)
	}
}

func TestPinIsSaidAndSeen(t *testing.T) {
	s := withMembers(t, 120, 24, threeMembers, Options{})
	s.press("j", "enter")
	s.wants("pinned: all is read from etcd-1 alone")
	b := cluster()
	b.Reset, b.Gap = true, true
	b.Status.Pinned, b.Status.Reading = "https://10.0.0.1:2379", "etcd-0" // nothing was heard of the pinned one yet
	s.news(b)
	s.wants("pinned etcd-1", "etcd-1 alone: pinned, enter on it unpins")
	s.lacks("the store was replaced")
	s.press("enter")
	s.wants("unpinned")
	b.Status.Pinned = ""
	s.news(b)
	s.lacks("the store was replaced", "pinned etcd-1")
	s.news(b) // this one nobody asked for
	s.wants("the store was replaced")
	if got := fmt.Sprintf("%q", s.feed.pinned); got != `["https://10.0.0.1:2379" ""]` {
		t.Errorf("pinned: %s", got)
	}
}

func TestALearnerIsNotPinned(t *testing.T) {
	s := withMembers(t, 120, 24, func(now time.Time) []model.Member {
		all := threeMembers(now)
		all[0].Role = model.RoleLearner
		return all
	}, Options{})
	s.press("enter")
	s.wants("cannot pin etcd-0: a learner serves no watch")
	if len(s.feed.pinned) > 0 {
		t.Errorf("pinned: %q", s.feed.pinned)
	}
}

// sightOf is what a member has of keys that were changed at revisions.
func sightOf(member string, revs map[string]int64, keys ...string) model.Sight {
	s := model.Sight{Member: member, Rev: 18_402_113, Keys: model.NewKeys(0, 0)}
	for _, k := range keys {
		s.Keys.Add([]byte(k), model.Meta{ModRev: revs[k], Version: 1})
	}
	return s
}

func TestCompareInTheStatus(t *testing.T) {
	revs := map[string]int64{"/registry/a": 1, "/registry/b": 2}
	a, b := sightOf("etcd-0", revs, "/registry/a", "/registry/b"), sightOf("etcd-1", revs, "/registry/a", "/registry/b")
	s := withMembers(t, 120, 24, threeMembers, Options{})
	s.feed.sights = []model.Sight{a, b, a}
	s.press("c")
	s.wants("/registry/, 2 keys without values: same on all 3 members at rev 18,402,113")
	s.feed.sights = []model.Sight{a, sightOf("etcd-1", map[string]int64{"/registry/b": 9}, "/registry/b"), {Member: "etcd-2", Cause: "no answer in time"}}
	s.press("c")
	s.wants("✕ /registry/, 2 keys without values: 2 differ on 2 members", "a: mod 1 version 1 on etcd-0; missing on etcd-1",
		"b: mod 2 version 1 on etcd-0; mod 9 version 1 on etcd-1", "etcd-2: not compared: no answer in time")
	s.feed.faults["/registry/"] = errors.New("no time\x1b[2J")
	s.press("c")
	s.wants("cannot compare /registry/: no time␛[2J")
	if len(s.feed.compared) != 3 || s.feed.compared[0] != "/registry/" {
		t.Errorf("compared %q", s.feed.compared)
	}
	s.press("esc", "s")
	s.lacks("compare /registry/")
}

func TestHostileMembers(t *testing.T) {
	s := withMembers(t, 120, 24, func(now time.Time) []model.Member {
		all := threeMembers(now)
		all[0].Name, all[0].Endpoint, all[0].Version, all[0].Storage = "e\x1b[2Jvil", "http://\x07", "\x1b]0;x\a", "\x9b"
		all[1].State, all[1].Cause = model.MemberAway, "\x1bc"
		all[2].Alarms = []string{"\x1b[31m"}
		return all
	}, Options{})
	s.wants("e␛[2Jvil")
	s.press("k", "k", "enter", "c")
}

func TestStatusOfTheClusterThatIsSwitchedTo(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 16)
	msg := s.m.switchTo(1)()
	s.press("s")
	s.send(msg)
	s.wants("[prod]", "looking at the members")
	if got := fmt.Sprint(c.feeds[1].watched); got != "[true]" {
		t.Errorf("its members are watched: %s", got)
	}
}
