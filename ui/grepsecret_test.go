package ui

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/etcdscope/etcdscope/model"
)

const theSecret = "Tr0ub4dor-staple"

// secretValues are values with a secret in them, in every way there is.
func secretValues(t *testing.T) map[string]string {
	packed := base64.StdEncoding.EncodeToString([]byte(theSecret))
	manifest := `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"data":{"pw":"` + packed + `"},"stringData":{"clear":"` + theSecret + `"}}`
	return map[string]string{
		"/a/protobuf": inKubernetes(t, &corev1.Secret{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"},
			ObjectMeta: metav1.ObjectMeta{Name: "db", Namespace: "payments"},
			Data:       map[string][]byte{"field-name": []byte(theSecret)},
		}),
		"/a/json":     manifest,
		"/a/packed":   packedText(t, manifest),
		"/a/base64":   base64.StdEncoding.EncodeToString([]byte(manifest)),
		"/a/password": theSecret,
		"/a/list":     `[` + manifest + `]`,
		"/a/yaml":     "kind: Secret\napiVersion: v1\nstringData:\n  clear: " + theSecret + "\n",
	}
}

// pieces are what of the secret must never be on the screen.
func pieces() (all []string) {
	packed := base64.StdEncoding.EncodeToString([]byte(theSecret))
	for i := 0; i+5 <= len(theSecret); i++ {
		all = append(all, theSecret[i:i+5])
	}
	for i := 0; i+6 <= len(packed); i++ {
		all = append(all, packed[i:i+6])
	}
	return all
}

// hides sees that of the secret only what was typed is on the screen.
func (s *screen) hides(typed string) {
	s.t.Helper()
	text := strings.ReplaceAll(s.text(), "values ▸ "+typed, "")
	text = strings.ReplaceAll(text, `"`+typed+`"`, "")
	for _, piece := range pieces() {
		if strings.Contains(text, piece) {
			s.t.Fatalf("looking for %q shows %q:\n%s", typed, piece, text)
		}
	}
}

func TestWhatIsMaskedIsNotSearched(t *testing.T) {
	s := onValues(t, 140, 40, secretValues(t))
	for _, text := range append(pieces(), "tr0ub", theSecret) {
		s.looksFor(text)
		s.hides(text)
		s.wants("0 hits · 7 of 7 keys")
		s.press("esc")
	}
	for _, text := range []string{"kind", "field-name", "name: db", "•••", "secret", "a"} { // what is displayed is found
		s.looksFor(text)
		s.hides(text)
		s.lacks(" 0 hits")
		s.press("esc")
	}
}

func TestWhatWasRevealedIsSearchedAndNotShown(t *testing.T) {
	for key := range secretValues(t) {
		s := onValues(t, 140, 40, secretValues(t))
		s.m.goTo(key)
		s.send(nil)
		s.pass(time.Second)
		s.press("x")
		s.wants("revealed")
		s.m.goTo("/a/")
		s.send(nil)
		for _, text := range []string{theSecret[2:9], "tr0ub"} {
			s.looksFor(text)
			s.hides(text)
			s.wants("1 hit · 7 of 7 keys", key, "in what is masked: x reveals it")
			s.press("esc")
		}
		s.looksFor("tr0ub")
		s.press("enter")
		s.pass(time.Second)
		s.wantsCursor(key)
		s.wants("it is in what is masked: x reveals that")
		s.hides("")

		// Another version wasn't asked for.
		e := s.feed.entries[key]
		e.ModRevision += 100
		s.feed.entries[key] = e
		s.looksFor("tr0ub")
		s.wants("0 hits")
	}
}

func TestWhatIsMaskedAgainIsNotSearched(t *testing.T) {
	s := onValues(t, 140, 40, secretValues(t))
	s.m.goTo("/a/password")
	s.send(nil)
	s.pass(time.Second)
	s.press("x", "x")
	s.looksFor("tr0ub")
	s.wants("0 hits")
}

func TestNoRevealMeansNever(t *testing.T) {
	s := newScreen(t, 140, 40, Options{NoReveal: true})
	showValues(s, secretValues(t))
	s.m.goTo("/a/password")
	s.send(nil)
	s.pass(time.Second)
	s.press("x")
	s.looksFor("tr0ub")
	s.wants("0 hits")
}

func TestRevealedVersionsAreForgottenOneByOne(t *testing.T) {
	var b bared
	for i := range int64(baredMost + 10) {
		b.note("key "+string(rune('a'+i)), i+1)
	}
	if len(b) != baredMost {
		t.Errorf("%d are remembered", len(b))
	}
	b.note("k", 7)
	if !b.has("k", 7) || b.has("k", 8) || b.has("other", 0) {
		t.Error("it is another version")
	}
	b.note("k", 9)
	if b.drop("k", 9); b.has("k", 9) || !b.has("k", 7) {
		t.Error("one was masked again, the other one wasn't")
	}
}

// secretVersions are three versions of a Secret, the newest on the screen.
func secretVersions(t *testing.T) *screen {
	t.Helper()
	var all []string
	for _, word := range []string{"hunter1", "hunter2", "newest3"} {
		all = append(all, inKubernetes(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Data: map[string][]byte{"pw": []byte(word)}}))
	}
	s := onVersions(t, 100, 30, Options{}, all...)
	s.feed.past = map[string][]model.Version{ledger: {
		{ModRevision: 206, CreateRevision: 17, Version: 3}, {ModRevision: 203, CreateRevision: 17, Version: 2},
	}}
	s.change(model.Changed, model.Meta{ModRev: 206, CreateRev: 17, Version: 3})
	return s
}

// wantsInNewest says how often the secret of the newest version is found.
func (s *screen) wantsInNewest(found string) {
	s.t.Helper()
	s.press("esc")
	s.looksFor("newest3")
	s.wants(found)
	s.press("esc")
}

// What is revealed in a diff, or of an old version, is not the newest one.
func TestRevealingADiffIsNotRevealingTheNewest(t *testing.T) {
	s := secretVersions(t)
	s.run(s.m.value.showDiff(sought{mod: 200, last: 200}, sought{mod: 203, last: 203}))
	s.send(nil)
	s.press("x")
	s.wants("revealed", "mod 200 to mod 203")
	s.press("esc")
	s.wantsInNewest(" 0 hits")
}

func TestMaskingADiffLeavesTheNewestRevealed(t *testing.T) {
	for _, keys := range [][]string{{"d", "x", "x", "esc"}, {"p", "x", "x", "n"}, {"p", "x"}} {
		s := secretVersions(t)
		s.press("x")
		s.wants("bmV3ZXN0Mw==")
		s.press(keys...)
		s.wantsInNewest(" 1 hit ")
	}
	s := secretVersions(t)
	s.press("p", "x")
	s.wants("aHVudGVyMg==")
	s.press("n")
	s.wantsInNewest(" 0 hits")
	s.press("tab", "x", "x")
	s.wantsInNewest(" 0 hits")
}
