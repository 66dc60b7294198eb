package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// versionsFeed are the older versions of keys, in order.
type versionsFeed struct {
	versions  map[string][]model.Entry
	compacted int64
	readAt    []int64
	readAtCtx []context.Context
}

func (f *feed) ReadAt(ctx context.Context, key string, rev int64) (model.Entry, error) {
	if f.versions[key] == nil {
		return f.historyFeed.ReadAt(ctx, key, rev)
	}
	f.readAt, f.readAtCtx = append(f.readAt, rev), append(f.readAtCtx, ctx)
	if rev < f.compacted {
		return model.Entry{}, errors.New("the revision has been compacted")
	}
	found := model.Entry{Key: key, ReadAt: f.now()}
	for _, e := range f.versions[key] {
		if e.ModRevision <= rev {
			found = e
			found.Key, found.Found, found.ReadAt = key, true, f.now()
		}
	}
	return found, nil
}

// version is a key as it was once.
func version(value string, n, modRev int64) model.Entry {
	e := entry(value, modRev)
	e.Version = n
	return e
}

// onVersions is a screen on a key that has two older versions.
func onVersions(t *testing.T, width, height int, o Options, values ...string) *screen {
	t.Helper()
	s := newScreen(t, width, height, o)
	s.feed.versions = map[string][]model.Entry{}
	for i, value := range values {
		s.feed.versions[ledger] = append(s.feed.versions[ledger], version(value, int64(1+i), int64(200+3*i)))
	}
	s.feed.entries[ledger] = s.feed.versions[ledger][len(values)-1]
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("z", "tab")
	return s
}

func configMap(t *testing.T, level string, more ...string) string {
	c := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "app"}, Data: map[string]string{"level": level}}
	for _, name := range more {
		c.Data[name] = "same"
	}
	return inKubernetes(t, c)
}

func TestTheVersionBeforeIsCompared(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, configMap(t, "trace"), configMap(t, "debug"), configMap(t, "info", "zone"))
	s.press("d")
	s.wants("diff mod 203 to mod 206: +2 -1 lines  unified", "version 2 to 3  64 B to 77 B  ", "d or esc: back to the value",
		"-   level: debug", "+   level: info", "+   zone: same", "  kind: ConfigMap")
	s.golden("diff-unified")
	s.press("v")
	s.wants("  side by side", "-   level: debug", "│ +   level: info")
	s.golden("diff-sides")
	s.press("w") // columns are wrapped whatever lines are
	s.wants("│ +   level: info")
	s.press("w")
	s.press("d")
	s.wants("v1 ConfigMap", "level: info")
	s.lacks("debug", "diff mod")
	s.press("d") // how diffs are looked at stays
	s.wants("  side by side")
	s.press("v", "esc")
	s.wants("v1 ConfigMap")
	s.lacks("unified")
	if s.m.focus != valueSide {
		t.Error("esc went further than back from the diff")
	}
}

func TestAnyTwoVersionsAreCompared(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "one\nsame", "two\nsame", "three\nsame")
	s.run(s.m.value.showDiff(sought{mod: 200}, sought{mod: 203}))
	s.wants("diff mod 200 to mod 203: +1 -1 lines", "- one", "+ two")
	s.run(s.m.value.showDiff(sought{mod: 206}, sought{mod: 200})) // from the diff to another one
	s.wants("diff mod 200 to mod 206", "- one", "+ three")
	s.run(s.m.value.showDiff(sought{mod: 199}, sought{mod: 206}))
	s.wants("cannot compare: there is no version of it at revision 199", "+ three")
	s.press("esc")
	s.wants("three", "text · ")
	s.lacks("- one")
}

func TestWhatCannotBeComparedSaysWhy(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "first")
	s.press("d")
	s.wants("version 1: there is nothing before it")
	s = onVersions(t, 100, 30, Options{}, "first", "second")
	s.feed.compacted = 203
	s.press("d")
	s.wants("cannot compare: reading it at revision 202 failed: the revision has been compacted", "second")
	s.m.goTo("/registry/pods/")
	s.send(nil)
	s.press("d")
	s.wants("the cursor is on no value")
}

