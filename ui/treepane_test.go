package ui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// pods is a screen with the pods of one namespace open, the cursor on it.
func pods(t *testing.T, width, height int, o Options) *screen {
	t.Helper()
	s := newScreen(t, width, height, o)
	s.news(cluster())
	s.m.goTo("/registry/pods/payments/")
	s.send(nil)
	return s
}

// colour is that of the cell where text begins.
func (s *screen) colour(text string) color.Color {
	s.t.Helper()
	buf := s.painted()
	for y, l := range strings.Split(buf.String(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return buf.CellAt(len([]rune(before)), y).Style.Fg
		}
	}
	s.t.Fatalf("%q isn't on the screen:\n%s", text, buf.String())
	return nil
}

func TestAFreshChangeIsMarkedFadesAndAges(t *testing.T) {
	theme := themes.Dark()
	s := pods(t, 100, 30, Options{Theme: &theme})
	const key = "checkout-7d9f4c-x2x9z"
	s.news(change(model.Changed, "/registry/pods/payments/"+key, 500))
	for _, step := range []struct {
		pass   time.Duration
		text   string
		mark   color.Color
		marked bool
	}{
		{0, "●  0s", theme.Changed.GetForeground(), true},
		{2 * time.Second, "●  2s", theme.Changed.GetForeground(), true},
		{4 * time.Second, "●  6s", theme.Muted.GetForeground(), true},
		{5 * time.Second, " 11s", nil, false},
		{5 * time.Minute, "  5m", nil, false},
	} {
		s.pass(step.pass)
		line := s.line(key)
		if !strings.Contains(line, step.text) || strings.Contains(line, "●") != step.marked {
			t.Errorf("after %v more: %q, want %q in it", step.pass, line, step.text)
		}
		if step.marked && s.colour(step.text) != step.mark {
			t.Errorf("after %v more the mark is %v, want %v", step.pass, s.colour(step.text), step.mark)
		}
	}
}

func TestCreatedAndDeletedKeysShowForAMoment(t *testing.T) {
	theme := themes.Dark()
	s := pods(t, 100, 30, Options{Theme: &theme})
	s.news(change(model.Created, "/registry/pods/payments/new", 500))
	if l := s.line("  new "); !strings.Contains(l, "●  0s") {
		t.Errorf("a created key's row is %q", l)
	}
	if got := s.colour("●  0s"); got != theme.Created.GetForeground() {
		t.Errorf("its mark is %v", got)
	}
	s.news(change(model.Deleted, "/registry/pods/payments/ledger-0", 501))
	if l := s.line("ledger-0"); !strings.Contains(l, "✕  0s") {
		t.Errorf("a deleted key's row is %q", l)
	}
	s.pass(model.Moment - time.Second)
	s.wants("ledger-0")
	s.pass(2 * time.Second)
	s.lacks("ledger-0")
	s.wants("  new ")
}

func TestTroubleIsOnTheRowItself(t *testing.T) {
	s := newScreen(t, 120, 30, Options{})
	s.news(clusterBut("/registry/leases/", "/registry/secrets/"))
	s.news(model.Batch{Status: live(), Levels: []model.Level{
		{Prefix: "/registry/secrets/", State: model.LevelDenied, Cause: "needs read on /registry/secrets/"},
		{Prefix: "/registry/leases/", State: model.LevelFailed, Cause: "timed\nout"},
	}})
	s.wants("▸ secrets/  ✕ denied: needs read on /registry/se", "▸ leases/  ⚠ failed: timed␊out")
}

func TestOpeningAPrefixShowsThatItIsBeingListed(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{
		listedSpan(model.Span{To: "/registry/pods/default\x00"}, "/registry/configmaps/x"),
		listedSpan(model.Span{From: "/registry/pods/default/", To: "/registry/pods/default0"}, clusterKeys()...),
	}, Levels: []model.Level{{Prefix: "/registry/", State: model.LevelListed}}})
	s.m.goTo("/registry/")
	s.press("j", "j")
	s.feed.opened = nil
	s.press("enter")
	if l := s.line("▾ pods/"); !strings.Contains(l, "≥ 1 ⋯") {
		t.Errorf("the opened row is %q", l)
	}
	if !slices.Equal(s.feed.opened, []string{"/registry/pods/"}) {
		t.Errorf("the source was asked for %q", s.feed.opened)
	}
	s.press("enter")
	if !slices.Contains(s.feed.abandoned, "/registry/pods/") {
		t.Errorf("closing it told the source about %q", s.feed.abandoned)
	}
	if l := s.line("▸ pods/"); strings.Contains(l, "⋯") {
		t.Errorf("the closed row is %q", l)
	}
	s.press("enter") // what was given up half-way is asked for again
	if !slices.Equal(s.feed.opened, []string{"/registry/pods/", "/registry/pods/"}) {
		t.Errorf("opened again, the source was asked for %q", s.feed.opened)
	}
}

