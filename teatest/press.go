package teatest

import (
	"fmt"
	"strings"
)

// Press presses keys one after the other, in Bubble Tea's spelling: "j", "G",
// "space", "enter", "esc", "ctrl+c", "shift+tab", "pgdown".
func (t *Term) Press(keys ...string) {
	t.t.Helper()
	t.must(t.press(keys...))
}

func (t *Term) press(keys ...string) error {
	var sent strings.Builder
	kb := t.keyboard()
	for i, spelled := range keys {
		key, err := parseKey(spelled)
		if err != nil {
			return err
		}
		bytes, err := kb.encode(key)
		if err != nil {
			return err
		}
		if bytes == "\x1b" && i < len(keys)-1 {
			return fmt.Errorf("on this keyboard esc and %s are the same as alt+%[1]s: press esc alone and await its effect", keys[i+1])
		}
		sent.WriteString(bytes)
	}
	t.input.send([]byte(sent.String()))
	return nil
}

func (t *Term) keyboard() keyboard {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.keyboard()
}

// Type types text, character by character.
func (t *Term) Type(text string) {
	t.input.send([]byte(text))
}

// Paste pastes text, in brackets if the program asked for them.
func (t *Term) Paste(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.input.send([]byte(t.screen.paste(text)))
}