func TestADiffStaysWhileTheKeyGoesOn(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "first", "second")
	s.press("d")
	reads := len(s.feed.read)
	s.feed.entries[ledger] = version("third", 3, 300)
	s.news(newer(model.Changed, ledger, 3, 300))
	s.pass(time.Minute)
	s.wants("- first", "+ second", "1 newer version")
	if len(s.feed.read) != reads {
		t.Error("the key was read under the diff")
	}
	s.press("d")
	s.pass(time.Second)
	s.wants("third")
	s.press("d")
	s.m.goTo("/registry/pods/default/web-5f9c7d-abcde")
	s.send(nil)
	s.lacks("second", "diff mod")
}

func TestStaleDiffsAreDroppedAndTheirReadsCancelled(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "first", "second")
	cmd, _ := s.m.value.showDiffBefore()
	msg := cmd()
	s.m.goTo("/registry/pods/default/web-5f9c7d-abcde")
	s.send(nil)
	if s.feed.readAtCtx[0].Err() == nil {
		t.Error("its read goes on")
	}
	s.send(msg)
	s.lacks("diff mod", "first")
	s = onVersions(t, 100, 30, Options{}, "first", "second")
	cmd, _ = s.m.value.showDiffBefore()
	msg = cmd()
	s.pass(time.Second)
	s.wants("reading…")
	s.press("d") // not any more
	s.send(msg)
	s.lacks("diff mod", "reading…")
}

func TestADiffOfSecretsIsMaskedUntilItIsRevealed(t *testing.T) {
	secretOf := func(pw string) string {
		return inKubernetes(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Data: map[string][]byte{"pw": []byte(pw)}})
	}
	hidden := []string{"aHVudGVy", "hunter"}
	s := onVersions(t, 100, 30, Options{}, secretOf("hunter1"), secretOf("hunter2"))
	s.press("x", "d") // one was revealed: the other wasn't
	s.lacks(hidden...)
	s.wants("masked, x reveals", "No difference in what is shown, but what is", "masked differs.")
	s.press("x")
	s.wants("-   pw: aHVudGVyMQ==", "+   pw: aHVudGVyMg==", "revealed, x masks")
	s.press("v")
	s.wants("aHVudGVyMQ==")
	s.press("x")
	s.lacks(hidden...)
	s.press("x", "d", "d")
	s.lacks(hidden...)
	s = onVersions(t, 100, 30, Options{NoReveal: true}, secretOf("hunter1"), secretOf("hunter2"))
	s.press("d", "x")
	s.wants("secrets stay masked: the program was started with --no-reveal")
	s.lacks(hidden...)
}

func TestADiffKeepsThePlaceOfTheValue(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	s := onVersions(t, 100, 30, Options{}, "other\n"+b.String(), b.String())
	s.press("ctrl+f", "ctrl+f")
	line := s.m.value.page.line
	s.press("d")
	s.wants("- other", "⋯ 198 equal lines")
	s.press("G", "d")
	if got := s.m.value.page.line; got != line || line == 0 {
		t.Errorf("the view was at line %d and is at %d", line, got)
	}
}

func TestADiffInASCIIAndInLittleRoom(t *testing.T) {
	s := onVersions(t, 80, 24, Options{ASCII: true}, configMap(t, "debug"), configMap(t, "info", "zone"))
	s.press("d", "v")
	s.wants("-   level: debug", "| +   level: info")
	s.press("z")
	s.send(tea.WindowSizeMsg{Width: 110, Height: 24}) // beside the tree
	s.wants("Two columns need 60 cells: unified instead.")
	s.wants("-   level: debug")
}

func TestADiffInWindowsOfAllSizes(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, configMap(t, "日本"+strings.Repeat(" debug", 50)), configMap(t, "info", "zone"))
	s.press("d")
	for range 2 {
		for _, width := range []int{1, 2, 7, 8, 20, 40, 61, 62, 63, 64, 65, 90, 131, 400} {
			for _, height := range []int{1, 3, 8, 24, 60} {
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				s.press("G", "k", "g", "l", "h")
			}
		}
		s.press("v")
	}
}

