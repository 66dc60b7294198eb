package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// ages are the revisions of a cluster that was gone to, each with a source of
// its own.
type ages struct {
	s      *screen
	went   []int64
	closed []int64
	wrong  error
}

func (a *ages) at(rev int64) (Options, error) {
	if a.wrong != nil {
		return Options{}, a.wrong
	}
	a.went = append(a.went, rev)
	f := &feed{oldest: 3, entries: map[string]model.Entry{}, faults: map[string]error{}, now: func() time.Time { return a.s.now }, passes: func(time.Duration) {}}
	a.s.feed = f
	return Options{Source: f, Scope: "", Separator: "/", Rev: rev, At: a.at, Close: func() { a.closed = append(a.closed, rev) }}, nil
}

// traveller is a screen that can be taken to other revisions.
func traveller(t *testing.T, width, height int) (*screen, *ages) {
	t.Helper()
	a := &ages{}
	a.s = newScreen(t, width, height, Options{At: a.at, Context: "prod", Tone: "red", Close: func() { a.closed = append(a.closed, -1) }})
	a.s.news(cluster())
	a.s.pass(time.Second)
	return a.s, a
}

// past is the cluster as it was at a revision.
func past(rev int64) model.Batch {
	b := cluster()
	b.Status.Link, b.Status.Revision, b.Status.Newest = model.LinkPast, rev, live().Revision
	return b
}

func (s *screen) travels(to string) {
	s.t.Helper()
	s.press("t")
	s.typed(to)
	s.press("enter")
}

func TestToAnOlderRevisionAndBack(t *testing.T) {
	s, a := traveller(t, 100, 20)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.press("tab", ">", "z")
	s.pass(time.Second)
	before, first := s.text(), s.feed
	s.travels("18,300,002")
	if fmt.Sprint(a.went, a.closed) != "[18300002] [-1]" {
		t.Fatalf("went to %v, closed %v", a.went, a.closed)
	}
	s.wants("[prod]", "⏮ revision 18,300,002 · T returns to live", "T live")
	if !slices.Contains(s.feed.opened, "") || s.feed == first {
		t.Errorf("the other source was asked for %q", s.feed.opened)
	}
	s.feed.entries["/registry/pods/payments/ledger-0"] = entry("as it was", 100)
	s.news(past(18_300_002))
	s.pass(time.Second)
	s.wants("as it was", "/registry/pods/payments/ledger-0")
	if s.m.focus != valueSide || !s.m.zoom || s.m.split != splitStart+splitStep {
		t.Error("the focus, the zoom or the split is another one")
	}

	s.press("T")
	if fmt.Sprint(a.went, a.closed) != "[18300002 0] [-1 18300002]" {
		t.Fatalf("went to %v, closed %v", a.went, a.closed)
	}
	s.lacks("⏮", "T live")
	s.news(cluster())
	s.pass(time.Second)
	if after := s.text(); after != before {
		t.Errorf("it isn't what it was:\n%s\nwas:\n%s", after, before)
	}
	s.press("T")
	s.wants("this is the present")
	if len(a.went) != 2 {
		t.Errorf("went to %v", a.went)
	}
}

// What was opened opens again, at whatever pace it comes, and the cursor waits
// for its row, on the same line of the screen.
func TestCursorAndExpansionAreKept(t *testing.T) {
	s, _ := traveller(t, 100, 12)
	for _, path := range []string{"/registry/configmaps/", "/registry/pods/payments/"} {
		s.m.goTo(path)
	}
	const key = "/registry/pods/payments/ledger-0"
	s.feed.entries[key] = entry("v", 109)
	s.m.goTo(key)
	s.send(nil)
	s.pass(time.Second)
	before := s.text()
	s.travels("100")
	s.feed.entries[key] = entry("v", 109)
	part := func(from, to string) model.Batch {
		b := model.Batch{Status: past(100).Status}
		b.Listed = []model.Listed{listedSpan(model.Span{From: from, To: to}, clusterKeys()...)}
		return b
	}
	s.news(part("", "/registry/pods/d"))
	s.news(part("/registry/pods/d", "/registry/pods/payments/d"))
	s.pass(time.Second)
	if len(s.feed.read) > 0 {
		t.Errorf("%q is read on the way", s.feed.read)
	}
	last := part("/registry/pods/payments/d", "")
	last.Levels = cluster().Levels
	s.news(last)
	s.pass(time.Second)
	if got := s.m.treePane.cursor.Path(); got != key {
		t.Errorf("the cursor is on %q", got)
	}
	if fmt.Sprint(s.feed.read) != "["+key+"]" {
		t.Errorf("%q was read", s.feed.read)
	}
	paneOf := func(text string) string { // without the header and the footer
		lines := strings.Split(text, "\n")
		return strings.Join(lines[1:len(lines)-1], "\n")
	}
	if after := s.text(); paneOf(after) != paneOf(before) {
		t.Errorf("the panes are others:\n%s\nwere:\n%s", after, before)
	}
}

// A key that wasn't there leaves the cursor at what is nearest.
func TestTheCursorsKeyIsNotThere(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.travels("100")
	b := past(100)
	b.Listed = []model.Listed{listed("", slices.DeleteFunc(clusterKeys(), func(k string) bool { return strings.HasSuffix(k, "ledger-0") })...)}
	s.news(b)
	if got := s.m.treePane.cursor.Path(); got != "/registry/pods/payments/" {
		t.Errorf("the cursor is on %q", got)
	}
	if s.m.treePane.before.path != "" {
		t.Error("it still waits")
	}
	s.press("T") // on which it is there again
	s.news(cluster())
	if got := s.m.treePane.cursor.Path(); got != "/registry/pods/payments/ledger-0" {
		t.Errorf("the cursor is on %q", got)
	}
}