func TestWhatIsAllThereIsNotArrivingAnyMore(t *testing.T) {
	s := pods(t, 100, 30, Options{})
	s.news(model.Batch{Status: live(), Levels: []model.Level{{Prefix: "/registry/pods/payments/", State: model.LevelListing}}})
	s.lacks("⋯", "arriving")
}

func TestBigCountsHaveRoom(t *testing.T) {
	s := newScreen(t, 46, 24, Options{})
	const n = 123_456
	run := model.NewKeys(n, n*10)
	for i := range n {
		run.Add(fmt.Appendf(nil, "a/%06d", i), model.Meta{ModRev: int64(i + 1)})
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{{Span: model.Span{To: "a/5"}, Rev: n, Keys: run}}})
	s.news(change(model.Created, "c/d", n+1))
	s.press("l")
	if l := s.line("▾ a/"); !strings.Contains(l, "  ≥ 123,456 ⋯ ") {
		t.Errorf("the row is %q", l)
	}
	s.press("G")
	if l := s.line("▸ c/"); !strings.Contains(l, "0s        ≥ 1   ") {
		t.Errorf("the row of a small count is %q", l)
	}
}

func TestKeysThatArePrefixesTooAreTold(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a", "a/", "a/b", "c")}})
	for _, want := range []string{"│ ○ a ", "│ ▸ a/ ○", "│   c "} {
		s.wants(want)
	}
}

func TestHostileNamesAreShownHarmlessly(t *testing.T) {
	s := newScreen(t, 80, 40, Options{})
	keys := []string{"\x1b[31mred\x1b]0;t\a", "\x00nul", "bad\xff\xfe", "nul\u202egnp.exe", "日本語/キー", "zwj\u200dx", "a\tb\nc", "//", "//x", strings.Repeat("k", 4000)}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	s.wants("␛[31mred␛]0;t␇", "␀nul", `bad\xff\xfe`, `nul\u202egnp.exe`, "日本語/", `zwj\u200dx`, "a␉b␊c", "kkk…kkk")
	if c := s.m.View().Content; strings.Contains(c, "\x1b]") || strings.Contains(c, "\u202e") || strings.Contains(c, "\a") {
		t.Errorf("something hostile came through: %q", c)
	}
	for range s.m.tree.Len() { // each of them under the cursor, in the title and in the breadcrumbs
		s.pass(time.Second)
		s.press("l", "j")
	}
}

func TestColumnsStayWhereTheyAre(t *testing.T) {
	s := pods(t, 100, 30, Options{})
	// Column of the last digit of a row's count, and of its age.
	column := func(row, text string) int {
		l, _, _ := strings.Cut(s.line(row), "││")
		i := strings.LastIndex(l, text)
		return len([]rune(l[:max(i, 0)])) + len([]rune(text))
	}
	count := column("▸ configmaps/", "3")
	if other := column("▾ pods/", "4"); other != count {
		t.Errorf("counts end at %d and %d", count, other)
	}
	s.news(change(model.Changed, "/registry/pods/payments/ledger-0", 500))
	if other := column("▾ pods/", "4"); other != count {
		t.Errorf("a change moved the counts from %d to %d", count, other)
	}
	age := column("ledger-0", "0s")
	s.pass(33 * time.Second)
	if other := column("ledger-0", "33s"); other != age {
		t.Errorf("an older age ends at %d, not %d", other, age)
	}
}

func TestLongNamesLoseTheirMiddle(t *testing.T) {
	s := newScreen(t, 40, 10, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "checkout-7d9f4c5b8d-production-canary-x2x9z")}})
	if l := s.line("checkout"); !strings.Contains(l, "…") || !strings.Contains(l, "x2x9z") {
		t.Errorf("the row is %q", l)
	}
}

