package ui

import (
	"errors"
	"strings"
	"testing"
)

const savedLedger = "/home/alice/ledger-0"

func TestSaveByteForByte(t *testing.T) {
	s := onLedger(t, "{\"b\":\n1}\xff")
	s.press("ctrl+s")
	s.wants("save to ▸ ledger-0 ", "The value byte for byte, 9 B.")
	s.press("enter")
	if got := s.outlet.files[savedLedger]; got != "{\"b\":\n1}\xff" || s.m.over != nil {
		t.Errorf("saved %q", got)
	}
	s.wants("saved 9 B to " + savedLedger + " (0600)")
}

func TestSaveAsShown(t *testing.T) {
	s := onLedger(t, `{"b":1}`)
	s.press("ctrl+s", "tab")
	s.wants("save to ▸ ledger-0.json ", "The value as shown: json.")
	s.press("tab")
	s.wants("save to ▸ ledger-0 ")
	s.typed("x")
	s.press("tab", "enter") // a name of one's own stays
	if got := s.outlet.files[savedLedger+"x"]; got != "{\n  \"b\": 1\n}\n" {
		t.Errorf("saved %q", s.outlet.files)
	}
}

func TestAFileIsReplacedOnlyWhenAskedTwice(t *testing.T) {
	s := onLedger(t, "new")
	s.outlet.files[savedLedger] = "old"
	s.outlet.files[savedLedger+"1"] = "old"
	s.press("ctrl+s", "enter")
	s.wants(savedLedger + " exists: enter again replaces it, esc keeps it.")
	s.press("esc", "ctrl+s", "enter")
	s.wants("exists: enter again")
	s.typed("1") // another name, of which nothing was said yet
	s.lacks("exists: enter again")
	s.press("enter", "backspace", "enter")
	s.wants(savedLedger + " exists: enter again")
	for name, data := range s.outlet.files {
		if data != "old" {
			t.Errorf("%s was replaced", name)
		}
	}
	s.press("enter")
	if s.outlet.files[savedLedger] != "new" || s.m.over != nil {
		t.Errorf("not replaced: %q", s.outlet.files)
	}
}

func TestWhatWasTypedIsNotLost(t *testing.T) {
	s := onLedger(t, "text")
	s.press("ctrl+s")
	s.typed("-mine")
	s.outlet.fault = errors.New("cannot save to /x\x1b: no space left on device")
	s.press("enter")
	s.wants("save to ▸ ledger-0-mine", "cannot save to /x␛: no space left on device")
	s.outlet.fault = nil
	s.press("enter")
	if s.outlet.files[savedLedger+"-mine"] != "text" {
		t.Errorf("saved %q", s.outlet.files)
	}
	s.press("ctrl+s", "ctrl+u", "enter")
	s.wants("Type the name of a file.")
	s.typed(`a\q`)
	s.press("enter")
	s.wants(`\q is not an escape`)
}

// A file that is still being written when nobody asks any more is told of all
// the same.
func TestASaveThatIsLate(t *testing.T) {
	s := onLedger(t, "text")
	s.press("ctrl+s")
	cmd := s.m.saver.accept()
	if again := s.m.saver.accept(); again != nil {
		t.Error("it is saved twice")
	}
	s.press("esc", "ctrl+s")
	s.typed("-other")
	s.send(cmd())
	s.wants("saved 4 B to "+savedLedger, "save to ▸ ledger-0-other")
	s.outlet.files[savedLedger] = "old"
	s.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	cmd = s.m.saver.accept()
	s.press("esc")
	s.send(cmd())
	s.wants("nothing was saved: " + savedLedger + " exists")
	if s.outlet.files[savedLedger] != "old" {
		t.Error("it was replaced")
	}
}

func TestAValueThatIsNotReadIsNotSaved(t *testing.T) {
	s := onLedger(t, "text")
	s.hold = true
	s.m.goTo("/registry/pods/default/web-5f9c7d-abcde")
	s.send(nil)
	for _, key := range []string{"ctrl+s", "o"} {
		s.press(key)
		s.wants("the value isn't read yet")
	}
	s.m.goTo("/registry/pods/")
	s.send(nil)
	s.press("ctrl+s")
	s.wants(noValue)
	if len(s.outlet.paged) > 0 || s.m.over != nil {
		t.Error("something was")
	}
}

func TestFileNames(t *testing.T) {
	for key, want := range map[string]string{
		"/registry/pods/a/web-0":           "web-0",
		"/a/b/":                            "b",
		"":                                 "value",
		"/":                                "value",
		"..":                               "value",
		"/a/.ssh":                          "ssh",
		"/a/-rf *;\x1b\xff":                "rf_____",
		"/a/größe\u202e€":                  "größe__",
		"/a/" + strings.Repeat("x", 4000):  strings.Repeat("x", fileNameMost),
		"/a/x" + strings.Repeat("ö", 4000): "x" + strings.Repeat("ö", fileNameMost/2-1),
	} {
		s := saver{separator: "/", taken: taken{path: key}}
		if got := s.usual(); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
	s := saver{taken: taken{path: "/a/b"}}
	if got := s.usual(); got != "_a_b" {
		t.Errorf("without a separator: %q", got)
	}
}