func TestADiffOutlivesTheRowOfItsKey(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "first", "second")
	s.press("d")
	s.news(change(model.Deleted, ledger, 300))
	s.pass(time.Minute)
	s.wants("- first", "+ second", "deleted since")
	s.press("k")
	s.wants("- first")
	s.press("d")
	s.lacks("- first", "+ second")
}

// What is typed while a diff is read is looked for in that, and isn't typed any
// more when it is left.
func TestADiffThatComesWhileAFindIsTyped(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, "first", "second")
	cmd, _ := s.m.value.showDiffBefore()
	s.press("/")
	s.typed("sec")
	s.send(cmd())
	s.typed("o")
	s.wants("+ second", "/seco   1 of 1")
	s.press("esc", "d")
	s.lacks("/seco", "diff mod")
	if got := s.m.place(); got != keymap.InValue {
		t.Errorf("keys are pressed in place %v", got)
	}
}

func TestADiffHasNoNumbersAndNoBlocks(t *testing.T) {
	s := onVersions(t, 100, 30, Options{}, numbered(40), "other\n"+numbered(40))
	s.press("d")
	for range 2 {
		before := s.text()
		s.press("#")
		s.wants("they have no numbers")
		s.press("enter")
		s.wants("equal lines are left out of a diff: esc shows the whole value")
		s.press("C")
		s.wants("there is no block to fold in this view")
		s.press("w", "w", "g")
		if got := s.text(); strings.Count(got, "\n") != strings.Count(before, "\n") || !strings.Contains(got, "+ other") {
			t.Errorf("it was\n%s\nand is\n%s", before, got)
		}
		s.press("v")
	}
}

// A diff has a newer version of its own, whatever lies under it.
func TestADiffTellsOfItsOwnVersions(t *testing.T) {
	s := onVersions(t, 140, 30, Options{}, "first", "second", "third")
	s.change(model.Changed, model.Meta{ModRev: 206, CreateRev: 17, Version: 3})
	s.feed.past = map[string][]model.Version{ledger: {{ModRevision: 206, Version: 3}, {ModRevision: 203, Version: 2}, {ModRevision: 200, Version: 1}}}
	s.feed.versions[ledger][1].Lease = 0x77
	s.press("p", "p")
	s.wants("ledger-0 · version 1 of 3")
	s.press("H", "g", "j", "d")
	s.wants("diff mod 200 to mod 203", "1 newer version")
	s.lacks("2 newer versions", "ledger-0 · version")
	if taken, _ := s.m.value.taken(); taken.rev != 205 || taken.lease != 0x77 {
		t.Errorf("it is taken away at revision %d with lease %x", taken.rev, taken.lease)
	}
}

func TestADiffOfAFrozenValueIsWaitedFor(t *testing.T) {
	s := onVersions(t, 140, 30, Options{}, "first", "second")
	s.press("f")
	s.m.value.showDiffBefore() // its answer takes a while
	s.send(nil)
	s.pass(time.Second)
	s.wants("frozen, f goes on", "reading…")
}

// The version that is on its way comes when the diff is left.
func TestADiffThatComesBeforeAVersion(t *testing.T) {
	for _, back := range []string{"d", "esc"} {
		s := onVersions(t, 140, 30, Options{}, "first", "second", "third")
		s.change(model.Changed, model.Meta{ModRev: 206, CreateRev: 17, Version: 3})
		s.feed.past = map[string][]model.Version{ledger: {{ModRevision: 206, Version: 3}, {ModRevision: 203, Version: 2}, {ModRevision: 200, Version: 1}}}
		cmd, _ := s.m.value.olderVersion()
		_, read := s.m.Update(cmd())
		late := read()
		s.press("d")
		s.wants("diff mod 200 to mod 203")
		s.send(late)
		s.press(back)
		s.wants("version 2 of 3", "second")
		s.press("esc")
		s.becomes("fourth", 4, 300)
		s.wants("fourth")
	}
}