func TestTheCursorStaysOnItsRowAndLine(t *testing.T) {
	s := newScreen(t, 100, 16, Options{})
	var keys []string
	for i := range 60 {
		keys = append(keys, fmt.Sprintf("k%02d", i))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	for range 34 {
		s.press("j")
	}
	s.press("k", "k", "k", "k") // to the middle of the view
	where := func() int {
		return slices.IndexFunc(strings.Split(s.text(), "\n"), func(l string) bool { return strings.Contains(l, "│   k30 ") })
	}
	before := where()
	b := model.Batch{Status: live()}
	for i := range 8 { // keys come above it
		b.Changes = append(b.Changes, model.Change{Key: fmt.Sprintf("a%d", i), Meta: model.Meta{ModRev: int64(500 + i)}, Kind: model.Created})
	}
	s.news(b)
	if got := s.m.treePane.cursor.Path(); got != "k30" {
		t.Errorf("the cursor is on %q", got)
	}
	if after := where(); after != before {
		t.Errorf("its row moved from line %d to %d:\n%s", before, after, s.text())
	}
	s.news(change(model.Deleted, "k30", 600))
	s.pass(model.Moment + 2*time.Second)
	if got := s.m.treePane.cursor.Path(); got != "k31" {
		t.Errorf("after its key has gone the cursor is on %q", got)
	}
}

func TestTheCursorSurvivesARelist(t *testing.T) {
	s := pods(t, 100, 30, Options{})
	s.press("j", "j")
	const key = "/registry/pods/payments/checkout-7d9f4c-zk81p"
	if got := s.m.treePane.cursor.Path(); got != key {
		t.Fatalf("the cursor is on %q", got)
	}
	b := cluster()
	b.Gap, b.Status.Link = true, model.LinkResyncing
	b.Listed = nil
	s.news(b)
	s.wants("◐ resyncing")
	s.news(cluster())
	if got := s.m.treePane.cursor.Path(); got != key {
		t.Errorf("the cursor is on %q", got)
	}
	s.wants("▾ payments/", "● live")
}

func TestUntilMovedTheCursorStaysOnTop(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	for _, k := range []string{"m", "b", "a"} {
		s.news(change(model.Created, k, 500))
		if s.m.treePane.cursor.Path() != k {
			t.Errorf("the cursor is on %q, not on the first row %q", s.m.treePane.cursor.Path(), k)
		}
	}
	s.press("j")
	s.news(change(model.Created, "0", 500))
	if got := s.m.treePane.cursor.Path(); got != "b" {
		t.Errorf("after it was moved the cursor is on %q", got)
	}
}

func TestStartPrefixThatIsAKeyIsUnderTheCursor(t *testing.T) {
	const key = "/registry/namespaces/default"
	s := newScreen(t, 100, 24, Options{Scope: key})
	s.feed.entries[key] = entry("hello", 104)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed(key, key, key+"-2")}})
	s.pass(time.Second)
	if got := s.m.treePane.cursor.Path(); got != key {
		t.Errorf("the cursor is on %q", got)
	}
	s.wants("hello")
}

func TestStartPrefixWithoutItsSeparatorIsOpen(t *testing.T) {
	s := newScreen(t, 100, 24, Options{Scope: "/registry/pods"})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/registry/pods", clusterKeys()[6:10]...)}})
	if got := s.m.treePane.cursor.Path(); got != "/registry/pods/" {
		t.Errorf("the cursor is on %q", got)
	}
	s.wants("▾ pods/", "▸ payments/")
}

func TestViewAsksForNoMoreThanItShows(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	var keys []string
	for i := range 500 {
		keys = append(keys, fmt.Sprintf("k%03d", i))
	}
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
	for _, k := range []string{"G", "g", "ctrl+d", "pgdown", "pgup", "ctrl+u"} {
		s.press(k)
		if n := len(s.m.treePane.rows); n != 19 {
			t.Errorf("after %s there are %d rows in view", k, n)
		}
		row, _ := s.m.treePane.row()
		if !strings.Contains(s.text(), row.Name) {
			t.Errorf("after %s the cursor's row %q is out of view:\n%s", k, row.Name, s.text())
		}
	}
}

func TestOtherSeparatorsAndNone(t *testing.T) {
	s := newScreen(t, 100, 24, Options{Separator: "::"})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "a::b::c", "a/x", "a::d")}})
	s.wants("▸ a:: ", "  a/x ")
	s.goTo("a::b::c")
	s.wantsCursor("a::b::c")
	s.press(":")
	s.typed("a::b::")
	s.press("ctrl+w")
	if got := s.m.destination.line.typed.String(); got != "a::" {
		t.Errorf("a segment was erased down to %q", got)
	}

	s = newScreen(t, 100, 24, Options{Separator: noSeparator})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "/a/b", "/a/c")}})
	s.wants("  /a/b ", "  /a/c ")
	s.goTo("/a/c")
	s.wantsCursor("/a/c")
	s.goTo("/a/")
	s.wants("looking for /a/")
	s.press(":")
	s.typed("/a/b")
	s.press("ctrl+w")
	if got := s.m.destination.line.typed.String(); got != "" {
		t.Errorf("without segments all is erased, not down to %q", got)
	}
}

func TestAByteAndItsSpellingLookDifferent(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", "b\xff", `b\xff`)}})
	s.wants(` b\xff `, ` b\\xff `)
}
