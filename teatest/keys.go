package teatest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Modifiers as terminals number them: a key's parameter is their sum plus one.
const (
	shift = 1 << iota
	alt
	ctrl
)

// modifiers are the prefixes of a key's name, in Bubble Tea's order.
var modifiers = []struct {
	prefix string
	bit    int
}{{"ctrl+", ctrl}, {"alt+", alt}, {"shift+", shift}}

// key is one keystroke: a character, or a special key by name.
type key struct {
	char rune
	name string
	mods int
}

// parseKey reads Bubble Tea's spelling of a key: "j", "G", "space", "ctrl+c",
// "alt+enter", "shift+tab".
func parseKey(spelled string) (key, error) {
	k := key{name: spelled}
	for _, mod := range modifiers {
		if rest, ok := strings.CutPrefix(k.name, mod.prefix); ok && rest != "" {
			k.name, k.mods = rest, k.mods|mod.bit
		}
	}
	if _, ok := specials[k.name]; ok {
		return k, nil
	}
	if char, size := utf8.DecodeRuneInString(k.name); char != utf8.RuneError && size == len(k.name) && char > ' ' {
		return key{char: char, mods: k.mods}, nil
	}
	return key{}, fmt.Errorf("no key is called %q (use Bubble Tea's names: j, G, enter, space, ctrl+c, shift+tab, pgdown, f1)", spelled)
}

// special says how terminals send a key that is no visible character. One of
// code, final and number is set.
type special struct {
	code   rune // its code in Unicode, where it has one
	final  byte // CSI final
	number int  // CSI number ~
	ss3    bool // SS3 final when unmodified, on a legacy terminal
}

// specials are the keys of xterm's PC-style keyboard
// (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-PC-Style-Function-Keys).
var specials = map[string]special{
	"enter": {code: '\r'}, "tab": {code: '\t'}, "esc": {code: '\x1b'}, "backspace": {code: '\x7f'}, "space": {code: ' '},
	"up": {final: 'A'}, "down": {final: 'B'}, "right": {final: 'C'}, "left": {final: 'D'}, "end": {final: 'F'}, "home": {final: 'H'},
	"insert": {number: 2}, "delete": {number: 3}, "pgup": {number: 5}, "pgdown": {number: 6},
	"f1": {final: 'P', ss3: true}, "f2": {final: 'Q', ss3: true}, "f3": {final: 'R', ss3: true}, "f4": {final: 'S', ss3: true},
	"f5": {number: 15}, "f6": {number: 17}, "f7": {number: 18}, "f8": {number: 19}, "f9": {number: 20}, "f10": {number: 21},
	"f11": {number: 23}, "f12": {number: 24},
}

// keyboard is what the program has asked of the terminal's keyboard.
type keyboard struct {
	// disambiguate is the first enhancement of the Kitty keyboard protocol
	// (https://sw.kovidgoyal.net/kitty/keyboard-protocol/#disambiguate): no key
	// sends bytes that begin another one's.
	disambiguate bool
	// application is DECCKM: unmodified cursor keys send SS3, not CSI.
	application bool
}

// encode returns the bytes that the terminal sends for k.
func (kb keyboard) encode(k key) (string, error) {
	sp, ok := specials[k.name]
	if !ok {
		sp = special{code: k.char}
	}
	switch {
	case sp.number != 0:
		return kb.numbered(sp.number, k.mods), nil
	case sp.final != 0:
		return kb.lettered(sp, k.mods), nil
	case kb.disambiguate && k == (key{name: "esc"}):
		return "\x1b[27u", nil
	case kb.disambiguate && k.mods != 0 && !k.text():
		return fmt.Sprintf("\x1b[%d;%du", sp.code, 1+k.mods), nil
	}
	return legacy(k, sp.code)
}

// text is whether the key makes a character, which no protocol encodes.
func (k key) text() bool {
	return k.char != 0 && k.mods&^shift == 0
}

func (kb keyboard) numbered(number, mods int) string {
	if mods == 0 {
		return fmt.Sprintf("\x1b[%d~", number)
	}
	return fmt.Sprintf("\x1b[%d;%d~", number, 1+mods)
}

func (kb keyboard) lettered(sp special, mods int) string {
	switch {
	case mods != 0:
		return fmt.Sprintf("\x1b[1;%d%c", 1+mods, sp.final)
	case sp.ss3 || kb.application:
		return fmt.Sprintf("\x1bO%c", sp.final)
	default:
		return fmt.Sprintf("\x1b[%c", sp.final)
	}
}

// legacy encodes a key as terminals have since the VT100: Ctrl clears the upper
// bits, Alt puts an escape in front, and much can't be told apart.
func legacy(k key, code rune) (string, error) {
	prefix := ""
	if k.mods&alt != 0 {
		prefix = "\x1b"
	}
	switch k.mods &^ alt {
	case 0:
		return prefix + string(code), nil
	case shift:
		if code == '\t' {
			return prefix + "\x1b[Z", nil
		}
		if upper := []rune(strings.ToUpper(string(code))); k.char != 0 && len(upper) == 1 {
			return prefix + string(upper), nil
		}
	case ctrl:
		if code == ' ' || code >= '@' && code <= '_' || code >= 'a' && code <= 'z' {
			return prefix + string(code&0x1f), nil
		}
	}
	return "", fmt.Errorf("the key %s has no bytes of its own on a legacy terminal", k)
}

// String is the key in Bubble Tea's spelling.
func (k key) String() string {
	spelled := k.name
	if k.char != 0 {
		spelled = string(k.char)
	}
	for _, mod := range slices.Backward(modifiers) {
		if k.mods&mod.bit != 0 {
			spelled = mod.prefix + spelled
		}
	}
	return spelled
}
