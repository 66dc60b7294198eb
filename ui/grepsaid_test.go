package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// What is behind a mask wasn't looked at: who finds nothing must know that.
func TestWhatIsMaskedAndNotSearchedIsSaid(t *testing.T) {
	values := secretValues(t)
	values["/a/plain"] = "v"
	s := onValues(t, 100, 24, values)
	s.looksFor("no such text")
	s.wants("0 hits · 8 of 8 keys", "done everywhere: what is masked in 7 was not searched (x reveals)",
		`No value that was searched has "no such text", of 8 keys everywhere.`)
	s.lacks("every value was read")
	s.press("m")
	s.wants("there is no more: what is masked in 7 was not searched")
	s.press("esc")

	s.m.goTo("/a/password")
	s.send(nil)
	s.pass(time.Second)
	s.press("x")
	s.looksFor("no such text")
	s.wants("what is masked in 6 was not searched")
	s.press("esc")
	s.looksFor("kind") // which some show
	s.wants("4 hits", "what is masked in 2 was not searched")
}

func TestWhatIsNeverRevealedIsNotOfferedToBe(t *testing.T) {
	s := newScreen(t, 100, 24, Options{NoReveal: true})
	showValues(s, secretValues(t))
	s.looksFor("no such text")
	s.wants("what is masked in 7 was not searched")
	s.lacks("x reveals")
}

// What may not be listed is no key that is known: nobody counts it.
func TestWhatMayNotBeReadIsNotSaidToBeSearched(t *testing.T) {
	s := newScreen(t, 100, 24, Options{})
	s.news(restricted())
	s.looksFor("needle")
	s.wants("done everywhere: alice may read 3 ranges, the rest is left out", "No value that was searched has")
	s.press("/")
	s.says("alice may read 3 ranges: what else there is isn't searched.")
	s.press("esc")
	s.m.openGrep("/registry/pods/payments/") // all of which may be read
	s.send(nil)
	s.lacks("alice may read 3 ranges:")
	s.typed("needle")
	s.press("enter")
	s.wants("done under /registry/pods/payments/: every value was read")
}