// Whoever moves on the way isn't carried back.
func TestMovingOnTheWay(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.m.goTo("/registry/pods/payments/ledger-0")
	s.travels("100")
	b := past(100)
	b.Levels = b.Levels[:1]
	b.Listed = []model.Listed{listedSpan(model.Span{To: "/registry/p"}, clusterKeys()...)}
	s.news(b)
	s.press("g")
	s.news(past(100))
	if got := s.m.treePane.cursor.Path(); got != "/registry/" {
		t.Errorf("the cursor is on %q", got)
	}
}

func TestLateNewsOfAnotherRevision(t *testing.T) {
	s, a := traveller(t, 100, 20)
	old, wait := s.feed, s.waiting
	late := s.m.travel(50)
	s.run(s.m.travel(60))
	s.run(late) // somebody wanted something else meanwhile
	if s.m.travels.rev != 60 || fmt.Sprint(a.closed) != "[-1 50]" {
		t.Fatalf("at %d, closed %v", s.m.travels.rev, a.closed)
	}
	now := s.waiting
	old.queue = append(old.queue, cluster())
	s.send(wait())
	s.wants("revision 60")
	if n, _ := s.m.tree.Keys(); n > 0 {
		t.Errorf("%d keys of the present", n)
	}
	s.waiting = now
	s.send(oldestMsg{shown: 0, oldest: 55})
	if s.m.journey.reach.Oldest > 0 {
		t.Error("a late answer counts")
	}
	a.wrong = errors.New("it is being \x1b[2J left")
	s.press("T")
	s.wants("cannot go there: it is being ␛[2J left", "revision 60")
}

func TestWhatIsPausedStaysPaused(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.news(running())
	s.press("P")
	s.travels("100")
	if !slices.Equal(s.feed.paused, []bool{true}) {
		t.Errorf("paused: %v", s.feed.paused)
	}
}

// The revision is said in any width and in any trouble.
func TestThePastIsNotMissed(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		a := &ages{}
		s := newScreen(t, 80, 24, Options{At: a.at, Rev: 18_300_002, Context: "a-cluster-with-a-long-name", ASCII: ascii})
		a.s = s
		glyph := map[bool]string{false: "⏮ revision 18,300,002", true: "|< revision 18,300,002"}[ascii]
		for link := model.LinkConnecting; link <= model.LinkPast; link++ {
			b := past(18_300_002)
			b.Status.Link, b.Status.Cause = link, "this is a long cause, of which not all can be shown"
			s.news(b)
			for _, width := range []int{40, 41, 50, 60, 79, 80, 120, 200} {
				s.send(tea.WindowSizeMsg{Width: width, Height: 12})
				if head, _, _ := strings.Cut(s.text(), "\n"); !strings.Contains(head, glyph) {
					t.Errorf("%v, %d wide: %q", link, width, head)
				}
			}
		}
	}
}

func TestHowLongAgo(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.pass(7 * time.Minute)
	b := model.Batch{Status: live()}
	b.Status.Revision += 100
	s.news(b)
	s.travels("18,402,113")
	s.news(past(18_402_113))
	s.wants("⏮ revision 18,402,113 — 7 min ago · T returns to live")
	s.pass(time.Minute)
	s.wants("— 8 min ago")
	s.travels("5") // of before we looked
	s.news(past(5))
	s.wants("⏮ revision 5 · T returns to live")
	s.lacks("ago")
	s.travels("1m")
	s.wants("revision 18,402,213")
}

func TestARevisionThatWasCompactedAway(t *testing.T) {
	s, _ := traveller(t, 120, 20)
	s.travels("100")
	b := past(100)
	b.Status.Cause = "revision 100 was compacted away (oldest is 18,000,000)"
	s.news(b)
	s.wants("⏮ revision 100 · T returns to live", "⚠ can't be read", "configmaps",
		"revision 100 was compacted away (oldest is 18,000,000): T returns to live")
	s.send(tea.WindowSizeMsg{Width: 200, Height: 20})
	s.wants(" (oldest is 18,000,000): T returns to live, t looks at another one")
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.wants("revision 100 was compacted away (oldest is 18,000,000): T returns to live")
}

// Another cluster has other revisions, also for who is typing one.
func TestTheClusterChangesUnderThePrompt(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 100, 20)
	s.news(change(model.Deleted, ledger, 18_402_113))
	late := slowly(s, 1)
	s.press("t")
	s.typed("1")
	s.wants("18,402,112", "newest 18,402,113")
	s.send(late)
	s.wants("travel ▸", "[prod]", "newest not known")
	s.lacks("18,402")
}

// Another store has other revisions.
func TestTravelsOfAReplacedStore(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	s.news(change(model.Deleted, "/registry/pods/payments/ledger-0", 18_402_114))
	b := cluster()
	b.Reset, b.Status.Revision = true, 7
	s.news(b)
	s.press("t")
	s.lacks("ledger", "18,402")
	s.wants("newest 7")
}

func TestManyDeletesAreForgotten(t *testing.T) {
	s, _ := traveller(t, 100, 20)
	for i := range 5 * goneMost {
		s.m.travels.look(change(model.Deleted, fmt.Sprintf("a/%d", i), int64(i+2)), s.now)
	}
	if n := len(s.m.travels.gone); n > 2*goneMost {
		t.Errorf("%d deletes are remembered", n)
	}
	if got := s.m.travels.goneFrom("a/127"); got[0].Key != "a/1279" || got[1].Key != "a/1278" || len(got) != goneOffered {
		t.Errorf("offered first: %v", got)
	}
}
