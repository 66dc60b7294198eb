package ui

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/etcdscope/etcdscope/model"
)

func aPod(t *testing.T, name, image string) string {
	t.Helper()
	return inKubernetes(t, &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "payments"},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: image}}},
	})
}

func TestAnImageIsFoundInAProtobufPod(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 50}} {
		values := map[string]string{"/b/other": "image: none"}
		for i := range 30 {
			values[fmt.Sprintf("/a/pod-%02d", i)] = aPod(t, fmt.Sprint("pod-", i), "registry.example/shop:1."+fmt.Sprint(i))
		}
		s := onValues(t, size[0], size[1], values)
		s.looksFor("image: registry.example/SHOP:1.17")
		s.wants("0 hits") // a capital means a capital
		s.press("/", "ctrl+u")
		s.typed("image: registry.example/shop:1.17")
		s.press("enter")
		s.wants("values ▸ image: registry.e", "1 hit · 31 of 31 keys", "▌/a/pod-17", "- image: registry.example/shop:1.17", "done everywhere: every value was read")
		s.press("enter")
		s.pass(time.Second)
		s.wantsCursor("/a/pod-17")
		s.wants("1 of 1")
		if s.m.focus != valueSide || !strings.Contains(joined(s.m.value.page.doc.Line(s.m.value.page.cursor)), "shop:1.17") {
			t.Errorf("the cursor is on line %d", s.m.value.page.cursor)
		}
	}
}

func packedText(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAHitInAnotherViewIsShownThere(t *testing.T) {
	s := onValues(t, 120, 30, map[string]string{
		"/a/packed": packedText(t, `{"orders": "seventeen"}`),
		"/a/wrap":   base64.StdEncoding.EncodeToString([]byte(packedText(t, `{"orders": "seventeen", "by": "card and invoice, one after the other"}`))),
		"/a/bytes":  "\x00\x01\xff\xfe\x80SEVENTEEN\x00\xff\xff",
	})
	s.looksFor("seventeen")
	s.wants("3 hits", "/a/packed", `"orders": "seventeen"`, "base64 › gzip › json", "SEVENTEEN")
	s.press("G", "enter")
	s.pass(time.Second)
	s.wantsCursor("/a/wrap")
	s.wants("base64 › gzip › json", "1 of 1")
}

func TestTheScopeIsThePrefixUnderTheCursor(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"/a/x": "needle", "/a/y": "needle", "/b/z": "needle"})
	s.m.goTo("/a/x")
	s.send(nil)
	s.press(":")
	s.typed("grep needle")
	s.says("Enter looks for it in values")
	s.press("enter")
	s.wants("values ▸ needle", "2 hits · 2 of 2 keys", "done under /a/")
	s.press("/")
	s.says("2 keys under /a/ are known; their values are read at up to 4.0 MiB/s; enter begins.")
	s.press("ctrl+o")
	s.says("3 keys everywhere are known")
	s.press("enter")
	s.wants("3 hits · 3 of 3 keys")
}

func TestNothingToLookForIsAskedFor(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"/a/x": "needle"})
	s.press(":")
	s.typed("grep ")
	s.press("enter")
	s.wants("values ▸", "type what is to be found")
	s.typed("needle")
	s.press("enter")
	s.wants("1 hit")
}

func TestAKeyThatBeginsWithGrepCanBeGoneTo(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"grep this": "v"})
	s.press(":")
	s.typed(`\x67rep this`)
	s.press("enter")
	s.wantsCursor("grep this")
}

func TestWhatIsNotLoadedIsSaid(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.feed.entries["/a/x"] = entry("needle", 100)
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listedSpan(model.Span{To: "/a/y"}, "/a/x")}})
	s.m.openGrep("")
	s.send(nil)
	s.says("≥ 1 key everywhere is known")
	s.says("What isn't loaded is not looked at.")
	s.typed("needle")
	s.press("enter")
	s.wants("1 hit · 1 of ≥ 1 keys", "what isn't loaded is left out")
}

func TestASearchStopsAtItsBudgetAndGoesOn(t *testing.T) {
	var keys []string
	for i := range 120_000 {
		keys = append(keys, fmt.Sprintf("/a/%06d", i))
	}
	for name, c := range map[string]struct {
		each  model.Values
		takes time.Duration
		said  string
		after int // requests
	}{
		"keys":  {model.Values{Settled: 50, Bytes: 1}, 0, "100,000 of 100,000 keys", 2_000},
		"bytes": {model.Values{Settled: 10, Bytes: 1 << 20}, 0, "256.0 MiB of 256.0 MiB", 256},
		"time":  {model.Values{Settled: 10, Bytes: 1}, time.Minute, "5 min of 5 min", 5},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 110, 24, Options{})
			s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}})
			s.feed.valuesTook = c.takes
			s.feed.settles = func(keys []string) model.Values {
				v := c.each
				v.Settled = min(v.Settled, len(keys))
				return v
			}
			s.looksFor("needle")
			s.wants("its budget is spent: m goes on for as much again", c.said)
			if n := len(s.feed.valuesRead); n != c.after {
				t.Errorf("%d requests", n)
			}
			s.press("P")
			s.wants("there is nothing to pause")
			s.press("m")
			if n := len(s.feed.valuesRead); n <= c.after || n > 2*c.after {
				t.Errorf("%d requests after m", n)
			}
			for i, asked := range s.feed.valuesRead[1:] { // none is read twice, or left out
				if want := fmt.Sprintf("/a/%06d", (i+1)*c.each.Settled); asked[0] != want {
					t.Fatalf("request %d begins with %s, not %s", i+1, asked[0], want)
				}
			}
		})
	}
}

