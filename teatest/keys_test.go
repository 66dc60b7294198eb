package teatest

import (
	"regexp"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	for _, tt := range []struct {
		key, legacy, modern string
	}{
		{"j", "j", "j"},
		{"G", "G", "G"},
		{"é", "é", "é"},
		{"+", "+", "+"},
		{"shift+g", "G", "G"},
		{"space", " ", " "},
		{"enter", "\r", "\r"},
		{"tab", "\t", "\t"},
		{"backspace", "\x7f", "\x7f"},
		{"esc", "\x1b", "\x1b[27u"},
		{"ctrl+c", "\x03", "\x1b[99;5u"},
		{"ctrl+space", "\x00", "\x1b[32;5u"},
		{"ctrl++", "", "\x1b[43;5u"},
		{"alt+x", "\x1bx", "\x1b[120;3u"},
		{"ctrl+alt+x", "\x1b\x18", "\x1b[120;7u"},
		{"alt+enter", "\x1b\r", "\x1b[13;3u"},
		{"ctrl+enter", "", "\x1b[13;5u"},
		{"shift+tab", "\x1b[Z", "\x1b[9;2u"},
		{"up", "\x1b[A", "\x1b[A"},
		{"ctrl+left", "\x1b[1;5D", "\x1b[1;5D"},
		{"home", "\x1b[H", "\x1b[H"},
		{"pgdown", "\x1b[6~", "\x1b[6~"},
		{"shift+delete", "\x1b[3;2~", "\x1b[3;2~"},
		{"f1", "\x1bOP", "\x1bOP"},
		{"shift+f2", "\x1b[1;2Q", "\x1b[1;2Q"},
		{"f12", "\x1b[24~", "\x1b[24~"},
	} {
		k, err := parseKey(tt.key)
		if err != nil {
			t.Error(err)
			continue
		}
		for kb, want := range map[keyboard]string{{}: tt.legacy, {disambiguate: true}: tt.modern} {
			got, err := kb.encode(k)
			if got != want || (err != nil) != (want == "") {
				t.Errorf("%s with %+v: got %q, %v; want %q", tt.key, kb, got, err, want)
			}
		}
	}
}

func TestEncodeForApplicationCursorKeys(t *testing.T) {
	kb := keyboard{application: true}
	for key, want := range map[string]string{"up": "\x1bOA", "home": "\x1bOH", "shift+up": "\x1b[1;2A", "pgup": "\x1b[5~"} {
		k, err := parseKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := kb.encode(k); got != want || err != nil {
			t.Errorf("%s: got %q, %v; want %q", key, got, err, want)
		}
	}
}

func TestParseKeyRefusesUnknownNames(t *testing.T) {
	for _, name := range []string{"", " ", "escape", "ctrl+", "ctrl+nope", "jj", "\x1b", "\xff"} {
		if k, err := parseKey(name); err == nil {
			t.Errorf("%q is taken for the key %s", name, k)
		}
	}
}

// Every key must arrive as the key it was called, through the real input decoder.
func TestPressedKeysArrive(t *testing.T) {
	common := strings.Fields("j G ? : + é 漢 space enter tab backspace ctrl+a ctrl+space alt+x ctrl+alt+x alt+enter shift+tab " +
		"up down left right home end pgup pgdown insert delete ctrl+up shift+down alt+left ctrl+shift+right ctrl+pgup " +
		"f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 shift+f5 ctrl+f1")
	modern := strings.Fields("esc j ctrl+enter ctrl+i ctrl+m shift+enter ctrl++ esc esc")
	for _, tt := range []struct {
		name   string
		legacy bool
		keys   []string
	}{
		{"modern", false, append(modern, common...)},
		{"legacy", true, append(common, "esc")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := startSample(t, Options{Cols: 400, Rows: 6, Legacy: tt.legacy})
			term.AwaitText("dark:true")
			term.Press("x")
			term.AwaitGone("dark:true")
			term.Press(tt.keys...)
			term.AwaitMatch(`^said: ` + regexp.QuoteMeta(strings.Join(tt.keys, " ")) + `$`)
		})
	}
}

func TestEscBeforeAnotherKeyIsRefusedOnALegacyKeyboard(t *testing.T) {
	term := startSample(t, Options{Legacy: true})
	err := term.press("esc", "j")
	if err == nil || !strings.Contains(err.Error(), "alt+j") {
		t.Errorf("got %v", err)
	}
}