// However long a name is, what came of the search is read to its end.
func TestTheVerdictIsNeverCut(t *testing.T) {
	under := "/registry/controllerrevisions/data-platform-of-the-whole-company-in-europe/"
	s := newScreen(t, 80, 24, Options{})
	s.feed.entries[under+"x"] = entry("needle", 100)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", under+"x")}})
	s.m.openGrep(under)
	s.send(nil)
	s.typed("needle")
	s.press("enter")
	for width := 36; width < 140; width++ {
		s.send(tea.WindowSizeMsg{Width: width, Height: 24})
		s.wants(": every value was read ")
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.wants("done under /registry/controlle", "in-europe/: every value was read")

	s.feed.settles = func([]string) model.Values { return model.Values{Settled: 1, Denied: 1, TooBig: 1} }
	s.press("/", "enter")
	for width := 36; width < 140; width++ {
		s.send(tea.WindowSizeMsg{Width: width, Height: 24})
		s.says("1 may not be read, 1 is too big: raise --max-recv-bytes")
	}
}

// Where there is no room for all that a search has come to, whole pieces go.
func TestWhatWasSpentIsDroppedByPieces(t *testing.T) {
	values := map[string]string{}
	for i := range 20 {
		values[fmt.Sprintf("/a/%02d", i)] = "text"
	}
	s := onValues(t, 120, 10, values)
	s.looksFor("needle")
	s.wants("0 hits · 20 of 20 keys · 180 B · 0 s", "spent: 20 of 100,000 keys, 180 B of 256.0 MiB, 0 s of 5 min")
	for width := 30; width < 120; width++ {
		s.send(tea.WindowSizeMsg{Width: width, Height: 10})
		title := s.line("values ▸")
		if strings.Contains(title, "hit") && !strings.Contains(title, "0 hits") || strings.Contains(title, "…") {
			t.Fatalf("%d: %s", width, title)
		}
		if spent := s.line("spent: "); strings.Contains(spent, "…") {
			t.Fatalf("%d: %s", width, spent)
		}
	}
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	s.wants("values ▸ needle", "0 hits", `No value has "needle", of 20 keys`, "everywhere.", "spent: 20 of 100,000 keys")
}

// A server that is away costs nothing.
func TestOnlyTimeThatWasReadInIsSpent(t *testing.T) {
	s := onValues(t, 100, 24, map[string]string{"/a/x": "needle"})
	s.feed.valuesTook, s.feed.valuesFail = 4*time.Minute, fmt.Errorf("connection lost")
	s.looksFor("needle")
	s.pass(20 * time.Minute)
	s.wants("cannot read on: connection lost", "0 s of 5 min")
	s.feed.valuesTook, s.feed.valuesFail = time.Second, nil
	s.press("P")
	s.wants("1 hit · 1 of 1 keys", "1 s of 5 min")
}

// A search that began before all was loaded goes on with what has been since,
// wherever that is, and reads nothing twice.
func TestASearchGoesOnWithWhatWasLoadedMeanwhile(t *testing.T) {
	s := newScreen(t, 100, 30, Options{})
	for _, key := range []string{"/a/1", "/b/1", "/b/2", "/c/1", "/d/1"} {
		s.feed.entries[key] = entry("needle", 100)
	}
	part := func(from, to string, keys ...string) {
		s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{From: from, To: to}, keys...)}})
	}
	part("/b/", "/b/2", "/b/1")
	s.holdValues = true
	s.looksFor("needle")
	part("", "/b/", "/a/1")
	part("/b/2", "/d/", "/b/2", "/c/1")
	s.answer()
	s.wants("1 hit · 1 of ≥ 4 keys", "reading values everywhere")
	part("/d/", "/e/", "/d/1")
	for s.asked() {
		s.answer()
	}
	s.wants("5 hits · 5 of ≥ 5 keys", "done everywhere: what isn't loaded is left out: ctrl+r in the find loads it")
	if got := fmt.Sprint(s.feed.valuesRead); got != "[[/b/1] [/a/1 /b/2 /c/1] [/d/1]]" {
		t.Errorf("it read %s", got)
	}
	if s.m.grep.search.walk.keys != nil {
		t.Error("it holds the keys")
	}
	part("/e/", "") // now all is known
	s.press("/", "enter")
	for s.asked() {
		s.answer()
	}
	s.wants("5 hits · 5 of 5 keys", "every value was read")
}

func TestAWalkGoesThroughWhatIsNew(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	tree := model.NewTree("", "/")
	rev := int64(0)
	write := func(kind model.ChangeKind) {
		key := fmt.Sprintf("/%c/%c/%02d", 'a'+random.IntN(3), 'a'+random.IntN(20), random.IntN(40))
		rev++
		tree.Apply(model.Batch{At: t0, Changes: []model.Change{{Key: key, Kind: kind, Meta: model.Meta{ModRev: rev}}}})
	}
	all := func(w *grepWalk) (keys []string) {
		for key, ok := w.next(); ok; key, ok = w.next() {
			keys = append(keys, key)
		}
		return keys
	}
	walk, seen := newGrepWalk(tree.Snapshot("")), map[string]bool{}
	for range 50 {
		for range random.IntN(100) {
			write(model.Created)
		}
		for range random.IntN(30) {
			write(model.Deleted)
		}
		tree.Expire(t0.Add(time.Hour))
		var want []string
		for _, key := range all(newGrepWalk(tree.Snapshot(""))) {
			if !seen[key] {
				want = append(want, key)
			}
		}
		walk = walk.through(tree.Snapshot(""))
		if got := all(walk); !slices.Equal(got, want) {
			t.Fatalf("it went through %q, not %q", got, want)
		}
		seen = map[string]bool{}
		for _, key := range all(newGrepWalk(walk.snap)) {
			seen[key] = true
		}
	}
}