func TestASearchIsPausedAndEnded(t *testing.T) {
	values := map[string]string{}
	for i := range 40 {
		values[fmt.Sprintf("/a/%02d", i)] = fmt.Sprint("needle ", i)
	}
	s := onValues(t, 80, 24, values)
	s.holdValues = true
	s.looksFor("needle")
	s.answer()
	s.wants("8 hits · 8 of 40 keys", "P pauses")
	s.press("P")
	s.wants("paused: P goes on")
	s.answer()
	s.wants("16 hits · 16 of 40 keys", "paused")
	if s.asked() {
		t.Error("it reads on")
	}
	s.press("P")
	if !s.asked() {
		t.Error("it doesn't read on")
	}
	s.press("esc")
	if ctx := s.feed.valuesCtx[len(s.feed.valuesCtx)-1]; ctx.Err() == nil {
		t.Error("what was read is not given up")
	}
	s.answer()
	if s.asked() {
		t.Error("it reads on though it was closed")
	}
	s.m.openGrep("")
	s.send(nil)
	s.says(`hits of "needle" before`)
	s.press("down")
	s.wants("24 hits · 24 of 40 keys", "paused: P goes on")
	s.press("P")
	for s.asked() {
		s.answer()
	}
	s.wants("40 hits · 40 of 40 keys", "done everywhere: every value was read")
	s.press("G", "enter")
	s.wantsCursor("/a/39")
}

func TestNoMoreHitsAreKeptThanAThousand(t *testing.T) {
	values := map[string]string{}
	for i := range 1_100 {
		values[fmt.Sprintf("/a/%04d", i)] = "needle"
	}
	s := onValues(t, 80, 24, values)
	s.looksFor("needle")
	s.wants("1,000 hits · 1,000 of 1,100 keys", "stopped at 1,000 hits: / finds a rarer text")
	s.press("m")
	s.wants("no more hits are kept")
	if s.m.grep.search.walk.keys != nil {
		t.Error("it holds the keys")
	}
}

// The keys are let go of with the last one that is read: what was found may be
// looked at for hours.
func TestASearchThatIsOverHoldsNoKeys(t *testing.T) {
	s := onValues(t, 80, 24, map[string]string{"/a/x": "needle", "/a/y": "needle"})
	s.looksFor("needle")
	s.wants("2 hits · 2 of 2 keys", "done everywhere: every value was read")
	if s.m.grep.search.walk.keys != nil {
		t.Error("it holds the keys")
	}
	s.press("P")
	s.wants("it has stopped: there is nothing to pause")
	s.press("m")
	s.wants("there is no more: every value was read")
	s.press("esc")
	s.m.openGrep("")
	s.send(nil)
	s.press("down")
	s.wants("2 hits · 2 of 2 keys", "done everywhere")
	s.press("/")
	s.wants("values ▸ needle")
}

func TestASearchThatFailsSaysWhyAndGoesOn(t *testing.T) {
	s := onValues(t, 100, 24, map[string]string{"/a/x": "needle"})
	s.feed.valuesFail = errors.New("connection lost\x1b[2J")
	s.looksFor("needle")
	s.wants("cannot read on: connection lost", "it is tried again by itself, P tries now")
	s.lacks("\x1b")
	s.feed.valuesFail = nil
	s.pass(readRetry)
	s.wants("1 hit · 1 of 1 keys")

	s.feed.valuesFail = errors.New("the revision has been compacted")
	s.press("/", "enter")
	n := len(s.feed.valuesRead)
	s.pass(12 * readRetry)
	if more := len(s.feed.valuesRead) - n; more != 3 { // less and less often
		t.Errorf("it was tried %d times", more)
	}
	s.feed.valuesFail = nil
	s.press("P")
	s.wants("1 hit · 1 of 1 keys")
}

func TestDeniedAndTooBigValuesAreSaid(t *testing.T) {
	s := onValues(t, 100, 24, map[string]string{"/a/x": "needle"})
	s.feed.settles = func([]string) model.Values { return model.Values{Settled: 1, Denied: 1, TooBig: 1} }
	s.looksFor("needle")
	s.wants("1 may not be read, 1 is too big")
}

func TestASearchEndsWithItsTree(t *testing.T) {
	values := map[string]string{}
	for i := range 20 {
		values[fmt.Sprintf("/a/%02d", i)] = "needle"
	}
	s := onValues(t, 80, 24, values)
	s.holdValues = true
	s.looksFor("needle")
	s.answer()
	s.wants("8 hits")
	s.news(model.Batch{Status: live(), Reset: true})
	s.lacks("8 hits", "/a/00")
	if ctx := s.feed.valuesCtx[len(s.feed.valuesCtx)-1]; ctx.Err() == nil {
		t.Error("what was read is not given up")
	}
	s.answer()
	s.lacks("hits")
	s.wants("the keys were read anew")
	if s.asked() {
		t.Error("it reads on")
	}
	s.press("P", "m", "j", "enter")
	s.wants("the keys were read anew")
}
