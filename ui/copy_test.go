package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// lastCopied is what was copied last, "" if nothing was.
func (s *screen) lastCopied() string {
	if n := len(s.outlet.copied); n > 0 {
		return s.outlet.copied[n-1]
	}
	return ""
}

func TestCopyFromTheMenu(t *testing.T) {
	s := newScreen(t, 120, 40, Options{Etcdctl: []string{"--endpoints=a:1", "--user=alice"}})
	e := entry("{\"b\":[1,\n2]}", 109)
	e.Lease = 0x694d8f1a2b3c4d5e
	s.feed.entries[ledger] = e
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.press("y")
	s.wants("╭ copy ─", "k  key                  "+ledger, "v  value as shown       json", "r  value byte for byte  12 B", "e  etcdctl command      etcdctl --endpoints=a:1 --user=alice get", "l  lease ID             694d8f1a2b3c4d5e")
	for key, want := range map[string]string{
		"k": ledger,
		"v": "{\n  \"b\": [\n    1,\n    2\n  ]\n}",
		"r": "{\"b\":[1,\n2]}",
		"e": "etcdctl --endpoints=a:1 --user=alice get '" + ledger + "' --rev=18402113 --print-value-only",
		"l": "694d8f1a2b3c4d5e",
	} {
		if s.m.over == nil {
			s.press("y")
		}
		if s.press(key); s.lastCopied() != want || s.m.over != nil {
			t.Errorf("%s copies %q", key, s.lastCopied())
		}
		s.wants(model.Bytes(len(want)) + " by the test")
	}
}

func TestThePathOfTheLineIsCopied(t *testing.T) {
	s := onLedger(t, `{"b":[1,2],"c":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`}`)
	s.press("tab", "j", "j", "y", "p")
	if got := s.lastCopied(); got != ".b[0]" {
		t.Errorf("copied %q:\n%s", got, s.text())
	}
}

func TestCopyOfAPrefix(t *testing.T) {
	s := newScreen(t, 120, 40, Options{})
	s.news(cluster())
	s.m.goTo("/registry/pods/payments/")
	s.send(nil)
	s.press("y")
	s.wants("k  prefix", "e  etcdctl command")
	s.lacks("value as", "lease")
	s.press("v") // is none of its letters
	s.press("k")
	if got := s.lastCopied(); got != "/registry/pods/payments/" {
		t.Errorf("copied %q", got)
	}
	s.press("y", "e")
	if got := s.lastCopied(); got != "etcdctl get '/registry/pods/payments/' --rev=18402113 --prefix --keys-only --limit=1000" {
		t.Errorf("copied %q", got)
	}
}

func TestNothingOfAMaskedValueIsTakenAway(t *testing.T) {
	for _, noReveal := range []bool{false, true} {
		s := newScreen(t, 120, 40, Options{NoReveal: noReveal})
		s.feed.entries[ledger] = entry(secret(t), 109)
		s.news(cluster())
		s.m.goTo(ledger)
		s.send(nil)
		s.pass(time.Second)
		for range 4 { // in every view
			s.press("y", "v")
			s.wants("secrets masked")
			if hinted := s.line("(x reveals)") != ""; hinted == noReveal {
				t.Errorf("with --no-reveal %v:\n%s", noReveal, s.text())
			}
			s.press("y")
			s.press("r")
			s.wants("its secrets ", "cannot copy the value byte for byte: its secrets ")
			s.press("k", "y", "e", "o", "ctrl+s")
			s.wants("Only as shown: its secrets ")
			s.press("tab", "enter", "enter", "v")
		}
		if len(s.outlet.copied) != 12 || len(s.outlet.paged) != 4 || len(s.outlet.files) == 0 {
			t.Errorf("%d copies, %d pagers, %d files", len(s.outlet.copied), len(s.outlet.paged), len(s.outlet.files))
		}
		all := strings.Join(append(s.outlet.copied, s.outlet.paged...), "\n")
		for _, data := range s.outlet.files {
			all += data
		}
		for _, hidden := range []string{"hunter2", "aHVudGVyMg", "68 75 6e 74"} {
			if strings.Contains(all, hidden) {
				t.Errorf("%q was taken away", hidden)
			}
		}
		if !strings.Contains(all, "pw: •••••• (7 B)") {
			t.Errorf("what is shown wasn't taken: %s", all)
		}
	}
}

func TestARevealedValueIsTakenAwayWhole(t *testing.T) {
	raw := secret(t)
	s := onLedger(t, raw)
	s.press("x", "y", "r")
	if got := s.lastCopied(); got != raw {
		t.Errorf("copied %q", got)
	}
	s.wants("copied the value byte for byte, its secrets in the clear: ")
	s.press("y", "v")
	if !strings.Contains(s.lastCopied(), "pw: aHVudGVyMg==") {
		t.Errorf("copied %q", s.lastCopied())
	}
	s.wants("copied the value as shown, its secrets in the clear: ")
	s.press("y", "k")
	s.wants("copied the key: ")
}

func TestACopyOfAKeySaysThatItHasControlCharacters(t *testing.T) {
	const key = "/a\x1b[2J\n"
	s := newScreen(t, 120, 40, Options{})
	s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("", key)}})
	s.m.goTo(key)
	s.send(nil)
	s.press("y", "k")
	if got := s.lastCopied(); got != key {
		t.Errorf("copied %q", got)
	}
	s.wants("copied the key with control characters, byte for byte: 7 B by the test")
}

// The menu is of what was under the cursor, and masked, when it was opened.
func TestWhatIsReadMeanwhileIsNotCopied(t *testing.T) {
	s := onLedger(t, "before")
	s.press("y")
	s.feed.entries[ledger] = entry("after", 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.press("r")
	if got := s.lastCopied(); got != "before" {
		t.Errorf("copied %q", got)
	}
}

func TestTheCommandReadsTheVersionThatIsShown(t *testing.T) {
	s := onLedger(t, "before")
	s.feed.faults[ledger] = errors.New("timed out")
	s.news(change(model.Changed, ledger, 18_402_200))
	s.pass(time.Second)
	s.press("y", "e")
	if got := s.lastCopied(); !strings.Contains(got, " --rev=109 ") {
		t.Errorf("a newer one couldn't be read: %q", got)
	}
	s.news(change(model.Deleted, ledger, 18_402_201))
	s.press("y", "e")
	if got := s.lastCopied(); !strings.Contains(got, " --rev=109 ") {
		t.Errorf("it is deleted: %q", got)
	}
}

func TestACopyThatFailsSaysSo(t *testing.T) {
	s := onLedger(t, "text")
	s.outlet.fault = errors.New("1.2 MiB is more than the 73.2 KiB that terminals take\x1b[2J")
	s.press("y", "v")
	s.wants("cannot copy the value as shown: 1.2 MiB is more than the 73.2 KiB that terminals take␛[2J")
	s.press("o")
	s.wants("1.2 MiB is more than")
	s.press("z", "o")
	s.outlet.fault = nil
	s.press("o")
	s.lacks("1.2 MiB is more than")
	if len(s.outlet.paged) != 3 || s.outlet.paged[2] != "text\n" {
		t.Errorf("the pager got %q", s.outlet.paged)
	}
}

func TestKeysAreCopiedToTheByte(t *testing.T) {
	const key = "/a/\xff\\\x1b\u202ex"
	s := newScreen(t, 80, 24, Options{})
	b := model.Batch{Status: live(), Listed: []model.Listed{listed("", key)}}
	s.news(b)
	s.m.goTo(key)
	s.send(nil)
	s.press("y")
	s.lacks("\x1b[2J", "\u202e")
	s.press("k")
	if got := s.lastCopied(); got != key {
		t.Errorf("copied %q", got)
	}
}

// What was taken elsewhere isn't offered any more.
func TestTheCopyMenuClosesWhenAnotherClusterComes(t *testing.T) {
	var c clusters
	s := onDev(t, &c, 120, 40)
	s.m.goTo(ledger)
	s.send(nil)
	switches := s.m.switchTo(1)
	s.press("y")
	s.wants("etcdctl command")
	s.run(switches)
	s.lacks("etcdctl command")
}

func TestTheCopyMenuClosesWhenAnotherRevisionComes(t *testing.T) {
	s, _ := traveller(t, 120, 40)
	s.m.goTo(ledger)
	s.send(nil)
	arrives := s.m.travel(100)
	s.press("y")
	s.run(arrives)
	s.lacks("etcdctl command")
}
